"""The question check, sentence by sentence in three languages: what it points out, and what it leaves in peace."""

import pytest

from bot.domain.questions import MOST_WORDS, check
from bot.domain.survey_plans import TEMPLATES, Audience
from bot.text import say

GOOD = [
    # English
    "Did you get done what you came for?",
    "Overall, how satisfied or dissatisfied are you?",
    "How easy or difficult was it to do what you wanted?",
    "How likely are you to recommend us to somebody you know?",
    "What, if anything, got in your way?",
    "Why didn't you finish your order?",
    "Was the answer fast or slow?",
    "When you called and waited, how was it for you?",
    "Did you understand the terms and conditions?",
    "How did your delivery from Johnson and Johnson go?",
    "Your order arrived on Monday and is complete. How was it for you?",
    "Between 9 and 5, how hard was it to reach us?",
    "Did our answer help you? Tell us in your own words.",
    "How was it, and why?",
    "Have you ever given up on a booking?",
    "Is there anything you wanted and could not do?",
    "How satisfied are you with the delivery, never mind the price?",
    # Korean
    "원하시던 일을 마치셨습니까?",
    "전반적으로 얼마나 만족하셨습니까, 또는 불만족하셨습니까?",
    "저희 답변이 도움이 됐나요?",
    "담당하시는 고객에게도 이런 일이 있었나요?",
    "왜 주문을 마치지 않으셨나요?",
    "이용 중에 불편한 점이 있었나요?",
    "오늘 배송은 어떠셨나요?",
    "항상 이용해 주셔서 감사합니다. 이번에는 어떠셨습니까?",
    "상담원과 통화는 어떠셨나요?",
    "주문 결과를 확인하셨나요?",
    "제품과 설명이 일치했나요?",
    "아는 분에게 저희를 추천하실 의향이 얼마나 있으십니까?",
    # Japanese
    "ご用件は済みましたか？",
    "全体として、どのくらいご満足またはご不満でしたか？",
    "こちらからの回答は役に立ちましたか？",
    "担当のお客様にも同じことがありましたか？",
    "何かお困りのことはありませんか？",
    "なぜ注文を最後までされなかったのですか？",
    "いつもご利用ありがとうございます。今回はいかがでしたか？",
    "お知り合いに当社をすすめたいと、どのくらい思われますか？",
    "手続きは非常に難しかったですか、それとも簡単でしたか？",
    "届いた商品と写真に違いはありましたか？",
    "ご家族や友人に話しましたか？",
    "日常においてよく使いますか？",
]

POOR = [
    # English
    ("Don't you agree that our app is fast?", "leading", "Don't you"),
    ("How great was our service?", "leading", "How great"),
    ("Is it not great that we deliver on Sundays?", "leading", "Is it not"),
    ("It was easy, wasn't it?", "leading", "wasn't it"),
    ("How much did you enjoy the new menu?", "leading", "How much did you enjoy"),
    ("What do you think of our award-winning support?", "leading", "our award-winning"),
    ("Obviously you know our shop: how was it?", "leading", "Obviously"),
    ("Was our answer fast and friendly?", "double", "fast and friendly"),
    ("How were the price and the delivery?", "double", "price and the delivery"),
    ("Was it slow or confusing?", "double", "slow or confusing"),
    ("Did you like it? Would you come again?", "double", "Would you come again"),
    ("How was the blue button?", "narrow", "button"),
    ("Is the colour of the page fine?", "narrow", "colour"),
    ("Do we always answer in time?", "absolute", "always"),
    ("Did it work every time?", "absolute", "every time"),
    ("How was your onboarding?", "jargon", "onboarding"),
    ("Which touchpoints did you use?", "jargon", "touchpoints"),
    ("What is your e-mail address?", "answered", "What is your e-mail address"),
    ("Which product did you buy?", "answered", "Which product did you"),
    ("When did you buy it?", "answered", "When did you buy"),
    ("How did you find it " + "so far " * 12 + "?", "too_long", None),
    # Korean
    ("정말 좋지 않았나요?", "leading", "좋지 않았나요"),
    ("상담이 편리하지 않으셨습니까?", "leading", "편리하지 않으셨습니까"),
    ("배송이 빨라서 좋으셨죠?", "leading", "좋으셨죠"),
    ("저희 서비스가 얼마나 훌륭했나요?", "leading", "얼마나 훌륭했나요"),
    ("저희가 낫다는 데 동의하시나요?", "leading", "동의하시나요"),
    ("상담원이 빠르고 친절했나요?", "double", "빠르고 친절했나요"),
    ("가격과 배송은 어떠셨나요?", "double", "가격과 배송은"),
    ("품질 및 포장이 마음에 드셨나요?", "double", "품질 및 포장이"),
    ("파란 버튼은 어땠나요?", "narrow", "버튼"),
    ("글자 크기는 적당했나요?", "narrow", "글자 크기"),
    ("저희 앱이 항상 잘 작동하나요?", "absolute", "항상"),
    ("오류가 전혀 없었나요?", "absolute", "전혀"),
    ("절대 다시 이용하지 않을 이유는 무엇인가요?", "absolute", "절대"),
    ("온보딩은 어떠셨나요?", "jargon", "온보딩"),
    ("저희 NPS를 어떻게 보시나요?", "jargon", "NPS"),
    ("이메일 주소는 무엇인가요?", "answered", "이메일 주소는 무엇"),
    ("어떤 제품을 구매하셨나요?", "answered", "어떤 제품을 구매"),
    ("언제 구매하셨나요?", "answered", "언제 구매"),
    # Japanese
    ("とても便利だったのではありませんか？", "leading", "ではありませんか"),
    ("使いやすいと思いませんか？", "leading", "思いませんか"),
    ("便利ですよね？", "leading", "ですよね"),
    ("対応はどれほど素晴らしかったですか？", "leading", "どれほど素晴らしかったですか"),
    ("当社の優れたサービスはいかがでしたか？", "leading", "当社の優れた"),
    ("対応は速くて丁寧でしたか？", "double", "速くて丁寧"),
    ("手続きは簡単で便利でしたか？", "double", "簡単で便利"),
    ("価格と配送はいかがでしたか？", "double", "価格と配送は"),
    ("品質や包装に満足ですか？", "double", "品質や包装に満足"),
    ("青いボタンはいかがでしたか？", "narrow", "ボタン"),
    ("画面の色はいかがでしたか？", "narrow", "色"),
    ("いつも時間どおりに届きますか？", "absolute", "いつも"),
    ("絶対にもう使わないと思われますか？", "absolute", "絶対に"),
    ("必ず返事がありますか？", "absolute", "必ず"),
    ("オンボーディングはいかがでしたか？", "jargon", "オンボーディング"),
    ("このUXはいかがでしたか？", "jargon", "UX"),
    ("メールアドレスは何ですか？", "answered", "メールアドレスは何"),
    ("どの商品を購入されましたか？", "answered", "どの商品を購入"),
    ("いつ購入されましたか？", "answered", "いつ購入"),
]


@pytest.mark.parametrize("text", GOOD)
def test_a_good_question_is_left_in_peace(text: str) -> None:
    assert check(text, asked_of=Audience.CUSTOMERS) == ()


@pytest.mark.parametrize("text, kind, phrase", POOR)
def test_what_may_spoil_the_answers_is_pointed_out_by_its_words(text: str, kind: str, phrase: str | None) -> None:
    found = {str(one.kind): one.phrase for one in check(text, asked_of=Audience.CUSTOMERS)}
    assert list(found) == [kind]
    assert phrase is None or found[kind] == phrase


@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_our_own_questions_and_every_better_wording_pass_the_check(language: str) -> None:
    ours = [f"template.{key}" for key in TEMPLATES]
    better = sorted({one.better for text, _, _ in POOR for one in check(text) if one.better})
    assert better == ["question.better.absolute", "question.better.double", "question.better.leading",
                      "question.better.narrow"]
    assert {key: check(say(language, key)) for key in (*ours, *better) if check(say(language, key))} == {}


def test_several_things_are_told_the_worst_first_and_each_once() -> None:
    found = check("Don't you agree that the button is always fast and friendly? Is it never wrong?")
    assert [str(one.kind) for one in found] == ["leading", "double", "narrow", "absolute"]


def test_employees_may_be_asked_about_the_one_button_that_annoyed() -> None:
    question = "Have your customers met the button that does nothing?"
    assert [one.kind for one in check(question)] == ["narrow"]
    assert check(question, asked_of=Audience.FRONT_LINE) == ()


def test_width_and_line_breaks_hide_nothing() -> None:
    assert [one.phrase for one in check("Ｈｏｗ\n  great was it？")] == ["How great"]


def test_one_breath_is_not_too_long() -> None:
    assert check(" ".join(["so"] * MOST_WORDS)) == ()
    assert [one.kind for one in check(" ".join(["so"] * (MOST_WORDS + 1)))] == ["too_long"]
    assert [one.kind for one in check("배송에 대해 " * 12)] == ["too_long"]


def test_an_empty_question_is_none() -> None:
    assert check("") == check("  ") == ()
