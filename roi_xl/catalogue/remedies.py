"""Values as a message quotes them, and what to type instead of them."""

from __future__ import annotations

import re
from math import inf

_LONGEST = 40  # characters of a text that a message quotes
_GROUPED = re.compile(
    r"""
      (?P<sign>[-+−]?)
      (?P<whole>[0-9]{1,3}(?P<gap>[\s'’])[0-9]{3}(?:(?P=gap)[0-9]{3})*
        |[0-9]{1,3}(?P<dot>[,.])[0-9]{3}(?:(?P=dot)[0-9]{3})*
        |[0-9]+)
      (?:(?P<mark>[,.])(?P<part>[0-9]+))?
      (?P<percent>\s*%)?
    """,
    re.VERBOSE,
)
_PERCENT = 100
_SURELY_PERCENT = 2  # 1.2 may be meant as 120 %, which is no share either


def shown(value: bool | float) -> str:  # noqa: FBT001  # a cell holds either
    """A cell's TRUE, FALSE or number as a person reads it."""
    if isinstance(value, bool):
        return str(value).upper()
    try:
        number = float(value)
    except OverflowError:  # an integer that no cell holds
        number = inf if value > 0 else -inf
    return f"{number:.15g}".upper().replace("-", "−").replace("INF", "∞")


def quoted(text: str) -> str:
    """A cell's text as a message quotes it: in one line, cut where it is long."""
    line = " ".join(text.split())
    if not line:
        return "an empty text"
    return f"the text '{line[:_LONGEST]}{'…' if len(line) > _LONGEST else ''}'"


def as_number(text: str) -> str:
    """What to do about a text where a number belongs: the number to type, where there is no doubt of it.

    Args:
        text: The cell's text, perhaps a number with thousands separators, a decimal comma, a percent sign or
            an apostrophe.
    """
    bare = text.strip().lstrip("'’").strip()
    match = _GROUPED.fullmatch(bare)
    if match is None:
        has_digit = any("0" <= character <= "9" for character in bare)
        return "type it as a number, digits only" if has_digit else "type a number"
    numbers = _readings(match)
    if numbers is None or (match["percent"] and len(numbers) > 1):
        return "type it as a number, without thousands separators"
    if match["percent"]:
        return f"type {_plain(float(numbers[0]) / _PERCENT)} or {numbers[0]}%"
    if numbers == [text]:
        return f"type {text} as a number, not as text"
    return f"type {' or '.join(numbers)}{', whichever is meant' if len(numbers) > 1 else ''}"


def as_share_of_text(text: str) -> str:
    """What to do about a text where a share belongs: 35 is 0.35 or 35 % there, too."""
    match = _GROUPED.fullmatch(text.strip())
    numbers = _readings(match) if match is not None and not match["percent"] else None
    if numbers is not None and len(numbers) == 1 and _SURELY_PERCENT <= float(numbers[0]) <= _PERCENT:
        return as_share(float(numbers[0]))
    return as_number(text)


def as_share(number: float) -> str:
    """What to do about a number outside of 0 to 1 where a share belongs: 35 is 0.35 or 35 %."""
    if _SURELY_PERCENT <= number <= _PERCENT:
        return f"type {_plain(number / _PERCENT)} or {_plain(number)}%"
    return "type a share from 0 to 1, such as 0.35 or 35%"


def _readings(match: re.Match[str]) -> list[str] | None:
    """The numbers that a text may mean, as they are typed; None where its separators contradict."""
    sign = match["sign"].replace("−", "-").replace("+", "")
    whole, dot, mark, part = match["whole"], match["dot"], match["mark"], match["part"]
    if mark is not None and mark == dot:
        return None
    digits = re.sub(r"[^0-9]", "", whole)
    grouped = sign + digits + (f".{part}" if part else "")
    if dot is None or mark is not None or whole.count(dot) > 1:
        return [grouped]
    decimal = sign + whole.replace(",", ".")
    return [decimal] if whole.startswith("0") else [grouped, decimal]


def _plain(number: float) -> str:
    return f"{number:.15g}"
