"""Paths as arguments."""

from __future__ import annotations

import os

import click

_LITERAL = "\\\\?\\"
"""What stands before a path of Windows that is to be taken letter by letter; it leads to the same file."""


def real(path: str | os.PathLike[str]) -> str:
    """Where a path leads, by which two names of one file are found out.

    A name that Windows can't look up, such as that of a device, leads to itself.
    """
    try:
        found = os.path.realpath(path)
    except OSError:
        found = os.path.abspath(path)  # noqa: PTH100 - as text, as above
    share = f"{_LITERAL}UNC\\"
    return f"\\\\{found.removeprefix(share)}" if found.startswith(share) else found.removeprefix(_LITERAL)


class NamedPath(click.Path):
    """A path that isn't empty: what a script's unset variable leaves would mean the folder at hand."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """The path.

        Raises:
            BadParameter: It is empty.
        """
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)
