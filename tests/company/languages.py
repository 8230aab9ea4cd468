"""Which language a line of the company's files is in, seen by its script."""

import re

HANGUL, KANA_OR_HAN = re.compile("[가-힣]"), re.compile("[ぁ-ヿ一-鿿]")


def language_of(words: str) -> str:
    if HANGUL.search(words):
        return "ko"
    return "ja" if KANA_OR_HAN.search(words) else "en"
