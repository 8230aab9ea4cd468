"""The settings file: what it says, and every sentence about what is wrong in it."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as some

from bot.domain import settings
from bot.domain.settings import (
    UNSET,
    ConceptPart,
    Known,
    Merge,
    PromisePart,
    RulePart,
    SettingsFile,
    TeamPart,
    TouchpointPart,
    WorkspacePart,
)

LARKFIELD = Path("bot/sandbox/company/company.yaml").read_text(encoding="utf-8")
NOTHING = Known()
NO_PERSON = ("cannot be used. Write the person's member id, which begins with U or W; Slack has it in their profile, "
             "under More.")
NO_TIME = "is not a length of time (minutes m, hours h, days d, weeks w). Write for example 8h."


def said(text: str) -> SettingsFile:
    file, notes = settings.read(text)
    assert notes.problems == []
    return file


def wrong(text: str, known: Known = NOTHING) -> list[str]:
    file, notes = settings.read(text)
    return list(map(str, sorted([*notes.problems, *settings.lacking(file, notes, known)])))


def team(line: str) -> str:
    return f"teams:\n  - key: payments\n    channel: C0PAY\n    {line}\n"


def the_team(line: str) -> TeamPart:
    return said(team(line)).teams[0]


def test_larkfield_reads_without_a_problem() -> None:
    assert wrong(LARKFIELD) == []
    file = said(LARKFIELD)
    assert [part.key for part in file.teams] == ["payments", "app", "delivery", "trials", "records"]
    assert file.workspace.verify_after_days == 7
    assert file.workspace.retention == Merge((("reports", 730),))
    assert file.workspace.surveys == Merge((("at_most", 2), ("within", 30)))
    assert file.workspace.quiet == "12:00-13:00"
    assert file.teams[0].verify == Merge((("after", 7), ("still", 2), ("share", 25), ("gone", 3)))
    assert file.rules is not None
    assert file.rules[0] == RulePart((("keyword", "voucher"), ("channel", "C0SHOP")), "payments")


def test_larkfield_written_and_read_again_is_the_same() -> None:
    assert said(settings.write(said(LARKFIELD))) == said(LARKFIELD)


def test_what_a_file_leaves_out_is_unset() -> None:
    part = the_team("name: Payments")
    assert part == TeamPart("payments", name="Payments", channel_id="C0PAY")
    assert part.lead is UNSET
    assert said("workspace: {locale: ko}").workspace == WorkspacePart(locale="ko")


@pytest.mark.parametrize("written", ["off", "false", "'off'", "Off", "no", "FALSE"])
def test_a_digest_is_off_as_a_word_and_as_yaml_s_false(written: str) -> None:
    assert the_team(f"digest: {written}").digest_day is None


def test_a_digest_is_off_to_the_older_yaml_too() -> None:
    assert said(f"%YAML 1.1\n---\n{team('digest: off')}").teams[0].digest_day is None


@pytest.mark.parametrize("line, column, value", [
    ("digest: {day: monday, time: 9:30}", "digest_day", "Mon"),
    ("digest: {day: monday, time: 9:30}", "digest_time", "09:30"),
    ("holidays: NO", "holidays", "NO"),
    ("holidays: null", "holidays", None),
    ("lead: ~", "lead", None),
    ("keywords: [404, true, refund, refund]", "keywords", ("404", "true", "refund")),
    ("days_off: [2026-12-25, 2026-12-24, 20261224]", "days_off", ("2026-12-24", "2026-12-25")),
    ("sla: {acknowledge: 08h, resolve: null}", "sla", Merge((("acknowledge", "8h"), ("resolve", None)))),
    ("holidays: GB-ENG", "holidays", "GB-ENG"),
    ("verify: {after: 2w, still: 3, share: 40, gone: null}", "verify",
     Merge((("after", 14), ("still", 3), ("share", 40), ("gone", None)))),
    ("hours: 'Mon–Fri 9:00-18:00'", "hours", "Mon-Fri 09:00-18:00"),
    ("name: '  Pay \t ments '", "name", "Pay ments"),
    ("members: [U0ANA, S0PAYTEAM, W0BEN]", "members", ("U0ANA", "S0PAYTEAM", "W0BEN")),
])
def test_a_value_is_kept_in_one_form(line: str, column: str, value: object) -> None:
    assert getattr(the_team(line), column) == value


@pytest.mark.parametrize("line, says", [
    ('hours: "Mon-Fry 9-18"',
     ("hours \"Mon-Fry 9-18\" cannot be read: 'Fry' is not a day: write one of Mon, Tue, Wed, Thu, Fri, Sat, Sun. "
     'Write for example "Mon-Fri 09:00-18:00".')),
    ("timezone: Berlin", 'timezone "Berlin" is not a known time zone. Did you mean Europe/Berlin?'),
    ("timezone: Mars", 'timezone "Mars" is not a known time zone. Write for example Europe/Berlin.'),
    ("locale: de", 'locale "de" is not known. Write one of en, ko, ja.'),
    ("digest: {day: Mox}", 'digest day "Mox" is not a day. Write one of Mon, Tue, Wed, Thu, Fri, Sat, Sun.'),
    ("timezone: new york", 'timezone "new york" is not a known time zone. Did you mean America/New_York?'),
    ('digest: {day: Mon, time: "24:00"}', 'digest time "24:00" is not a time of day. Write for example "09:00".'),
    ("digest: weekly", ('digest must have keys with values. Write for example digest: {day: Mon, time: "09:00"}, '
                       "or digest: off.")),
    ("lead: ana", f'lead "ana" {NO_PERSON}'),
    ("lead: S0PAYTEAM", f'lead "S0PAYTEAM" {NO_PERSON}'),
    ("members: [U0ANA, C0PAY]", ('members "C0PAY" cannot be used. Write the id of a person (U... or W...) or of a user '
                                "group (S...).")),
    ("members: U0ANA", "members must be a list. Write for example members: [U0ANA, S0PAYTEAM]."),
    ("name: [Payments]", "name must be one value. Write for example name: Payments."),
    ("name:", "name must be one value. Write for example name: Payments."),
    ("name: '  '", "name is empty. Write at least one word."),
    ('name: "a\\0b"', "name has an invisible character (U+0000). Delete it."),
    ('name: "\\ud800"', "name has an invisible character (U+D800). Delete it."),
    ("chanel: C0APP", '"chanel" is not a known key. Did you mean channel?'),
    ("holidays: Bavaria", ('holidays "Bavaria" cannot be used. Write a country, or a country and its region: DE or '
                          "DE-BY.")),
    ("holidays: XQ", 'holidays "XQ" is not known. Write the two letters of a country, for example DE.'),
    ("holidays: JA", 'holidays "JA" is not known. Did you mean JP?'),
    ("holidays: DE-BAY", 'holidays "DE-BAY" is not known. Did you mean DE-BY?'),
    ("holidays: GB-LON", 'holidays "GB-LON" is not known. Write GB alone, or with one of ENG, NIR, SCT, WLS.'),
    ("holidays: KR-11", 'holidays "KR-11" is not known. No region of KR has holidays of its own here. Write KR.'),
    ("verify: {still: 0}", 'still "0" is not a whole number from 1 to 1000. Write for example 2.'),
    ("verify: {share: 101}", 'share "101" is not a whole number from 1 to 100. Write for example 25.'),
    ("verify: {gone: few}", 'gone "few" is not a whole number from 1 to 1000. Write for example 3.'),
    ("verify: {after: 2y}", 'after "2y" is not a length of time (days d, weeks w). Write for example 7d.'),
    ("verify: {after: 53w}", 'after "53w" is longer than 365 days. Write for example 7d.'),
    ("verify: 7d", "verify must have keys with values. Write for example verify: {after: 7d, still: 2}."),
    ("days_off: [24.12.2026]", 'days_off "24.12.2026" is not a date. Write for example 2026-12-24.'),
    ("sla: {acknowledge: 8}", f'acknowledge "8" {NO_TIME}'),
    ("sla: {acknowledge: 0h}", f'acknowledge "0h" {NO_TIME}'),
    ("sla: {aknowledge: 8h}", '"aknowledge" is not a known key. Did you mean acknowledge?'),
    ("sla: 8h", "sla must have keys with values. Write for example sla: {acknowledge: 8h}."),
    ("channel: C0APP", "channel stands here twice (first on line 3). Delete one of them."),
])
def test_a_wrong_value_is_named_with_its_line_and_remedy(line: str, says: str) -> None:
    assert wrong(team(line)) == [f"line 4: team 'payments': {says}"]


@pytest.mark.parametrize("text, says", [
    ("teems: []", 'line 1: "teems" is not a known key. Did you mean teams?'),
    ("", "line 1: the file is empty. Write for example workspace: {locale: en}."),
    ("# nothing yet", "line 1: the file is empty. Write for example workspace: {locale: en}."),
    ("- payments", ("line 1: settings begin with a section: workspace, teams, rules, touchpoints, promises, glossary. "
                   "Write for example workspace: {locale: en}.")),
    ("teams: payments", "line 1: teams must be a list. Write for example teams: [{key: checkout}]."),
    ("teams: [payments]", "line 1: team must have keys with values. Write for example team: {key: checkout}."),
    ("teams:\n- {channel: C0PAY}", "line 2: team: has no key. Write for example key: checkout."),
    ("teams:\n- key: Pay_ments\n  channel: C0PAY",
     ('line 2: team: key "Pay_ments" cannot be used. Write small letters a-z, digits and hyphens, for example '
     "card-payments.")),
    ("teams:\n- key: pay", "line 2: team 'pay': channel is missing. Write for example channel: C0PAY."),
    ("teams:\n- key: pay\n  channel: '#pay'",
     ("line 3: team 'pay': channel \"#pay\" cannot be used. Write the channel's id, which begins with C or G; Slack "
     "shows it below the channel's details.")),
    ("teams:\n- {key: pay, channel: C0PAY}\n- {key: pay, channel: C0APP}",
     "line 3: team 'pay': stands here twice (first on line 2). Delete one, or give it another key."),
    ("touchpoints:\n- {key: shop, team: paymnts}", ("line 2: touchpoint 'shop': team \"paymnts\" is not known. Did you "
                                                   "mean payments?")),
    ("touchpoints:\n- {key: shop, stages: [buying]}",
     ("line 2: touchpoint 'shop': stages \"buying\" is not known. Write one of awareness, consideration, purchase, "
     "onboarding, use, support, renewal, leaving.")),
    ("touchpoints:\n- {key: shop, monthly_volume: many}",
     "line 2: touchpoint 'shop': monthly_volume \"many\" is not a whole number above 0. Write for example 120000."),
    ("touchpoints:\n- {key: shop, monthly_volume: 3000000000}",
     ("line 2: touchpoint 'shop': monthly_volume \"3000000000\" is not a whole number above 0. Write for example "
     "120000.")),
    ("promises:\n- {key: reply, text: Soon, team: suport}", ("line 2: promise 'reply': team \"suport\" is not known. "
                                                           "Write one of payments.")),
    ("promises:\n- {key: reply}", ("line 2: promise 'reply': text is missing. Write for example text: \"You get an "
                                  'answer within one hour".')),
    ("glossary:\n- {concept: refund}", ("line 2: concept 'refund': words is missing. Write for example words: [refund, "
                                       "money back].")),
    ("rules:\n- {when: {keyword: a}, team: app}", 'line 2: rule 1: team "app" is not known. Write one of payments.'),
    ("rules:\n- {when: {touchpoint: shop}, team: payments}",
     'line 2: rule 1: touchpoint "shop" is not known. Add it under touchpoints: first.'),
    ("rules:\n- {when: {keywords: a}, team: payments}",
     'line 2: rule 1: "keywords" is not a known key. Did you mean keyword?'),
    ("rules:\n- {when: {}, team: payments}",
     ("line 2: rule 1: when is empty, so the rule would take every report. Write for example when: {keyword: "
      "voucher}.")),
    ("rules:\n- {when: {contact: fax}, team: payments}",
     'line 2: rule 1: contact "fax" is not known. Write one of app, web, phone, shop, social, mail, other.'),
    ("rules:\n- {when: {segment: old}, team: payments}",
     'line 2: rule 1: segment "old" is not known. Write one of new, weekly, daily.'),
    ("rules:\n- {team: payments}", ("line 2: rule 1: has no when. Write for example {when: {keyword: voucher}, team: "
                                   "payments}.")),
    ("rules:\n- {when: {keyword: a}, team: payments}\n- {when: {keyword: a}, team: payments}",
     "line 3: rule 2: asks the same as the rule on line 2, which comes first. Delete one of them."),
    ("workspace: {verify_after: 7}", ('line 1: verify_after "7" is not a length of time (days d, weeks w). Write for '
                                     "example 7d.")),
    ("workspace: {verify_after: 9000w}", ('line 1: verify_after "9000w" is longer than 36500 days. Write for example '
                                         "7d.")),
    ("workspace: {surveys: {within: 120d}}", 'line 1: within "120d" is longer than 90 days. Write for example 30d.'),
    ("workspace: {surveys: {at_most: -1}}",
     'line 1: at_most "-1" is not a whole number from 1 to 90. Write for example 2.'),
    ("workspace: {surveys: {atmost: 1}}", 'line 1: "atmost" is not a known key. Did you mean at_most?'),
    ("workspace: {quiet: noon}", ('line 1: quiet "noon" cannot be read: an end is missing; write it like '
                                 '09:00-18:00. Write for example "12:00-13:00,20:00-08:00".')),
    ('workspace: {quiet: "00:00-24:00"}',
     ('line 1: quiet "00:00-24:00" cannot be read: it must leave some of the day and keep some of it; write it like '
      '12:00-13:00,20:00-08:00. Write for example "12:00-13:00,20:00-08:00".')),
    ("workspace: {retention: {report: 730d}}", 'line 1: "report" is not a known key. Did you mean reports?'),
    ("workspace: {admins: [S0CREW]}", f'line 1: admins "S0CREW" {NO_PERSON}'),
])
def test_a_wrong_file_is_told_so_in_one_sentence(text: str, says: str) -> None:
    known = Known(frozenset({"payments"}), frozenset(), frozenset({("team", "payments")}))
    assert wrong(text, known) == [says]


@pytest.mark.parametrize("text, line", [
    ("teams: [", 1), ("a: b: c", 1), ("workspace:\n\tlocale: en", 2), ("a: 1\n---\nb: 2", 2), ("a: *nobody", 1),
    ("workspace:\n  locale: \x01", 2), ("a: 'x\n b: 1", 2), ('a: "\\UFFFFFFFF"', 1),
])
def test_what_is_no_yaml_is_told_with_its_line(text: str, line: int) -> None:
    [says] = wrong(text)
    assert says.startswith(f"line {line}: this is not YAML: ")


def test_a_file_without_a_bottom_is_refused_and_not_followed() -> None:
    assert wrong("[" * 1000) == ["line 1: this file is nested too deeply. Settings need four levels at most."]
    assert wrong("teams: &all [*all]") == [
        "line 1: team must have keys with values. Write for example team: {key: checkout}."]


def test_everything_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    found = wrong("workspace: {locale: de}\nteams:\n  - key: payments\n    lead: ana\n    hours: never\n"
                  "touchpoints:\n  - {key: shop, team: pay}\n")
    assert [says.split(":")[0] for says in found] == ["line 1", "line 3", "line 4", "line 5", "line 7"]


def test_what_is_there_already_need_not_be_said_again() -> None:
    rows = frozenset({("team", "payments"), ("promise", "reply"), ("concept", "refund")})
    known = Known(frozenset({"payments"}), frozenset({"shop"}), rows)
    assert wrong("teams: [{key: payments}]\npromises: [{key: reply, team: payments}]\nglossary: [{concept: refund}]\n"
                 "rules: [{when: {touchpoint: shop}, team: payments}]", known) == []


def test_a_yaml_tag_makes_no_object() -> None:
    assert the_team("name: !!python/object/apply:os.getcwd []".replace(" []", " x")).name == "x"


HOSTILE = some.one_of(
    some.text(some.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=60),
    some.sampled_from([
        "<!channel>", "*bold* `code`", "null", "~", "off", "- a", "# no comment", "a: b", "a #b", "{x}", "[x]", "'",
        '"', "\\", "%", "@here", "&a", "*a", "!!int 3", "|", ">", "---", "...",
        "\u202eevil", "👩‍👩‍👧", "환불",
        "返金", "1e3", "0x1F", "12:30:45", "\ufeffbom", "\ufffe", "a\u2028b", "x" * 3000, "y " * 900, "=", "<<",
        "?", "? x", ":",
    ]),
)
LINE = HOSTILE.map(lambda text: " ".join(text.split())).filter(bool)
LINES = some.lists(LINE, max_size=40, unique=True).map(tuple)


@trying(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no failure
@given(name=LINE, keywords=LINES, promise=HOSTILE.map(str.strip).filter(bool), concept=LINE, said_there=LINE)
def test_hostile_words_come_back_as_they_were(
    name: str, keywords: tuple[str, ...], promise: str, concept: str, said_there: str
) -> None:
    file = SettingsFile(
        teams=(TeamPart("payments", name=name, channel_id="C0PAY", keywords=keywords),),
        rules=(RulePart((("keyword", said_there), ("line", name)), "payments"),),
        touchpoints=(TouchpointPart("shop", name=name, team_key="payments"),),
        promises=(PromisePart("reply", text=promise, team_key=None),),
        glossary=(ConceptPart(concept, words=keywords),),
    )
    assert said(settings.write(file)) == file


def test_a_promise_keeps_its_lines() -> None:
    file = SettingsFile(rules=(), promises=(PromisePart("reply", text="One\nTwo\tThree"),))
    assert said(settings.write(file)) == file


def test_a_file_stays_readable_on_a_narrow_screen() -> None:
    written = settings.write(said(LARKFIELD))
    assert max(map(len, written.splitlines())) <= 120


def test_each_key_of_a_file_fills_a_column_that_has_its_name() -> None:
    assert settings.word_for("channel_id") == "channel"
    assert settings.word_for("digest_time") == "digest"
    assert settings.word_for("place") == "place"
