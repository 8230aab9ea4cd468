"""Tokens of the API: shown once, known again, and worth nothing once revoked, changed or made up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from bot.domain.api_tokens import PREFIX, Scope, make, named_in
from bot.errors import ConfigError
from storage.ids import new_id
from storage.tables import ApiToken, Log
from tests.support.larkfield import Services


def create(services: Services, workspace_id: str, name: str = "crm", *scopes: str) -> str:
    return services.tokens.create(workspace_id, name, scopes or (Scope.WRITE_REPORTS,), by="cli:root")


def test_a_token_opens_what_it_was_made_for(services: Services, workspace_id: str) -> None:
    token = create(services, workspace_id, "crm", "surveys:read", "reports:write", "reports:write")
    checked = services.tokens.check(token)
    assert checked is not None
    client, is_first = checked
    assert (client.workspace_id, client.name, is_first) == (workspace_id, "crm", True)
    assert client.scopes == {"reports:write", "surveys:read"}


def test_the_token_itself_is_not_kept(services: Services, workspace_id: str) -> None:
    token = create(services, workspace_id)
    with services.db.reading() as session:
        row = session.exec(select(ApiToken)).one()
        logged = session.exec(select(Log)).all()
    assert token not in str(row.model_dump())
    assert [(line.act, line.by, line.subject) for line in logged] == [("token_created", "cli:root", f"token:{row.id}")]


def test_a_revoked_token_opens_nothing_and_leaves_its_name(services: Services, workspace_id: str) -> None:
    first = create(services, workspace_id)
    services.tokens.revoke(workspace_id, "crm", by="cli:root")
    assert services.tokens.check(first) is None
    second = create(services, workspace_id)
    assert services.tokens.check(second) is not None
    assert [(line.name, line.revoked_at is None) for line in services.tokens.listed(workspace_id)] == [
        ("crm", True), ("crm", False)]
    services.tokens.revoke(workspace_id, "crm", by="cli:root")
    with pytest.raises(ConfigError, match="no token"):
        services.tokens.revoke(workspace_id, "crm", by="cli:root")


def test_the_day_of_the_last_use_is_kept(services: Services, workspace_id: str) -> None:
    token = create(services, workspace_id)
    for expected in (True, True):
        checked = services.tokens.check(token)
        assert checked is not None
        assert checked[1] is expected
        services.tokens.used(checked[0])
        again = services.tokens.check(token)
        assert again is not None
        assert not again[1]
        assert services.tokens.listed(workspace_id)[0].used_on == services.clock.now().date()
        services.clock.move(timedelta(days=1))


@pytest.mark.parametrize("name, scopes, said", [
    ("", ["reports:read"], "name"), (" crm", ["reports:read"], "name"), ("a\nb", ["reports:read"], "name"),
    ("crm", [], "--scope"), ("crm", ["reports:delete"], "'reports:delete'")])
def test_what_makes_no_token_is_said(services: Services, workspace_id: str, name: str, scopes: list[str], said: str
                                     ) -> None:
    with pytest.raises(ConfigError, match=said):
        services.tokens.create(workspace_id, name, scopes, by="cli:root")


def test_two_living_tokens_have_not_the_same_name(services: Services, workspace_id: str) -> None:
    create(services, workspace_id)
    with pytest.raises(ConfigError, match="already"):
        create(services, workspace_id)


def test_another_tokens_secret_does_not_open(services: Services, workspace_id: str) -> None:
    """Rightly made, for a key that exists, but never given out."""
    create(services, workspace_id)
    with services.db.reading() as session:
        row = session.exec(select(ApiToken)).one()
    assert services.tokens.check(make(workspace_id, row.id)) is None
    assert services.tokens.check(make(workspace_id, new_id())) is None


@given(place=st.integers(0, 79), letter=st.characters(codec="ascii"))
def test_a_token_changed_in_one_place_is_known_without_a_look(place: int, letter: str) -> None:
    token = make("0" * 32, "1" * 32)
    changed = token[:len(PREFIX) + place] + letter + token[len(PREFIX) + place + 1:]
    assert named_in(token) == ("0" * 32, "1" * 32)
    assert (named_in(changed) is None) == (changed != token)


@given(st.text())
def test_whatever_is_no_token_is_none(text: str) -> None:
    assert named_in(text) is None
