"""What identifies a customer is masked, and what merely looks like it stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.masking import mask

PRIVATE = [
    ("mail rita@example.com, please", "mail [e-mail], please"),
    ("<mailto:a.b@shop.example.kr|a.b@shop.example.kr> wrote", "[e-mail] wrote"),
    ("메일은hong@example.kr으로 보냈어요", "메일은[e-mail]으로 보냈어요"),
    ("ｒｉｔａ＠ｅｘａｍｐｌｅ．ｃｏｍ", "[e-mail]"),
    ("she is at +49 (0)30 901820", "she is at [phone]"),
    ("+44 7700 900123", "[phone]"),  # Ofcom's numbers for drama: no region dials them, the plus says what it is
    ("<tel:+4930901820|030 901820>", "[phone]"),
    ("0049 30 901820", "[phone]"),
    ("(555) 123-4567, 555-123-4567", "[phone], [phone]"),
    ("order is late, 0171 1234567", "order is late, [phone]"),
    ("고객 01012345678", "고객 [phone]"),
    ("(212) 555-0123 or 212.555.0123", "[phone] or [phone]"),
    ("call 2125550123 now", "call [phone] now"),
    ("020 7946 0958", "[phone]"),
    ("0171/1234567", "[phone]"),
    ("010-1234-5678로 전화 주세요", "[phone]로 전화 주세요"),
    ("01012345678", "[phone]"),
    ("02-123-4567", "[phone]"),
    ("０９０－１２３４－５６７８", "[phone]"),
    ("０９０ー１２３４ー５６７８に電話", "[phone]に電話"),
    ("0120-123-456", "[phone]"),
    ("0171 1234567 0172 2345678 01012345678", "[phone] [phone] [phone]"),
    ("2024-01-31 10:30 020 7946 0958", "2024-01-31 10:30 [phone]"),
    ("4111 1111 1111 1111 12/27 123", "[card] 12/27 123"),
    ("4111-1111-1111-1111", "[card]"),
    ("paid with 378282246310005", "paid with [card]"),
    ("4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", "[card]"),
    ("４１１１　１１１１　１１１１　１１１１", "[card]"),
    ("4111\u200b1111\u200b1111\u200b1111", "[card]"),
    ("900101-1234567", "[id number]"),
    ("주민등록번호 9001011234567", "주민등록번호 [id number]"),
    ("536-90-4399", "[id number]"),
    ("ssn: 536904399", "ssn: [id number]"),
    ("DE89 3704 0044 0532 0130 00 und mehr", "[id number] und mehr"),
    ("GB29NWBK60161331926819", "[id number]"),
    ("36 574 261 809", "[id number]"),
    ("Steuer-ID 36574261809", "Steuer-ID [id number]"),
    ("マイナンバーは1234 5678 9018です", "マイナンバーは[id number]です"),
    ("national insurance number AB123456C", "national insurance number [id number]"),
]

HARMLESS = [
    "order 2025551234",
    "order 0123456789 is late",
    "주문번호 2024013112345",
    "注文番号0312345678が届かない",
    "tracking 1234-5678-9012",
    "1234 5678 9018",  # a parcel has the shape of a Japanese My Number
    "20240131-5567",
    "call about order 2025551234",
    "고객번호는 01012345678",
    "order no. 240131-1234567",
    "4111111111111112",  # the check digit of a card is wrong
    "9999 9999 9999 9995",  # it is right, but no card starts like this
    "36 574 261 808",
    "GB28NWBK60161331926819",
    "536904399",
    "2024-01-31, 01.02.2024 10:30, 31/12/2023 23:59:59",
    "from 09:00-12:30 to 13.30-18.00",
    "€1.234.567,00 or 1 000 000 000 won or $1,299.99",
    "version 10.0.19045.3693 on 192.168.100.200",
    "ISBN 978-3-16-148410-0",
    "1Z999AA10123456784",
    "https://shop.example/orders/2025551234?id=4111",
    "1699191022",
    "1588-1234",  # a company's hotline, not a person's number
    "room 0301-0302",
    "@channel 2 of 3 said @ 5 pm",
    "4711",
]


@pytest.mark.parametrize("text, masked", PRIVATE)
def test_what_identifies_a_customer_becomes_a_mark(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("text", HARMLESS)
def test_other_numbers_stay_readable(text: str) -> None:
    assert mask(text) == text


def test_phones_of_a_region_nobody_asked_for_stay() -> None:
    assert mask("030 901820", regions=("US",)) == "030 901820"
    assert mask("030 901820", regions=("DE",)) == "[phone]"


PIECES = st.sampled_from(
    [*(text for text, _ in PRIVATE), *HARMLESS, " ", "", "-", "+", "(", "12", "0", "@", "[id number]", "call ", "ssn "]
)


@given(st.lists(PIECES, max_size=5).map("".join) | st.text(alphabet="0123456789 -+()@.a０９٣:/", max_size=60))
def test_a_second_time_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.text(alphabet=st.characters(exclude_categories=["Nd", "Cs"], exclude_characters="@＠"), max_size=80))
def test_words_alone_are_never_touched(text: str) -> None:
    assert mask(text) == text


@given(st.integers(0, 10**8 - 1), st.sampled_from(["{}-{}-{}", "{} {} {}", "{}{}{}"]))
def test_every_korean_mobile_number_is_masked(number: int, shape: str) -> None:
    digits = f"{number:08}"
    assert mask(f"번호는 {shape.format('010', digits[:4], digits[4:])}") == "번호는 [phone]"


def test_a_long_row_of_numbers_is_masked_as_a_whole() -> None:
    masked = mask("0171 1234567 " * 300)
    assert "1234567" not in masked
