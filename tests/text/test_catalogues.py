"""The three catalogues say the same things, in Slack's limits, with the fixed words, in natural Korean and Japanese."""

import re
from collections import Counter
from io import BytesIO

import pytest
from babel.messages.pofile import PoFileError, read_po

from bot.domain.annoyances import Move, State
from bot.domain.people import LANGUAGES
from bot.domain.questions import BETTER
from bot.domain.survey_plans import TEMPLATES, Audience
from bot.text import has, parts, say, template
from tests.text.words import FOLDER, OTHERS, forms, placeholders, sentences

# A button, a modal's title and the like: Slack docs, reference/block-kit.
MODAL_WORDS, OPTION, PLACEHOLDER, CONFIRM_TITLE, CONFIRM_TEXT, CONFIRM_BUTTON = 24, 75, 150, 100, 300, 30
BUTTON = 30  # Slack takes 75; ours stand three in a row, on a telephone too
HEADING = 75  # Slack takes 150; a team's name must fit in

MODAL_TITLES = """form.title form.details_title form.sent_title me_too.title not_this_team.title assign.title
    resolve.title not_ours.title choose_team.title more.title""".split()
MODAL_BUTTONS = """form.submit form.save form.close form.done report.me_too assign.submit resolve.submit
    not_ours.submit choose_team.submit""".split()
BUTTONS = """form.more report.add_details report.not_this_team report.undo report.again report.instead
    ask.still ask.gone ask.dont_know""".split()
HEADINGS = "digest.heading digest.preview".split()

LABELS = {
    "form.submit": ("Report", "제보하기", "報告する"),
    "form.story": ("What happened", "무슨 일이 있었나요", "何が起きましたか"),
    "form.team": ("Owning team", "담당 팀", "担当チーム"),
    "report.me_too": ("Me too", "저도요", "同じ声あり"),
    "me_too.title": ("Me too", "저도요", "同じ声あり"),
    "move.acknowledge": ("Acknowledge", "확인했어요", "確認しました"),
    "move.not_ours": ("Not ours", "다른 팀 담당", "別チームへ"),
    "not_ours.title": ("Not ours", "다른 팀 담당", "別チームへ"),
    "move.still_happening": ("Still happening", "아직 그래요", "まだある"),
    "state.came_back": ("Came back", "재발", "再発"),
    "digest.came_back": ("Came back", "재발", "再発"),
    "ask.heading": ("How is it now?", "그 뒤로 어떠세요?", "その後いかがですか"),
    "ask.still": ("Still happening", "아직 그래요", "まだある"),
    "ask.gone": ("Gone", "이제 괜찮아요", "なくなった"),
    "ask.dont_know": ("Don't know", "모르겠어요", "わからない"),
}
BEGINS = {
    "report.team": ("Owning team", "담당 팀", "担当チーム"),
    "digest.heading": ("Weekly digest", "주간 요약", "週次まとめ"),
    "resolve.what_was_done_hint": ("Tell the reporter", "결과 알리기", "結果を知らせる"),
    "line.me_too": ("Me too", "저도요", "同じ声あり"),
    "line.still_happening_me_too": ("Came back", "재발", "再発"),
}
NOUNS = {"report.stored": ("annoyance", "불편", "困りごと"), "card.reports": ("report", "제보", "報告")}
ENGLISH = {
    "state.triage": "Triage", "state.new": "New", "state.acknowledged": "Acknowledged", "state.planned": "Planned",
    "state.resolved": "Resolved", "state.verified": "Verified", "state.wont_fix": "Won't fix",
    "state.merged": "Merged", "state.withdrawn": "Withdrawn", "form.words": "Customer's words",
    "form.touchpoint": "Touchpoint", "form.more": "More", "report.add_details": "Add details",
    "report.not_this_team": "Not this team", "report.undo": "Undo", "report.again": "Report again",
    "report.instead": "Report this instead", "move.assign": "Assign", "move.resolve": "Resolve", "move.more": "More",
    "move.survey_link": "Survey link", "move.wont_fix": "Won't fix", "move.snooze": "Snooze", "move.merge": "Merge",
}

PAGE_LABELS = """page.language page.your_answer page.change page.optional page.send page.again page.forget""".split()
"""Words of the customers' page that are no sentences."""
TO_CUSTOMERS = (
    *(f"template.{one.key}" for one in TEMPLATES.values() if one.audiences == (Audience.CUSTOMERS,)),
    *(key for key in forms("en") if key.startswith("page.") and key not in PAGE_LABELS),
    *(f"question.better.{kind}" for kind in BETTER), "link.hello", "link.how", "link.scan", "link.until", "link.thanks",
)
"""Sentences that customers read: in Korean they are spoken to formally."""

PARTICLE = re.compile(
    r"\}[”’»」』)\]]*"
    r"(은|는|이|가|을|를|와|과|으로|로|의|에|에서|에게|께|도|만|부터|까지|이나|나|이랑|랑|하고|이라고|라고|이에요|예요|이고|고)"
    r"(?![가-힣])"
)
FORMAL = re.compile(r"니다(?![가-힣])|니까(?![가-힣])|십시오")
POLITE = ("ます", "です", "ました", "でした", "ません", "ください", "どうぞ", "こんにちは")
MARKUP = re.compile(r"[<>*`]|:[a-z0-9_+-]+:")
FILLED_IN = ("}", ")", "）")


def lines_of(language: str, start: str) -> list[str]:
    return [line for line in (FOLDER / f"{language}.po").read_text("utf-8").splitlines() if line.startswith(start)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_babel_accepts_the_catalogue(language: str) -> None:
    with (FOLDER / f"{language}.po").open("rb") as file:
        read = read_po(file, locale=language, abort_invalid=True)
    assert {message.id: errors for message, errors in read.check() if errors} == {}


def test_babel_refuses_a_broken_catalogue() -> None:
    with pytest.raises(PoFileError):
        read_po(BytesIO(b'msgid "a"\nmsgstr "b"\nnonsense\n'), abort_invalid=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_stands_twice(language: str) -> None:
    counted = Counter(lines_of(language, "msgid "))
    assert [line for line, times in counted.items() if times > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy_obsolete_or_in_a_context(language: str) -> None:
    assert lines_of(language, "#,") + lines_of(language, "#~") + lines_of(language, "msgctxt") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language: str) -> None:
    assert [key for key, said in forms(language).items() if not all(words.strip() for words in said)] == []


@pytest.mark.parametrize("language", OTHERS)
def test_all_catalogues_have_the_same_keys_in_the_same_order(language: str) -> None:
    assert list(forms(language)) == list(forms("en"))


@pytest.mark.parametrize("language", OTHERS)
def test_all_catalogues_have_the_same_headings(language: str) -> None:
    assert lines_of(language, "#.") == lines_of("en", "#.")


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_those_of_the_english_sentence(language: str) -> None:
    english = {key: placeholders(*said) for key, said in forms("en").items()}
    assert {key: placeholders(*said) for key, said in forms(language).items()} == english


def test_placeholders_are_plain_names() -> None:
    names = {name for _, _, words in sentences() for name in placeholders(words)}
    assert [name for name in sorted(names) if not re.fullmatch("[a-z_]+", name)] == []


@pytest.mark.parametrize("language, count", [("en", 2), ("ko", 1), ("ja", 1)])
def test_counted_sentences_have_the_plural_forms_of_their_language(language: str, count: int) -> None:
    counted = [key for key, said in forms("en").items() if len(said) > 1]
    assert counted
    assert {key: len(forms(language)[key]) for key in counted} == dict.fromkeys(counted, count)
    assert [key for key in counted if "n" not in placeholders(*forms(language)[key])] == []


def limits() -> dict[str, int]:
    keys = forms("en")
    limit = dict.fromkeys([key for key in keys if key.startswith("move.")] + BUTTONS, BUTTON)
    limit |= dict.fromkeys([key for key in keys if key.startswith(("cause.", "form.how_known_", "form.emotion_"))]
                           + ["team.dont_know", "me_too.after_fix_yes", "me_too.after_fix_no"], OPTION)
    limit |= dict.fromkeys([key for key in keys if key.endswith("_placeholder")], PLACEHOLDER)
    limit |= dict.fromkeys(HEADINGS, HEADING)
    limit |= dict.fromkeys([key for key in keys if key.endswith(".submit")], MODAL_WORDS)
    return limit | dict.fromkeys(MODAL_TITLES + MODAL_BUTTONS, MODAL_WORDS) | {
        "confirm.withdraw_title": CONFIRM_TITLE, "confirm.withdraw": CONFIRM_TEXT,
        "confirm.yes": CONFIRM_BUTTON, "confirm.no": CONFIRM_BUTTON}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_fit_where_slack_shows_them(language: str) -> None:
    too_long = {key: words for key, most in limits().items() for words in forms(language)[key] if len(words) > most}
    assert too_long == {}


@pytest.mark.parametrize("key", LABELS)
def test_labels_are_the_fixed_words(key: str) -> None:
    assert tuple(say(language, key) for language in LANGUAGES) == LABELS[key]


@pytest.mark.parametrize("key", BEGINS)
def test_sentences_named_by_a_label_begin_with_it(key: str) -> None:
    for language, label in zip(LANGUAGES, BEGINS[key], strict=True):
        assert template(language, key, 1).startswith(label)


@pytest.mark.parametrize("key", NOUNS)
def test_annoyances_and_reports_are_called_by_their_names(key: str) -> None:
    for language, noun in zip(LANGUAGES, NOUNS[key], strict=True):
        assert all(noun in words for words in forms(language)[key])


@pytest.mark.parametrize("key", ENGLISH)
def test_english_labels_are_the_fixed_words(key: str) -> None:
    assert say("en", key) == ENGLISH[key]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_word_of_a_state_stands_for_that_state_only(language: str) -> None:
    states = [say(language, f"state.{state}") for state in State]
    moves = [say(language, key) for key in forms(language) if key.startswith("move.")]
    assert len({*states}) == len(State)
    assert set(states) & set(moves) <= {"Won't fix"}  # in English both labels are fixed; the button is on no card


@pytest.mark.parametrize("words", [
    "{who}이", "{team}은 지금", "“{phrase}”을 찾아요", "({team})로 가요", "{number}예요", "{who}에게 갔어요",
])
def test_a_particle_after_a_placeholder_would_be_found(words: str) -> None:
    assert PARTICLE.search(words)


@pytest.mark.parametrize("words", [
    "{who} 님이", "{n}건을", "#{number}번은", "담당 팀: {team}", "{team} 쪽으로", "{n}명이 답했어요",
    "{title} 건이", "{who}",
])
def test_a_fixed_noun_after_a_placeholder_may_take_its_particle(words: str) -> None:
    assert not PARTICLE.search(words)


def test_no_korean_particle_follows_a_placeholder() -> None:
    """It would have to change with the last letter of what is filled in."""
    assert [(key, words) for language, key, words in sentences() if language == "ko" and PARTICLE.search(words)] == []


def test_staff_read_korean_as_colleagues_speak_it() -> None:
    korean = [(key, words) for language, key, words in sentences() if language == "ko" and key not in TO_CUSTOMERS]
    assert [pair for pair in korean if FORMAL.search(pair[1])] == []
    ends = [(key, part) for key, words in korean for part in re.findall(r"([^.?!]+)\.(?:\s|$)", words)]
    assert [pair for pair in ends if not pair[1].endswith(("요", *FILLED_IN))] == []


def test_customers_are_spoken_to_formally_in_korean() -> None:
    to_customers = [words for key in TO_CUSTOMERS for words in forms("ko")[key]]
    assert to_customers
    assert [words for words in to_customers if not FORMAL.search(words)] == []


def test_japanese_sentences_are_polite() -> None:
    ends = [(key, part) for language, key, words in sentences() if language == "ja" for part in words.split("。")[:-1]]
    assert [pair for pair in ends if not pair[1].endswith((*POLITE, *FILLED_IN))] == []


def test_words_hold_no_markup_and_no_stray_space() -> None:
    """They are shown as plain and rich text, where markup would be read out letter by letter."""
    assert [one for one in sentences() if MARKUP.search(one[2]) or one[2] != " ".join(one[2].split())] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_key_that_is_missing_fails_loudly(language: str) -> None:
    assert not has("move.fly")
    with pytest.raises(KeyError, match=r"move\.fly"):
        say(language, "move.fly")


def test_a_value_that_is_missing_fails_loudly() -> None:
    with pytest.raises(KeyError, match="number"):
        say("en", "report.stored")


@pytest.mark.parametrize("language", ["fr", "", "en-GB", "../ko"])
def test_a_language_that_we_do_not_speak_gets_english(language: str) -> None:
    assert say(language, f"move.{Move.ACKNOWLEDGE}") == "Acknowledge"


@pytest.mark.parametrize("language, n, said", [
    ("en", 0, "0 reports"), ("en", 1, "1 report"), ("en", 2, "2 reports"), ("ko", 1, "제보 1건"), ("ko", 5, "제보 5건"),
    ("ja", 1, "報告 1 件"), ("ja", 5, "報告 5 件"),
])
def test_counts_choose_the_plural(language: str, n: int, said: str) -> None:
    assert say(language, "card.reports", n=n) == said


def test_a_sentence_in_pieces_is_the_whole_sentence() -> None:
    values = {"who": "Ana", "assignee": "Ben"}
    for language in LANGUAGES:
        pieces = [literal + (values[name] if name else "") for literal, name in parts(language, "line.assign")]
        assert "".join(pieces) == say(language, "line.assign", **values)
