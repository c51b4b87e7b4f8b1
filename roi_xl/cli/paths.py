"""Paths as arguments of commands."""

from __future__ import annotations

import os

import click

_LITERAL = "\\\\?\\"
"""The prefix of a Windows path that is taken literally; with or without it, the path is the same file."""


def real(path: str | os.PathLike[str]) -> str:
    """The resolved path; two names of one file resolve to the same path.

    A name that Windows can't look up, such as a device's, is only made absolute.
    """
    try:
        found = os.path.realpath(path)
    except OSError:
        found = os.path.abspath(path)  # noqa: PTH100 - as text, as above
    share = f"{_LITERAL}UNC\\"
    return f"\\\\{found.removeprefix(share)}" if found.startswith(share) else found.removeprefix(_LITERAL)


class NamedPath(click.Path):
    """A path that isn't empty: an unset variable in a script would otherwise mean the current folder."""

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """Convert the argument.

        Raises:
            BadParameter: It is empty.
        """
        if value == "":
            self.fail("the name is empty", param, ctx)
        return super().convert(value, param, ctx)
