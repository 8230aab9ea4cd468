"""Where a text has an e-mail address, a payment card, an id number or a telephone number. Digits alone prove nothing:
each finder asks for a check digit, a shape that only this kind has, or a word close before that names it."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

Span = tuple[int, int]
Check = Callable[[re.Match[str]], bool]

_JOIN = r"[ \t\u00a0\u200b-\u200d\u2060.-]{1,2}"  # what people put between groups of digits
_GROUPS = re.compile(rf"(?<![\w,])\d+(?:{_JOIN}\d+)*(?!\w)")
_DIGITS = re.compile(r"\d+")
_NAMED_WITHIN = 40  # characters before a number in which a word can name it

_LATIN = "a-z0-9\u00c0-\u024f"
_EMAIL = re.compile(
    rf"<mailto:[^<>]+>|(?<![{_LATIN}._%+'-])[{_LATIN}._%+'-]{{1,64}}@(?:[{_LATIN}-]{{1,63}}\.){{1,8}}[a-z]{{2,24}}(?![a-z-])",
    re.IGNORECASE,
)

# First digits and lengths that card companies have given out; ISO/IEC 7812, the ranges as they publish them.
_CARD = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}"
    r"|(?:6\d|35|81)\d{14,17}|(?:50|5[6-9]|6\d)\d{11,17}"
)

_IBAN = re.compile(r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}(?![a-z0-9])", re.IGNORECASE)
_RESIDENT = re.compile(r"(?<!\d)(?:\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))( ?- ?| )?[1-8]\d{6}(?!\d)")
_SOCIAL = re.compile(r"(?<![\d-])\d{3}([- ]?)\d{2}\1\d{4}(?![\d-])")
_TAX = re.compile(r"(?<!\d)\d{2}([ /]?)\d{3}\1\d{3}\1\d{3}(?!\d)")
_MY_NUMBER = re.compile(r"(?<!\d)\d{4}([ -]?)\d{4}\1\d{4}(?!\d)")
_INSURANCE = re.compile(r"(?<![a-z0-9])[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d](?![a-z0-9])", re.IGNORECASE)


def _named(*words: str) -> re.Pattern[str]:
    """One of `words` with no other number and no end of a sentence between it and the number that it names."""
    return re.compile(rf"(?:{'|'.join(words)})(?:[^\d\n.;]|\b(?:no|nr)\.){{0,24}}$", re.IGNORECASE)


_NAMES_RESIDENT = _named("주민(?:등록)?번호", "외국인 ?등록", "rrn", "resident registration")
_NAMES_SOCIAL = _named(r"\bssn", "social security")
_NAMES_TAX = _named(r"steuer-?\s?id", r"\bid-?nr", "identifikationsnummer", r"\btin\b", r"\btax id")
_NAMES_MY_NUMBER = _named("マイナンバー", "個人番号", "my ?number", "individual number")
_NAMES_INSURANCE = _named("national insurance", r"\bnino?\b")
_NAMES_PHONE = _named(
    *(r"\btel", r"phone", r"\bfon\b", r"\bcall", r"\bmobile", r"\bcell", r"\bfax", r"\bsms\b", "whatsapp", r"\bhandy"),
    *("전화", "연락처", "휴대폰", "핸드폰", "문자", "電話", "携帯", "連絡先", "☎", "📞", r"\btext(?:ed)? "),
)
_THING = "|".join(
    [
        *("order", "invoice", "booking", "reservation", "ticket", "tracking", "parcel", "shipment", "ref", "reference"),
        *("version", "build", "serial", "sku", "isbn", "transaction", "contract", "article", "model", "case"),
        *("주문", "송장", "예약", "접수", "결제", "상품", "버전", "계약", "거래"),
        *("注文", "予約", "伝票", "追跡", "受付", "商品", "契約", "取引", "バージョン"),
        *("bestellung", "auftrag", "rechnung", "sendung", "buchung", "vertrag"),
    ]
)
_PERSON = "customer|account|member|고객|회원|会員|顧客|お客様|kunden|bestell"
_BE = r"(?:\W|is|was|ist|은|는|이|가|の|は|が)*"
# 'order 123' names bare digits; people are named before their phone numbers too, so they need the word 'number'.
_NAMES_THING = re.compile(rf"(?:{_THING}){_BE}$", re.IGNORECASE)
_NAMES_NUMBER = re.compile(
    rf"(?:{_THING}|{_PERSON})[\s-]*(?:number|numbers|no\.?|nr\.?|nummer|id|code|#|번호|코드|番号|コード){_BE}$",
    re.IGNORECASE,
)

_GAP = r"[ \u00a0().\-/\u200b-\u200d\u2060]"
_PHONE = re.compile(rf"(?<![\w+.,])(?:\+|\()?\d(?:{_GAP}{{0,3}}\d){{6,14}}(?!\d)")
_PHONE_LINK = re.compile("<tel:[^<>]+>")  # Slack writes a number it has recognised like this
_DATE_OR_TIME = re.compile(
    r"(?<![\d./-])(?:(?:19|20)\d\d([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2(?:(?:19|20)\d\d|\d\d))(?![\d/-]|\.\d)"
    r"|(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?![\d:])"
)
# Written like this it is a phone even if nobody has been given it (yet): most numbers that people invent.
_WRITTEN_AS_PHONE = {
    "KR": re.compile(r"01[016-9][ .-]?\d{3,4}[ .-]?\d{4}"),
    "JP": re.compile(r"0[5789]0[ .-]?\d{4}[ .-]?\d{4}"),
    "US": re.compile(r"(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}"),
}
_SHORTEST_UNNAMED = 9
_SHORTEST_PHONE = 7
_MOST_TRIED = 50  # a text with more candidates than this is no story; each costs up to a millisecond


def emails(text: str) -> Iterator[Span]:
    for found in _EMAIL.finditer(text):
        yield found.span()


def cards(text: str) -> Iterator[Span]:
    """Runs of digit groups whose first digits, length and check digit are a card's."""
    for run in _GROUPS.finditer(text):
        groups = [(run.start() + group.start(), run.start() + group.end()) for group in _DIGITS.finditer(run.group())]
        first = 0
        while first < len(groups):
            last = _card_end(text, groups, first)
            if last is not None:
                yield groups[first][0], groups[last][1]
            first = first + 1 if last is None else last + 1


def ids(text: str) -> Iterator[Span]:
    """National id numbers and bank accounts, by check digit where the kind has one."""
    yield from _ibans(text)
    yield from _with_check(text, _RESIDENT, _is_resident, _NAMES_RESIDENT)
    yield from _with_check(text, _SOCIAL, _is_social, _NAMES_SOCIAL)
    yield from _with_check(text, _TAX, _is_tax, _NAMES_TAX)
    yield from _with_check(text, _MY_NUMBER, None, _NAMES_MY_NUMBER)
    yield from _with_check(text, _INSURANCE, None, _NAMES_INSURANCE)


def phones(text: str, regions: Sequence[str]) -> Iterator[Span]:
    """Numbers that some region could dial and that look dialled; those with a plus by their shape alone."""
    links = [link.span() for link in _PHONE_LINK.finditer(text)]
    yield from links
    text = _DATE_OR_TIME.sub(lambda date: "#" * len(date.group()), blanked(text, links))
    found, tried = _PHONE.search(text), 0
    while found is not None:
        tried += 1
        span = _dialled(text, found.span(), regions) if tried < _MOST_TRIED else found.span()
        if span:
            yield span
        found = _PHONE.search(text, span[1] if span else _after_group(text, found.start()))


def blanked(text: str, spans: Sequence[Span]) -> str:
    """`text` with the spans made unreadable, every other character in its place."""
    for start, end in spans:
        text = text[:start] + "#" * (end - start) + text[end:]
    return text


def _card_end(text: str, groups: Sequence[Span], first: int) -> int | None:
    """The last group of the card that starts with the group `first`, if one does."""
    from stdnum import luhn

    digits = accumulate(text[start:end] for start, end in groups[first : first + 19])
    for last, number in enumerate(digits, first):
        if len(number) > 19:
            return None
        if _CARD.fullmatch(number) and _is_grouped(groups[first : last + 1]) and luhn.is_valid(number):
            return last
    return None


def _is_grouped(groups: Sequence[Span]) -> bool:
    """Cards are written in one piece, in groups of three to seven, or digit by digit; other rows of figures are not."""
    lengths = [end - start for start, end in groups]
    return len(lengths) == 1 or set(lengths) == {1} or all(3 <= length <= 7 for length in lengths[:-1])


def _ibans(text: str) -> Iterator[Span]:
    from stdnum import iban

    for found in _IBAN.finditer(text):
        for end in _word_ends(found):
            if iban.is_valid(text[found.start() : end].upper()):
                yield found.start(), end
                break


def _word_ends(found: re.Match[str]) -> Iterator[int]:
    """Where the match, or a part of it that leaves out the last words, ends."""
    yield found.end()
    yield from (found.start() + at for at in range(len(found.group()) - 1, 14, -1) if found.group()[at] in " -")


def _with_check(text: str, shape: re.Pattern[str], check: Check | None, names: re.Pattern[str]) -> Iterator[Span]:
    """Those that the check finds right and nothing names as something else, and those that are named. Without a check
    only the name tells: one parcel in eleven has a right check digit."""
    for found in shape.finditer(text):
        is_right = check is not None and check(found) and not _is_named(_NAMES_NUMBER, text, found.start())
        if is_right or _is_named(names, text, found.start()):
            yield found.span()


def _is_resident(found: re.Match[str]) -> bool:
    """Numbers given out since October 2020 have no check digit, so a date of birth and a dash have to do."""
    from stdnum.kr import rrn

    return "-" in found.group() or (found[1] is None and rrn.is_valid(found.group()))


def _is_social(found: re.Match[str]) -> bool:
    from stdnum.us import ssn

    return found[1] == "-" and ssn.is_valid(found.group())


def _is_tax(found: re.Match[str]) -> bool:
    from stdnum.de import idnr

    return found[1] != "" and idnr.is_valid(found.group().replace("/", " "))


def _dialled(text: str, window: Span, regions: Sequence[str]) -> Span | None:
    """The longest start of the window that is a whole number and looks dialled."""
    start, end = window
    groups = [start + group.end() for group in _DIGITS.finditer(text[start:end])]
    for until in reversed(groups):
        if _is_dialable(text[start:until], regions) and _looks_dialled(text, (start, until)):
            return start, until
    return window if text[start] == "+" else None


def _is_dialable(number: str, regions: Sequence[str]) -> bool:
    from phonenumbers import PhoneNumberMatcher

    if len(number) < _SHORTEST_PHONE:
        return False
    if any(shape.fullmatch(number) for region, shape in _WRITTEN_AS_PHONE.items() if region in regions):
        return True
    matches = (match for region in regions for match in PhoneNumberMatcher(number, region, max_tries=1))
    return any(match.raw_string == number for match in matches)


def _looks_dialled(text: str, span: Span) -> bool:
    """Named as a phone; or not named as something else, long enough, and with a leading zero or gaps."""
    said = text[slice(*span)]
    digits = "".join(_DIGITS.findall(said))
    has_gaps = len(digits) < len(said)  # or a bracket, or a plus
    if _is_something_else(text, span[0], has_gaps):
        return False
    has_shape = len(digits) >= _SHORTEST_UNNAMED and (digits[0] == "0" or has_gaps)
    return has_shape or _is_named(_NAMES_PHONE, text, span[0])


def _is_something_else(text: str, at: int, has_gaps: bool) -> bool:
    return _is_named(_NAMES_NUMBER, text, at) or (not has_gaps and _is_named(_NAMES_THING, text, at))


def _is_named(names: re.Pattern[str], text: str, at: int) -> bool:
    return names.search(text[max(at - _NAMED_WITHIN, 0) : at]) is not None


def _after_group(text: str, at: int) -> int:
    group = _DIGITS.search(text, at)
    return group.end() if group else len(text)
