"""What a text or a formula of a workbook says: its numbers, in any language, and whether it holds words."""

import re

from openpyxl.formula import Tokenizer

from roi_xl.lang import texts

WORDS_ARE_REFERRED_TO = "a formula refers to a word on Lists, so that each language has its own"


def numbers_in(text, language):
    """The numbers in a text, with the language's mark between thousands."""
    mark = texts(language)["numbers.thousands"]
    found = re.findall(rf"−?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+(?!\d)|−?\d+", text)
    return [int(number.replace(mark, "").replace("−", "-")) for number in found]


def has_words(formula):
    """Whether a text in a formula has letters."""
    said = (token.value for token in Tokenizer(formula).items if token.subtype == "TEXT")
    return any(re.search(r"[A-Za-z]", text) for text in said)
