"""In which language a story is told: by its script, and where Latin letters or Chinese characters leave it open, by the
small words of its grammar. Stories mix: a Korean sentence about an 'app crash' is Korean."""

import re
import unicodedata
from enum import StrEnum

from bot.domain.language_words import CHINESE, CHINESE_GRAMMAR, ENGLISH, FOREIGN, FOREIGN_HINTS, LOANED
from bot.domain.markup import MARKUP


class Language(StrEnum):
    EN = "en"
    KO = "ko"
    JA = "ja"
    OTHER = "other"
    """A language that Snag does not speak."""
    UND = "und"
    """No words in it: figures, emoji, punctuation."""


# The first so many characters decide; a pasted log does not take longer.
_ENOUGH = 2_000
# Markup and faces such as (ツ): not the writer's words.
_NOT_WORDS = re.compile(
    MARKUP + r"|[(（][^()（）\w]{0,6}\w?[^()（）\w]{1,6}\w?[)）]|\([ツ゚Дω]\)"
)
# A Korean sentence can quote an English message, and the other way round.
_QUOTED = re.compile(
    r"\"[^\"\n]{2,200}\"|“[^”\n]{2,200}”|‘[^’\n]{2,200}’|「[^」\n]{2,200}」|(?<!\w)'[^'\n]{2,200}'(?![a-z])"
)

# Jamo twice: NFKC turns the compatibility ones of 'ㅠㅠ' into conjoining ones.
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_KANA = re.compile("[\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fd-\u30ff\u31f0-\u31ff]")  # without the marks ・ and ー
_HAN = re.compile("[\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ALPHABET = "A-Za-z\u00aa\u00ba\u00c0-\u02ff\u1e00-\u1eff"
_LATIN = re.compile(f"[{_ALPHABET}]+(?:['’][{_ALPHABET}]+)*")
_OTHER_LETTERS = re.compile(rf"[^\W\d_{_ALPHABET}]+")


def language_of(text: str) -> Language:
    """The language that most of `text` is in; quoted words count only where there are no others."""
    words = _NOT_WORDS.sub(" ", unicodedata.normalize("NFKC", text[:_ENOUGH])[:_ENOUGH])
    unquoted = _of_most(_QUOTED.sub(" ", words))
    return _of_most(words) if unquoted is Language.UND else unquoted


def _of_most(text: str) -> Language:
    latin = _LATIN.findall(text)
    others = [] if text.isascii() else _OTHER_LETTERS.findall(text)
    native = _of_letters("".join(others), max(map(len, others), default=0))
    if native is Language.UND or _is_english_around(latin, len(others)):
        return _of_latin(latin)
    return native


def _of_letters(letters: str, longest: int) -> Language:
    """By the letters that are not Latin; a single Greek or Cyrillic one is a sign (µ, Δ)."""
    hangul, kana = len(_HANGUL.findall(letters)), len(_KANA.findall(letters))
    if hangul or kana:
        return Language.KO if hangul >= kana else Language.JA
    if han := "".join(_HAN.findall(letters)):
        return Language.OTHER if _is_chinese(han) else Language.JA
    return Language.OTHER if longest > 1 else Language.UND


def _is_chinese(han: str) -> bool:
    """Simplified characters are in no Japanese character set; for the rest, forms and words that Japan does not use."""
    try:
        han.encode("cp932")
    except UnicodeEncodeError:
        return True
    return CHINESE.search(han) is not None or len(set(CHINESE_GRAMMAR.findall(han))) > 1


def _is_english_around(latin: list[str], others: int) -> bool:
    """An English sentence that names a foreign button, not a Korean one with English nouns."""
    grammar = sum(word.casefold() in ENGLISH for word in latin)
    return grammar > 1 and len(latin) > 2 * others


def _of_latin(words: list[str]) -> Language:
    if not words:
        return Language.UND
    return Language.OTHER if _is_foreign(words) else Language.EN


def _is_foreign(words: list[str]) -> bool:
    """English unless the small words of another language, or letters that English lacks, outweigh its own."""
    folded = [word.casefold().replace("’", "'") for word in words]
    english = sum(word in ENGLISH for word in folded)
    marked = sum(_is_marked(word, fold) for word, fold in zip(words, folded, strict=True))
    hints = sum(word in FOREIGN_HINTS for word in folded) + marked
    weight = 2 * sum(word in FOREIGN for word in folded) + hints
    return (weight > 1 and weight > english) or (not english and 2 * marked >= len(words))


def _is_marked(word: str, folded: str) -> bool:
    """Has a letter that English writes only in loans ('café') and names ('Zoë')."""
    return not word.isascii() and word[0].islower() and folded not in LOANED
