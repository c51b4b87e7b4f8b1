"""The exit codes of all commands: one table, from which help texts and README are made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Final


class Exit(IntEnum):
    """An exit code; if several apply, the highest is used."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    FILE = 3
    HUNG_UP = 129
    INTERRUPTED = 130
    ENDED = 143


MEANINGS: Final[Mapping[Exit, str]] = MappingProxyType(
    {
        Exit.FINE: "fine",
        Exit.FINDINGS: "there are findings, or something is different or overdue",
        Exit.USAGE: "wrong usage: nothing was done",
        Exit.FILE: "a file couldn't be read, computed or written",
        Exit.HUNG_UP: "the terminal was closed: every file is either as it was or complete",
        Exit.INTERRUPTED: "interrupted by Ctrl-C: likewise",
        Exit.ENDED: "ended by `kill`: likewise",
    }
)
"""Each code's meaning, in words that fit every command."""

_EVERYWHERE: Final = (Exit.USAGE, Exit.HUNG_UP, Exit.INTERRUPTED, Exit.ENDED)


def explained(own: Mapping[Exit, str]) -> Iterator[tuple[Exit, str]]:
    """The exit codes of a command and what they mean there.

    Args:
        own: The codes that not every command has, each with this command's explanation; an empty text for
            that of the table.
    """
    for code, meaning in MEANINGS.items():
        if code in own or code in _EVERYWHERE:
            yield code, own.get(code) or meaning
