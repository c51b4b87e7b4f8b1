"""Words and number formats of each language, read from one TOML file each.

A file in this folder adds a language. A word that it lacks appears in English.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache
from importlib.resources import files
from typing import Final

_FOLDER: Final = files(__name__)

ENGLISH: Final = "en"
"""The language that has every word; words that another language lacks appear in it."""

_FILES: Final = {file.name for file in _FOLDER.iterdir() if file.name.endswith(".toml")}

LANGUAGES: Final = (ENGLISH, *sorted({name.removesuffix(".toml") for name in _FILES} - {ENGLISH}))
"""The available languages, one file each, English first."""

# quantize refuses to round what doesn't fit its precision; the largest float has 309 digits
_ALL_DIGITS: Final = Context(prec=400)


@dataclass(frozen=True, slots=True)
class Texts:
    """The words of one language.

    Attributes:
        language: Its code, such as `sv`.
        words: Texts by section and key, such as `statement.gain`.
    """

    language: str
    words: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        """The text under a key such as `statement.gain`; KeyError when there is no such text."""
        return self.words[key]

    def number(self, value: float | Decimal, decimals: int) -> str:
        """A number as people write it, rounded as Excel displays it.

        Args:
            value: A finite number.
            decimals: Digits after the decimal sign.
        """
        shown = rounded(value, decimals)
        sign = "−" if shown < 0 else ""
        digits = f"{abs(shown):,.{decimals}f}"
        marks = {",": self["numbers.thousands"], ".": self["numbers.decimal"]}
        return sign + "".join(marks.get(character, character) for character in digits)

    def percent(self, fraction: float, decimals: int = 1) -> str:
        """A fraction in percent."""
        number = self.number(rounded(fraction, decimals + 2) * 100, decimals)
        return self["numbers.percent"].format(number=number)

    def points(self, fraction: float) -> str:
        """A difference of two fractions in percentage points, with its sign and the word for them."""
        return self["numbers.points"].format(number=self.signed(fraction * 100, 1))

    def signed(self, value: float | Decimal, decimals: int) -> str:
        """A number with its sign, also if it is positive.

        Args:
            value: A finite number.
            decimals: Digits after the decimal sign.
        """
        number = self.number(value, decimals)
        is_plus = number[0] != "−" and any(digit in "123456789" for digit in number)
        return f"+{number}" if is_plus else number

    def money(self, value: float | Decimal, decimals: int, currency: str = "") -> str:
        """An amount of money, with its currency if it has one.

        Args:
            value: A finite amount.
            decimals: Digits after the decimal sign.
            currency: The code of the currency.
        """
        amount = self.number(value, decimals)
        return self["numbers.money"].format(currency=currency, amount=amount) if currency else amount


def rounded(value: float | Decimal, decimals: int) -> Decimal:
    """A number rounded as Excel displays it: half away from zero, of its first 15 digits.

    Python rounds 5.625 to 5.62, Excel shows 5.63.
    """
    exact = value if isinstance(value, Decimal) else Decimal(f"{value:.15g}")
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP, context=_ALL_DIGITS)


@cache
def texts(language: str) -> Texts:
    """The words of a language; words that it lacks are English.

    Args:
        language: One of `LANGUAGES`.

    Raises:
        LookupError: There is no such language; the message lists the available ones.
    """
    if language not in LANGUAGES:
        raise LookupError(f"no language {language!r}: choose one of {', '.join(LANGUAGES)}")
    return Texts(language, {**_words(ENGLISH), **_words(language)})


def missing(language: str) -> tuple[str, ...]:
    """Keys of the words that a language lacks, which therefore appear in English.

    Args:
        language: One of `LANGUAGES`.
    """
    return tuple(key for key in _words(ENGLISH) if key not in _words(language))


def _words(language: str) -> Mapping[str, str]:
    sections = tomllib.loads((_FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return {f"{section}.{key}": text for section, keys in sections.items() for key, text in keys.items()}
