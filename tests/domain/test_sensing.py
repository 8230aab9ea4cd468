"""Frustration and anger are seen where they are, in three languages, and taken back where the sentence does."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import sensing_words
from bot.domain.sensing import upset
from tests.support.effort import calls

CROSS = [
    "The guest got really angry at the till",
    "He's had enough and is going to the competition",
    "She slammed the phone down on me",
    "I can't stand this banner any more",
    "This page is driving our drivers up the wall",
    "What a joke of a parking app",
    "How many times do I have to type my address?",
    "Stop wasting my time, he wrote",
    "They will never order from us again, she said",
    "The caller lost his temper when the line dropped",
    "Are you kidding me? Another form?",
    "Never been so frustrated with a voucher",
    "Not only annoying but dangerous",
    "He couldn't care less about points, he hates the pop-up",
    "For heaven's sake, just let me log in",
    "The app stopped loading, annoying everyone in the queue",
    "Where is my money???",
    "Third time this week, and nobody answers!!!",
    "I'm so done with this login screen, she said",
    "They complained bitterly about the new menu",
    "Customer :rage: about the voucher",
    "Still waiting 🤬",
    "정말 화가 많이 나셔서 전화를 끊으셨어요",
    "또 기다리래요, 짜증 나 죽겠대요",
    "고객님이 기분 나쁘다고 하셨어요",
    "어처구니가 없다며 나가셨습니다",
    "상담원한테 소리를 지르셨대요",
    "이게 말이 되냐고 따지셨어요",
    "다시는 이용 안 하겠다고 하세요",
    "이러시면 너무하지 않나요?",
    "열 받아서 해지하겠대요",
    "왜 또 안 되는지 답답해 죽겠어요",
    "사람 놀리는 거냐고 하시네요",
    "화가 머리끝까지 나셨어요",
    "진짜 지겹다 ㅡㅡ",
    "속이 터져서 못 쓰겠대요",
    "お客様が大変ご立腹です",
    "何度言ったらわかるんだと怒鳴られました",
    "待たされてイラッとしたそうです",
    "もういい加減にしてほしいと言われました",
    "こんな対応はひどいとのお声です",
    "納得がいかないと声を荒げていました",
    "頭にきたので解約するそうです",
    "バカにされている気分だと言われた",
    "また落ちた、ムカムカする",
    "許せないとのことです",
    "もう二度と利用しないとのこと",
    "待っていられないと怒って帰られた",
    "こんな会社とは付き合っていられないとのこと",
    "誠意が感じられないそうです",
    "ログインのたびにｲﾗｲﾗするそうです",
]
CALM = [
    "",
    "???",
    "!!! 123",
    "She was not at all annoyed, only curious",
    "The customer didn't seem upset about it",
    "Nobody is angry, it is a question of wording",
    "He was neither angry nor in a hurry",
    "No complaints and no frustration, the line was short",
    "The yellow label hides the price",
    "Angry Birds does not start on the tablet",
    "Please resent the mail? They say it was resent twice",
    "I'd hate to bother you, but where is the receipt?",
    "Tell me a joke, the chatbot answers",
    "In the worst case the label has to be printed again",
    "The fare was charged as 200 MAD",
    "I swear I paid twice",
    "I thought I had enough funds for this",
    "How many times can I use the code?",
    "Thank you so much!!!",
    "The form is slow and the font is small",
    "Shouting distance from the store there is no signal",
    "Sorry for the stupid question",
    "Help, my card was stolen?!!",
    "화난 건 아니고 방법만 물어보셨어요",
    "짜증은 전혀 안 내셨어요",
    "불쾌해하지는 않으셨습니다",
    "스트레스 없이 쓰고 있대요",
    "스트레스 측정 앱이 열리지 않아요",
    "전화나 문자로 안내해 달라고 하세요",
    "사진 화면의 변화가 나타나지 않아요",
    "영향을 미치겠다는 문의입니다",
    "버튼을 누르기만 하면 된다고 안내했어요",
    "내역정보가 지역정보로 표시돼요",
    "의욕을 보이셨어요",
    "크기가 차이 나는 경우가 있어요",
    "교환장소를 안내해 주세요",
    "시발점 정류장이 목록에 없어요",
    "쓰레기 봉투 배송 문의입니다",
    "보고함에서 메일이 안 보여요 ㅠㅠ",
    "お客様は怒っていませんでした",
    "怒ってはいらっしゃらず、確認だけでした",
    "怒られることはなく、丁寧に聞かれました",
    "ストレスチェックの画面が開きません",
    "怒っている様子はありませんでした",
    "イライラせずに待ってくださいました",
    "ストレスなく使えるそうです",
    "早くそちらに届けてほしいそうです",
    "ミルクソースの表示が違います",
    "一番先頭に来ている行が消えます",
    "いらっしゃいませと表示されます",
    "最悪の場合は再発行になります",
    "この画面はいらないそうです",
]


@pytest.mark.parametrize("story", CROSS)
def test_frustration_and_anger_are_seen(story: str) -> None:
    said = upset(story)

    assert said is not None
    assert said in unicodedata.normalize("NFKC", story) or said in story


@pytest.mark.parametrize("story", CALM)
def test_a_calm_story_stays_unmarked(story: str) -> None:
    assert upset(story) is None


@pytest.mark.parametrize(
    "story, said",
    [
        ("She is FED UP with it", "FED UP"),
        ("고객이 짜증난다고 하십니다", "짜증난다고"),
        ("お客様が怒っています", "怒っています"),
        ("かなり怒っていました", "怒っていました"),
        ("怒っていて電話を切られました", "怒っていて"),
        ("大変怒っていらっしゃいました", "怒っていらっしゃいました"),
        ("店員が怒られました", "怒られました"),
        ("腹を立てていました", "腹を立てていました"),
        ("声を荒げておられました", "声を荒げておられました"),
        ("イライラしています、とのこと", "イライラしています"),
        ("怒っているそうです", "怒っている"),
        ("오류ㅡㅡ", "ㅡㅡ"),
        ("ㅅㅂ 또 안 됨", "ㅅㅂ"),
        ("😡😡", "😡"),
    ],
)
def test_the_words_that_show_it_are_given_as_they_were_said(story: str, said: str) -> None:
    assert upset(story) == said


def test_what_is_taken_back_once_can_be_said_later() -> None:
    assert upset("She was not angry at first, but she is furious now") == "furious"
    assert upset("화를 내지는 않으셨는데 어이없어하셨어요") == "어이없어하셨어요"
    assert upset("怒ってはいませんが、うんざりだそうです") == "うんざり"


def test_a_story_typed_on_a_mac_reads_like_any_other() -> None:
    assert upset(unicodedata.normalize("NFD", "짜증나요")) == "짜증나요"


@pytest.mark.parametrize(
    "unit",
    ["a", "not ", "so very ", "して", "怒っていし", "화가 많이 ", "ㅡ", "!", "what a ", "どうなって"],
)
def test_a_long_story_is_read_for_as_long_as_it_counts(unit: str) -> None:
    assert upset(unit * (1_900 // len(unit)) + " . this is infuriating")


@pytest.mark.parametrize("unit", ["!!! ", "not annoyed ", "怒っていません", "a", "\ufdfa"])
def test_a_text_of_any_length_is_as_much_work_as_a_form_takes(unit: str) -> None:
    form, whole = (unit * (length // len(unit)) + " thanks" for length in (3_000, 40_000))
    assert calls(lambda: upset(whole)) == calls(lambda: upset(form))


def test_one_sign_that_stands_for_many_letters_makes_a_text_no_longer() -> None:
    assert upset("\ufdfa " * 100 + "furious") == "furious"  # 18 letters and a space each
    assert upset("\ufdfa " * 200 + "furious") is None


@pytest.mark.parametrize("story", ["thanks ", "123 "])
def test_whether_marks_count_is_asked_once_however_many_there_are(story: str) -> None:
    assert calls(lambda: upset(story + "!!! " * 400)) == calls(lambda: upset(story + "!!!"))


def test_no_pattern_repeats_a_repetition() -> None:
    """That is how a pattern takes a second, a minute, an hour for a few more characters."""
    patterns = [value for value in vars(sensing_words).values() if isinstance(value, re.Pattern)]
    assert patterns
    for pattern in patterns:
        assert not re.search(r"\)[*+]\)?[*+]|[*+]\)[*+]", pattern.pattern)


@given(st.text(max_size=300))
def test_whatever_is_written_gets_an_answer(story: str) -> None:
    said = upset(story)
    assert said is None or said
