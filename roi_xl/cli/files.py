"""File errors of commands: one line for the user, and the exit code."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import click

from roi_xl.cli.exit_codes import Exit
from roi_xl.cli.paths import real
from roi_xl.files import ANYTHING, FileError, Kind, ownership
from roi_xl.files.folders import make_folder
from roi_xl.values_as_text import printable


class FileFailure(click.ClickException):
    """Something can't be read, computed or written: the command ends with one line of why and what to do.

    Attributes:
        place: What can't be: a file or `formula`; empty if the error names it.
        error: The error.
    """

    exit_code = Exit.FILE

    def __init__(self, place: object, error: FileError) -> None:
        """Build the message from the attributes."""
        self.place = str(place)
        self.error = error
        where = f"{printable(place)}: " if self.place else ""
        super().__init__(f"{where}{_MARK} [{error.code}] {printable(error)}")

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the line without click's prefix "Error": our line has its own."""
        click.echo(self.message, file, err=True)


class NamedWrongly(FileFailure):
    """The command line names something that the file doesn't have: nothing was done."""

    exit_code = Exit.USAGE


_MARK = click.style("error", fg="red")


@contextlib.contextmanager
def about(place: object = "") -> Iterator[None]:
    """End the command with one line if a file can't be read or written.

    Args:
        place: The file; empty if the errors name it.

    Raises:
        FileFailure: It can't be read or written.
    """
    try:
        yield
    except FileError as error:
        raise FileFailure(place, error) from None


def check(path: Path, kind: Kind, *, force: bool, data: bytes | None = None) -> None:
    """Refuse to write where no folder is or a file that isn't ours, before anything is computed.

    Args:
        path: The path that the command is going to write.
        kind: The kind of file.
        force: Whether to replace any existing file.
        data: The new content, if known.

    Raises:
        FileFailure: There is no such folder, or the existing file isn't ours to replace.
    """
    with about(path):
        ownership.check(path, kind, force=force, data=data)


def check_result(book: Path, out: Path, itself: str, *, force: bool) -> None:
    """Refuse a target for a workbook made from another one, before anything is computed.

    Args:
        book: The other one.
        out: The target.
        itself: Why both can't be the same file, and what to do.
        force: Whether to replace any existing file.

    Raises:
        UsageError: It is the other workbook, or Excel wouldn't open a file of that name.
        FileFailure: There is no such folder, or the existing file isn't ours to replace.
    """
    if real(out) == real(book):
        raise click.UsageError(f"{printable(out)} is BOOK itself{itself}")
    if book.suffix and out.suffix.lower() != book.suffix.lower():
        reason = f"Excel opens it only if it ends in {book.suffix}, as {book.name} does"
        raise click.UsageError(f"{printable(out)}: {printable(reason)}")
    check(out, ANYTHING, force=force)


def write(
    path: Path, data: bytes | Iterable[bytes], kind: Kind, *, force: bool, is_inside: bool = False
) -> None:
    """Write a file, and remove temporary files that killed runs left beside it.

    Args:
        path: The path to write. A link that the user names is followed.
        data: Its content, or pieces of it, written as they come; an error on the way leaves nothing.
        kind: The kind of file.
        force: Whether to replace any existing file.
        is_inside: Whether the user named only its folder; then a link of that name is replaced.

    Raises:
        FileFailure: It can't be written, or the existing file isn't ours to replace. Nothing was changed.
    """
    with about(path):
        ownership.put(path, data, kind, force=force, is_inside=is_inside)


def write_all(folder: Path, texts: Mapping[str, str], *, force: bool) -> None:
    """Write text files into a folder: all of them, or none if one would replace a file that isn't ours.

    Args:
        folder: The folder; a link inside it is replaced, not followed.
        texts: The content of each file by name.
        force: Whether to replace any existing files.

    Raises:
        FileFailure: One can't be written, or an existing file isn't ours to replace.
    """
    for name in texts:
        if not (folder / name).is_symlink():
            check(folder / name, ANYTHING, force=force, data=texts[name].encode())
    for name, text in texts.items():
        write(folder / name, text.encode(), ANYTHING, force=force, is_inside=True)
        click.echo(f"{printable(folder / name)}: written")


def make(folder: Path, *, parents: bool = False) -> None:
    """Create a folder unless it exists.

    Args:
        folder: The folder.
        parents: Whether to create missing folders above it, too.

    Raises:
        FileFailure: It can't be created.
    """
    with about(folder):
        make_folder(folder, parents=parents)
