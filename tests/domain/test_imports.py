"""Columns, rows and keys of imported files."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.import_files import Opened, Row, Skipped, open_csv, open_json
from bot.domain.imports import BadRow, Known, Reader, Target, columns_for, names_of, parse_map
from bot.domain.reports import ContactChannel, Draft, Emotion, Flag, GotIt, HowKnown, MayContact, Segment
from bot.errors import ConfigError

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
KNOWN = Known(names_of([("payments", "Payments"), ("app", "App team")]), names_of([("checkout", "Check-out")]),
              ZoneInfo("Europe/Berlin"), NOW)
EVERY = {target: str(target) for target in Target}


def csv(text: str) -> Opened:
    return open_csv(text.splitlines(keepends=True))


def jsonl(*lines: str) -> Opened:
    return open_json([f"{line}\n" for line in lines])


def cells(opened: Opened) -> list[dict[str, str]]:
    return [dict(row.cells) for row in opened.rows if isinstance(row, Row)]


def reasons(opened: Opened) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in opened.rows if isinstance(row, Skipped)]


# files


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_found_in_the_header(delimiter: str) -> None:
    opened = csv(f'text{delimiter}team\n"a{delimiter} b"{delimiter}app\n')
    assert cells(opened) == [{"text": f"a{delimiter} b", "team": "app"}]


def test_delimiters_inside_a_quoted_name_do_not_count() -> None:
    assert csv('"text; or; more",team\n').columns == ("text; or; more", "team")


def test_a_mark_of_byte_order_is_no_part_of_the_first_columns_name() -> None:
    assert csv("\ufefftext,team\na,b\n").columns == ("text", "team")
    assert jsonl('\ufeff{"text": "a"}').columns == ("text",)


def test_a_story_may_have_several_lines_and_lines_are_still_counted() -> None:
    opened = csv('text\n"one\ntwo"\nthree\n')
    assert [(row.line, dict(row.cells)) for row in opened.rows if isinstance(row, Row)] == [
        (2, {"text": "one\ntwo"}), (4, {"text": "three"})]


def test_a_header_may_have_a_line_end_in_a_column() -> None:
    assert csv('"the\nstory",team\na,b\n').columns == ("the\nstory", "team")


@pytest.mark.parametrize("text, why", [
    ("", "The file is empty"),
    ("\n", "The file is empty"),
    ('"text,team\na,b\n', "never closed"),
    ("\udcfftext\n", "not UTF-8"),
    ("\udcff\udcfet\0e\0x\0t\0\n", "UTF-16"),
    ('"text"s,team\n', "cannot be read as names of columns"),
])
def test_a_header_that_cannot_be_used_is_said_before_any_row(text: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why):
        csv(text)


def test_an_array_is_said_before_any_row() -> None:
    with pytest.raises(ConfigError, match="one JSON array"):
        jsonl("", "[", '{"text": "a"}', "]")


def test_a_bad_line_of_csv_does_not_stop_the_rest() -> None:
    opened = csv('text,team\n"a"b,app\nc,app,more\nd\udce4,app\n\n  ,\ne,app\n')
    rows = list(opened.rows)
    assert [row.line for row in rows if isinstance(row, Skipped)] == [2, 3, 4]
    assert [dict(row.cells) for row in rows if isinstance(row, Row)] == [{"text": "e", "team": "app"}]


def test_a_quotation_that_never_ends_is_a_bad_row_and_no_report() -> None:
    assert reasons(csv('text,team\na,app\n"b,app\nc,app\n')) == [
        (3, "it cannot be read as CSV: unexpected end of data")]


def test_a_bad_line_of_json_does_not_stop_the_rest() -> None:
    lines = ['{"text": "a"}', "{", "17", '{"text": "\\ud800"}', "[" * 100_000, "", '{"text": "b", "n": 3, "x": null}']
    found = list(jsonl(*lines).rows)
    assert [row.line for row in found if isinstance(row, Skipped)] == [2, 3, 4, 5]
    assert [dict(row.cells) for row in found if isinstance(row, Row)] == [{"text": "a"}, {"text": "b", "n": "3"}]


def test_json_lines_after_the_sample_are_read_too() -> None:
    opened = jsonl(*(f'{{"text": "{number}"}}' for number in range(120)))
    assert [row["text"] for row in cells(opened)] == [str(number) for number in range(120)]


# columns


@pytest.mark.parametrize("header", ["text", "Text", "STORY", "Comment", "message", "Feedback", "What happened",
                                    "what_happened", "내용", "본문", "本文", "ご意見"])
def test_an_obvious_header_needs_no_mapping(header: str) -> None:
    assert columns_for(["n", header], {}) == {Target.TEXT: header}


def test_the_first_obvious_header_wins_and_each_column_is_read_once() -> None:
    assert columns_for(["comment", "text"], {}) == {Target.TEXT: "text"}
    assert columns_for(["date", "text"], {Target.MATTERS_ON: "date"}) == {Target.TEXT: "text",
                                                                          Target.MATTERS_ON: "date"}


def test_what_was_said_beats_what_is_obvious() -> None:
    said = parse_map(["text=Comment", "team="])
    assert columns_for(["text", "comment", "team"], said) == {Target.TEXT: "comment"}


def test_a_bare_id_is_not_taken_as_the_external_id() -> None:
    """Two files may both count from 1; the second would be taken as there already."""
    assert Target.EXTERNAL_ID not in columns_for(["id", "text"], {})
    assert columns_for(["id", "text"], parse_map(["external_id=id"]))[Target.EXTERNAL_ID] == "id"


def test_without_a_text_the_columns_found_are_named() -> None:
    with pytest.raises(ConfigError, match=r"--map text=COLUMN. The columns are: n, Area\."):
        columns_for(["n", "Area"], {})


def test_a_column_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(ConfigError, match=r"no column 'Coment'. The columns are: Comment, Area\."):
        columns_for(["Comment", "Area"], parse_map(["text=Coment"]))


@pytest.mark.parametrize("said", ["text", "words=Comment", "=Comment"])
def test_a_mapping_that_cannot_be_read_names_the_targets(said: str) -> None:
    with pytest.raises(ConfigError, match="text, customer_words, touchpoint"):
        parse_map([said])


# rows


def read(row: dict[str, str], known: Known = KNOWN) -> object:
    return Reader(EVERY, known).read(Row(2, row))


def test_all_that_a_row_can_say_arrives() -> None:
    entry = Reader(EVERY, KNOWN).read(Row(7, {
        "text": " slow ", "customer_words": "so slow", "touchpoint": "check-out", "team": "APP TEAM",
        "reporter": "<@U0RITA|rita>", "emotion": "Yes", "how_known": "public post", "matters_on": "2026-03-29",
        "created_at": "2026-03-01T10:00", "external_id": "T-1", "more": "x"}))
    draft = entry.draft
    assert (draft.text, draft.customer_words, draft.touchpoint, draft.team) == ("slow", "so slow", "checkout", "app")
    assert (draft.emotion, draft.how_known) == (Emotion.PRESENT, HowKnown.PUBLIC_POST)
    assert draft.matters_on == date(2026, 3, 29)
    assert (entry.line, entry.key, entry.reporter) == (7, "T-1", "U0RITA")
    assert entry.created_at == datetime(2026, 3, 1, 9, 0, tzinfo=UTC)  # 10:00 in Berlin


def test_the_rest_of_the_form_arrives_too() -> None:
    draft = Reader(EVERY, KNOWN).read(Row(2, {
        "text": "slow", "contact_channel": "Phone", "line": "Rental cars", "wanted": "music", "got_it": "no",
        "segment": "daily", "safety": "yes", "accessibility": "0", "cost": "TRUE", "idea": "faster",
        "post_link": "https://example.com/1", "may_contact": "No", "reference": "K-1", "value": "9"})).draft
    assert draft == Draft(
        "slow", post_link="https://example.com/1", contact_channel=ContactChannel.PHONE, line="Rental cars",
        wanted="music", got_it=GotIt.NO, segment=Segment.DAILY, flags=frozenset({Flag.SAFETY, Flag.COST}),
        idea="faster", may_contact=MayContact.NO, reference="K-1", value="9")


def test_what_other_systems_call_a_cost_or_a_line_is_not_taken_for_ours() -> None:
    found = columns_for(["text", "line", "cost", "value", "reference", "safety", "may_contact"], {})
    assert found == {Target.TEXT: "text", Target.MAY_CONTACT: "may_contact"}


@pytest.mark.parametrize("said, at", [
    ("2026-03-01T10:00:00+09:00", datetime(2026, 3, 1, 1, 0, tzinfo=UTC)),
    ("2026-03-01 10:00:00Z", datetime(2026, 3, 1, 10, 0, tzinfo=UTC)),
    ("2026-03-01", datetime(2026, 2, 28, 23, 0, tzinfo=UTC)),
    ("20260301", datetime(2026, 2, 28, 23, 0, tzinfo=UTC)),
    ("1772355600", datetime(2026, 3, 1, 9, 0, tzinfo=UTC)),
    ("1772355600.5", datetime(2026, 3, 1, 9, 0, 0, 500_000, tzinfo=UTC)),
])
def test_a_time_is_read_in_the_workspaces_zone_where_it_names_none(said: str, at: datetime) -> None:
    assert Reader(EVERY, KNOWN).read(Row(2, {"text": "a", "created_at": said})).created_at == at


@pytest.mark.parametrize("row, why", [
    ({}, "text is empty"),
    ({"text": "\u200b"}, "text is empty"),
    ({"text": "a", "created_at": "yesterday"}, "created_at is 'yesterday'"),
    ({"text": "a", "created_at": "0001-01-01"}, "created_at is '0001-01-01'"),
    ({"text": "a", "created_at": "2026-03-06"}, "lies in the future"),
    ({"text": "a", "matters_on": "soon"}, "no date like"),
    ({"text": "a", "emotion": "7"}, "emotion is '7', not one of present"),
    ({"text": "a", "how_known": "dreamt"}, "how_known is 'dreamt', not one of heard"),
    ({"text": "a", "post_link": "the review"}, "post_link is 'the review', no address"),
    ({"text": "a", "cost": "12.50"}, "cost is '12.50', not one of yes"),
    ({"text": "a", "reporter": "Rita"}, "--map reporter= leaves reporters out"),
])
def test_a_row_that_cannot_be_a_report_says_why(row: dict[str, str], why: str) -> None:
    with pytest.raises(BadRow, match=why):
        read(row)


def test_a_team_or_touchpoint_nobody_knows_is_noted_and_not_chosen() -> None:
    entry = Reader(EVERY, KNOWN).read(Row(2, {"text": "a", "team": "Sales", "touchpoint": "Kiosk"}))
    assert (entry.draft.team, entry.draft.touchpoint, entry.unknown) == (None, None, ("Sales", "Kiosk"))


def test_a_key_comes_before_a_name() -> None:
    """One team's name may be another one's key."""
    assert names_of([("app", "web"), ("web", "app")]) == {"app": "app", "web": "web"}


# keys


def keys(rows: Sequence[dict[str, str]]) -> list[str]:
    reader = Reader(EVERY, KNOWN)
    return [reader.read(Row(number, row)).key for number, row in enumerate(rows)]


def test_equal_rows_are_told_apart_and_each_time_alike() -> None:
    rows = [{"text": "a"}, {"text": "b"}, {"text": "a"}]
    first = keys(rows)
    assert len(set(first)) == 3
    assert keys(rows) == first


def test_the_order_of_columns_does_not_change_a_key() -> None:
    assert keys([{"text": "a", "team": "app"}]) == keys([{"team": "app", "text": "a"}])


def test_a_column_that_is_not_used_still_tells_rows_apart() -> None:
    assert keys([{"text": "a", "n": "1"}]) != keys([{"text": "a", "n": "2"}])


def test_a_long_external_id_becomes_a_short_key() -> None:
    long, longer = keys([{"text": "a", "external_id": "x" * 5_000}, {"text": "a", "external_id": "x" * 5_001}])
    assert len(long) < 50
    assert long != longer


def test_one_external_id_for_two_different_rows_is_said() -> None:
    reader = Reader(EVERY, KNOWN)
    same = Row(2, {"text": "a", "external_id": "1"})
    assert reader.read(same).key == reader.read(same).key == "1"
    with pytest.raises(BadRow, match="an earlier row has the same external id '1'"):
        reader.read(Row(4, {"text": "b", "external_id": "1"}))
