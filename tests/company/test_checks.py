"""A company that could not be played is refused, and the message says which story and why."""

from dataclasses import replace

import pytest

from bot.sandbox.company import Channel, Company, CompanyError, Group, Move, Step, Story
from bot.sandbox.company.checks import check
from bot.sandbox.company.reading import read_stories

MUSIC = Story("one", 25, "U0RITA", "The music stops.")
LOST = Story("lost", 25, "U0RITA", "The door says ten.")  # nobody's keyword: triage
ACK = Step(1, "U0HANA", Move.ACKNOWLEDGE)
ASSIGN = Step(2, "U0HANA", Move.ASSIGN, "U0LEO")
RESOLVE = Step(3, "U0LEO", Move.RESOLVE, text="It plays on.")
DONE = (ACK, ASSIGN, RESOLVE)
ASKED = 3 + 7 * 24 + 72


def with_steps(*steps: Step) -> tuple[Story, ...]:
    return (replace(MUSIC, then=steps),)


def me_too(story_id: str, user: str, days_ago: float = 24.99, of: str = "one") -> Story:
    return Story(story_id, days_ago, user, "The music stops here too.", me_too_of=of)


FOUR = (me_too("two", "U0YUKI"), me_too("three", "U0MINJUN"), me_too("four", "U0GUS"))


@pytest.mark.parametrize("stories, why", [
    ((replace(MUSIC, user="U0NOBODY"),), "story one: user U0NOBODY does not exist"),
    ((replace(MUSIC, touchpoint="moon"),), "story one: touchpoint moon does not exist"),
    ((MUSIC, MUSIC), "story one: this id is used twice"),
    ((MUSIC, me_too("two", "U0YUKI", of="three")), "story two: me too of three, which does not exist"),
    ((MUSIC, me_too("two", "U0YUKI"), me_too("three", "U0GUS", 24.9, of="two")), "three: me too of two, itself a me"),
    ((MUSIC, me_too("two", "U0YUKI", 25)), "story two: me too of one, which was reported later"),
    ((MUSIC, replace(me_too("two", "U0YUKI"), then=(ACK,))), "a me too has no moves of its own; they belong to one"),
    (with_steps(replace(ACK, by="U0NOBODY")), "story one: user U0NOBODY does not exist"),
    (with_steps(ACK, replace(ASSIGN, to="U0NOBODY")), "story one: user U0NOBODY does not exist"),
    (with_steps(ACK, replace(ASSIGN, to=None)), "story one: user (nobody) does not exist"),
    (with_steps(ACK, replace(ASSIGN, to="U0BEN")), "story one: U0BEN is not in app"),
    (with_steps(Step(1, "U0HANA", Move.NOT_OURS, "moon", "No.")), "story one: team moon does not exist"),
    (with_steps(Step(1, "U0HANA", Move.NOT_OURS, "payments")), "story one: 'not_ours' needs a text"),
    (with_steps(ACK, replace(RESOLVE, text=None)), "story one: 'resolve' needs a text"),
    (with_steps(RESOLVE), "story one: 'resolve' is not possible when it is new"),
    (with_steps(*DONE, replace(ACK, after_hours=4)), "'acknowledge' is not possible when it is resolved"),
    (with_steps(*DONE, Step(4, "U0HANA", Move.NOT_OURS, "payments", "No.")), "'not_ours' is not possible when it is r"),
    (with_steps(Step(1, "U0RITA", Move.GONE)), "story one: 'gone' is not possible when it is new"),
    (with_steps(Step(1, "U0TESS", Move.CHOOSE_TEAM, "app")), "'choose_team' is not possible when it is new"),
    (with_steps(replace(ACK, by="U0KEN")), "story one: U0KEN may not 'acknowledge' for app"),
    (with_steps(ACK, replace(RESOLVE, by="U0RITA")), "story one: U0RITA may not 'resolve' for app"),
    ((replace(LOST, then=(ACK,)),), "story lost: 'acknowledge' is not possible when it is triage"),
    ((replace(LOST, then=(Step(1, "U0HANA", Move.CHOOSE_TEAM, "app"),)),), "U0HANA may not 'choose_team' for triage"),
    ((replace(LOST, then=(Step(1, "U0TESS", Move.CHOOSE_TEAM),)),), "story lost: team (none) does not exist"),
    (with_steps(ASSIGN, replace(ACK, after_hours=2)), "story one: after_hours must grow from step to step"),
    (with_steps(replace(ACK, after_hours=0)), "story one: after_hours must grow from step to step"),
    (with_steps(replace(ACK, after_hours=601)), "story one: its last move lies in the future"),
    (with_steps(*DONE, Step(ASKED - 1, "U0RITA", Move.GONE)), "story one: U0RITA answers before being asked"),
    (with_steps(*DONE, Step(ASKED + 32, "U0RITA", Move.GONE)), "U0RITA answers when the asking may be over"),
    (with_steps(*DONE, Step(ASKED, "U0YUKI", Move.GONE)), "story one: U0YUKI was not asked, only reporters are"),
    ((*with_steps(*DONE), me_too("two", "U0YUKI", 24)), "story two: a me too of what is resolved would reopen it"),
])  # fmt: skip
def test_what_could_not_happen_is_refused(company: Company, stories: tuple[Story, ...], why: str) -> None:
    with pytest.raises(CompanyError) as refusal:
        check(replace(company, stories=stories))
    assert why in str(refusal.value)


@pytest.mark.parametrize("stories", [
    with_steps(ACK, ASSIGN, RESOLVE, Step(ASKED, "U0RITA", Move.GONE)),
    with_steps(*DONE, Step(ASKED, "U0RITA", Move.STILL_HAPPENING), replace(ACK, after_hours=ASKED + 1)),
    with_steps(ASSIGN, RESOLVE),
    with_steps(Step(1, "U0HANA", Move.NOT_OURS, None, "No."), Step(2, "U0TESS", Move.CHOOSE_TEAM, "payments"),
               Step(3, "U0ANA", Move.ACKNOWLEDGE)),
    with_steps(ACK, ASSIGN, Step(3, "U0LEO", Move.NOT_OURS, "delivery", "No."), Step(4, "U0KEN", Move.ACKNOWLEDGE)),
    (replace(LOST, then=(Step(1, "U0CARA", Move.CHOOSE_TEAM, "delivery"), Step(2, "U0AOI", Move.ACKNOWLEDGE))),),
    (*with_steps(*DONE, Step(ASKED, "U0RITA", Move.STILL_HAPPENING), Step(ASKED + 1, "U0GUS", Move.STILL_HAPPENING),
                 replace(ACK, after_hours=ASKED + 2)), *FOUR),
])  # fmt: skip
def test_what_could_happen_is_taken(company: Company, stories: tuple[Story, ...]) -> None:
    check(replace(company, stories=stories))


def test_one_still_of_four_does_not_bring_it_back(company: Company) -> None:
    steps = (*DONE, Step(ASKED, "U0RITA", Move.STILL_HAPPENING), replace(ACK, after_hours=ASKED + 2))
    with pytest.raises(CompanyError, match="'acknowledge' is not possible when it is resolved"):
        check(replace(company, stories=(*with_steps(*steps), *FOUR)))


def test_nothing_follows_once_all_have_said_gone(company: Company) -> None:
    steps = (*DONE, Step(ASKED, "U0RITA", Move.GONE), replace(ACK, after_hours=ASKED + 2))
    with pytest.raises(CompanyError, match="'acknowledge' is not possible when it is verified"):
        check(replace(company, stories=with_steps(*steps)))


def test_a_channel_and_a_group_name_people_who_exist(company: Company) -> None:
    room = Channel("C0ROOM", "room", is_private=False, members=("U0NOBODY",), topic="")
    with pytest.raises(CompanyError, match=r"channels\.json, C0ROOM: user U0NOBODY does not exist"):
        check(replace(company, channels=(*company.channels, room)))
    with pytest.raises(CompanyError, match=r"groups\.json, S0X: user U0NOBODY does not exist"):
        check(replace(company, groups=(*company.groups, Group("S0X", "x", "X", ("U0NOBODY",)))))


@pytest.mark.parametrize("there, instead, why", [
    ("lead: U0HANA", "lead: U0NOBODY", "team app: user or group U0NOBODY does not exist"),
    ("channel: C0APP", "channel: C0MOON", "team app: channel C0MOON does not exist"),
    ("S0PAYTEAM]", "S0MOON]", "team payments: user or group S0MOON does not exist"),
    ("stages: [use], team: app, monthly_volume: 410000", "stages: [use], team: moon", "car-player: team moon does not"),
])  # fmt: skip
def test_settings_name_what_exists(company: Company, there: str, instead: str, why: str) -> None:
    assert there in company.settings_yaml
    with pytest.raises(CompanyError, match=why):
        check(replace(company, settings_yaml=company.settings_yaml.replace(there, instead)))


@pytest.mark.parametrize("line, why", [
    ("{", ""),
    ('{"id": "x", "user": "U0RITA", "text": "Hm."}', "'days_ago'"),
    ('{"id": "x", "days_ago": 1, "user": "U0RITA", "text": "Hm.", "emotion": "7"}', "'7' is not .* Emotion"),
    ('{"id": "x", "days_ago": 1, "user": "U0RITA", "text": "Hm.", "colour": "red"}', ".*'colour'"),
    ('{"id": "x", "days_ago": 1, "user": "U0RITA"}', ".*'text'"),
    ('{"id": "x", "days_ago": 1, "user": "U0RITA", "text": "Hm.", "then": [{"after_hours": 1, "by": "U0"}]}', "'move'"),
])  # fmt: skip
def test_a_line_that_cannot_be_read_is_named(line: str, why: str) -> None:
    with pytest.raises(CompanyError, match=rf"stories\.jsonl, line 2: .*{why}"):
        read_stories("\n" + line)
