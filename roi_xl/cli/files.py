"""Files that commands write, and the one rule by which a file that is there may be replaced.

It may when nothing is lost with it: it bears a mark that we alone set, or it is to the byte what is to be
written. Anything else is somebody's work, which only --force replaces. Results of `recalc --output` can't
bear a mark: their folder keeps a list (see `roi_xl.files.results`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from roi_xl.cli.texts import printable


@dataclass(frozen=True, slots=True)
class Kind:
    """What a command writes.

    Attributes:
        noun: What a file of ours is called; empty where it can't be told from somebody's work.
        is_ours: Whether nothing is lost with a file of this content.
    """

    noun: str
    is_ours: Callable[[bytes], bool]


ANYTHING = Kind("", lambda _: False)
"""What may hold somebody's work as soon as it is written."""


def check(path: Path, kind: Kind, *, force: bool, data: bytes | None = None) -> None:
    """Refuse to replace what isn't ours before anything is computed or written.

    Args:
        path: Where the command is going to write.
        kind: What it writes.
        force: Whether it may replace whatever is there.
        data: What it is going to write, where that is known.

    Raises:
        ClickException: Somebody's file is there.
    """
    if not force and path.exists() and not _may_go(path, kind, data):
        raise click.ClickException(f"{printable(path)} {': '.join(_taken(kind))}")


def write(path: Path, data: bytes, kind: Kind, *, force: bool, is_inside: bool = False) -> None:
    """Write a file, and remove what killed runs have left beside it.

    Args:
        path: Where. A link that the user names is followed.
        data: Its content.
        kind: What it is.
        force: Whether it may replace whatever is there.
        is_inside: Whether only its folder was named: then a link of its name is replaced.

    Raises:
        ClickException: It can't be written, or somebody's file is there. Nothing was changed.
    """
    from roi_xl.files import FileError

    try:
        put(path, data, kind, force=force, is_inside=is_inside)
    except FileError as error:
        raise click.ClickException(f"{printable(path)}: {error}") from None


def put(path: Path, data: bytes, kind: Kind, *, force: bool, is_inside: bool = False) -> None:
    """As `write`, for who tells of failures in other words.

    Raises:
        FileError: It can't be written, or somebody's file is there. Nothing was changed.
    """
    from roi_xl.files import FileError, clean, write_new

    clean(path.parent)
    try:
        write_new(path, data, overwrite=force, is_ours=kind.is_ours, follow=not is_inside)
    except FileError as error:
        if error.code != "exists":
            raise
        reason, remedy = _taken(kind)
        raise FileError("exists", f"it {reason}", remedy) from None


def _taken(kind: Kind) -> tuple[str, str]:
    """What to say of a file that isn't ours to replace, and what to do."""
    if kind.noun:
        return f"is there already and isn't {kind.noun}", "name another file, or give --force"
    return "exists already", "choose another name, or give --force"


def _may_go(path: Path, kind: Kind, data: bytes | None) -> bool:
    from roi_xl.xlsx import Limits

    try:
        if not path.is_file() or path.stat().st_size > Limits().package:
            return False
        there = path.read_bytes()
    except OSError:  # it can't be read
        return False
    return there == data or kind.is_ours(there)


def write_all(folder: Path, texts: Mapping[str, str], *, force: bool) -> None:
    """Write text files into a folder, all or, where one is somebody's, none; tell of each.

    Args:
        folder: Where; a link inside is replaced, not followed.
        texts: What each holds, by name.
        force: Whether they may replace whatever is there.

    Raises:
        ClickException: One can't be written, or somebody's file is there.
    """
    for name in texts:
        if not (folder / name).is_symlink():
            check(folder / name, ANYTHING, force=force, data=texts[name].encode())
    for name, text in texts.items():
        write(folder / name, text.encode(), ANYTHING, force=force, is_inside=True)
        click.echo(f"{printable(folder / name)}: written")
