"""Quotes values in messages, and says what to type instead of them.

The advice holds in any country: no thousands separators, and both decimal marks if a number has decimals.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import inf

_LONGEST = 40  # characters of a text that a message quotes
_MONEY = r"(?:zł|PLN|€|EUR|US\$|\$|USD|£|GBP|kr\.?|SEK|NOK|DKK|CHF|Fr\.?)"
_AMOUNT = re.compile(
    rf"""
      (?P<open>\()?\s*
      (?P<sign>[-+−–])?\s*
      {_MONEY}?\s*
      (?P<inner>[-+−–])?\s*
      (?P<whole>[0-9]{{1,3}}(?P<gap>[\s'’])[0-9]{{3}}(?:(?P=gap)[0-9]{{3}})*
        |[0-9]{{1,3}}(?P<dot>[,.])[0-9]{{3}}(?:(?P=dot)[0-9]{{3}})*
        |[0-9]+
        |(?=[,.][0-9]))
      (?:(?P<mark>[,.])(?:(?P<part>[0-9]+)|(?![-−–—])))?
      (?:[,.:][-−–—])?  # "500.-" has no cents
      (?P<behind>\s*[-−])?
      (?P<percent>\s*%)?
      \s*{_MONEY}?\s*
      (?P<close>\))?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PERCENT = 100
_SURELY_PERCENT = 2  # 1.2 may mean 120 %, which isn't a share either
_SHARE = "type a share from 0% to 100%"


def shown(value: bool | float) -> str:  # noqa: FBT001  # a cell holds either
    """A cell's TRUE, FALSE or number as a person reads it."""
    if isinstance(value, bool):
        return str(value).upper()
    try:
        number = float(value)
    except OverflowError:  # an integer larger than any cell can hold
        number = inf if value > 0 else -inf
    return f"{number:.15g}".upper().replace("-", "−").replace("INF", "∞")


def quoted(text: str) -> str:
    """A cell's text as a message quotes it: on one line, shortened if long."""
    line = " ".join(text.split())
    if not line:
        return "an empty text"
    return f"the text '{line[:_LONGEST]}{'…' if len(line) > _LONGEST else ''}'"


def has_digit(text: str) -> bool:
    """Whether a text may be a number; a heading rarely is one."""
    return any("0" <= character <= "9" for character in text)


def as_number(text: str, is_right: Callable[[float], bool] | None = None, otherwise: str = "") -> str:
    """What to do about a text in place of a number: the number to type, if that is certain.

    Args:
        text: The cell's text, perhaps a number with thousands separators, a decimal comma, a percent sign, a
            currency, an apostrophe or brackets for a minus.
        is_right: Whether a number is allowed there; if omitted, every number is.
        otherwise: What to do if the text doesn't mean such a number.
    """
    readings = _readings(text)
    if not readings:
        plain = "type it as a plain number: no unit, a minus in front if it is negative"
        return plain if has_digit(text) else "type a number"
    right = [reading for reading in readings if is_right is None or is_right(_value(reading))]
    return _to_type(right, text) if right else otherwise


def as_share_of_text(text: str) -> str:
    """What to do about a text in place of a share: 35 means 35 % here as well."""
    shares = [share for reading in _readings(text) if (share := _share(reading)) is not None]
    return _to_type(shares, text) if shares else _SHARE


def as_share(number: float) -> str:
    """What to do about a number outside 0 to 1 in place of a share: 35 means 35 %."""
    if _SURELY_PERCENT <= number <= _PERCENT:
        return f"type {_both_marks(f'{number:.15g}%')}"
    return _SHARE


def _readings(text: str) -> list[str]:
    """The numbers that a text may mean, in English Excel's notation; none if it isn't a number."""
    match = _AMOUNT.fullmatch(" ".join(text.split()).lstrip("'’").strip())
    if match is None:
        return []
    whole, dot, mark, part = match["whole"], match["dot"], match["mark"], match["part"]
    signs = [sign for sign in match.group("sign", "inner", "open", "behind") if sign]
    if len(signs) > 1 or bool(match["open"]) != bool(match["close"]) or (mark and mark == dot):
        return []
    negative = bool(signs) and signs != ["+"]
    percent = "%" if match["percent"] else ""
    grouped = _typed(negative, re.sub(r"[^0-9]", "", whole), part or "") + percent
    if dot is None or mark is not None or whole.count(dot) > 1:
        return [grouped]
    decimal = _typed(negative, *whole.split(dot)) + percent
    return [decimal] if whole.startswith("0") else [grouped, decimal]


def _typed(negative: bool, whole: str, part: str) -> str:  # noqa: FBT001  # private
    number = (whole.lstrip("0") or "0") + f".{part}".rstrip("0").rstrip(".")
    return f"-{number}" if negative and number != "0" else number


def _value(reading: str) -> float:
    return float(reading.removesuffix("%")) / (_PERCENT if reading.endswith("%") else 1)


def _share(reading: str) -> str | None:
    """A reading as the share that it means; None if it isn't a share."""
    if 0 <= _value(reading) <= 1:
        return reading
    is_percent = not reading.endswith("%") and _SURELY_PERCENT <= _value(reading) <= _PERCENT
    return f"{reading}%" if is_percent else None


def _to_type(readings: list[str], text: str) -> str:
    first, *others = readings
    if others:
        return f"type {first}, or {_both_marks(others[0])} if that is meant"
    is_typed = first == text and not first.endswith("%")  # the cell's format or an apostrophe makes it text
    return f"type {_both_marks(first, ' as a number, not as text' if is_typed else '')}"


def _both_marks(reading: str, how: str = "") -> str:
    """A number with the decimal point of English Excel, and also with a decimal comma if it has decimals."""
    comma = reading.replace(".", ",")
    return reading + how + (f" ({comma} where Excel uses a decimal comma)" if comma != reading else "")
