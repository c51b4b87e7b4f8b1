"""The one rule for replacing an existing file: no one's work may be lost.

A file may be replaced if it bears a mark that only we set, or if it equals the new content to the byte. Any
other file counts as somebody's work, which only `force` replaces. Results of `recalc --output` can't bear a
mark: their folder keeps a list (see `roi_xl.files.result_folder`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from roi_xl.files.file_error import FileError
from roi_xl.files.replacing import check_folder, may_be_replaced, write_new
from roi_xl.files.temporary import clean


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that we write.

    Attributes:
        noun: The name for a file of ours; empty if it can't be distinguished from somebody's work.
        is_ours: Whether a file with this content may be replaced without losing work.
    """

    noun: str
    is_ours: Callable[[bytes], bool]


ANYTHING = Kind("", lambda _: False)
"""A kind of file that may hold somebody's work as soon as it is written."""


def check(path: Path, kind: Kind, *, force: bool, data: bytes | None = None) -> None:
    """Refuse to write where no folder is or a file that isn't ours, before anything is computed.

    Args:
        path: The path that is going to be written.
        kind: What.
        force: Whether to replace any existing file.
        data: The new content, if it is known.

    Raises:
        FileError: There is no such folder, or the existing file isn't ours to replace.
    """
    check_folder(path.parent)
    if not force and path.exists() and not _is_replaceable(path, kind, data):
        raise _taken(kind)


def put(
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
        FileError: It can't be written, or the existing file isn't ours to replace. Nothing was changed.
    """
    clean(path.parent)
    try:
        write_new(path, data, overwrite=force, is_ours=kind.is_ours, follow=not is_inside)
    except FileError as error:
        if error.code != "exists":
            raise
        raise _taken(kind) from None


def _taken(kind: Kind) -> FileError:
    """The error for a file that isn't ours to replace."""
    if kind.noun:
        reason = f"it is there already and isn't {kind.noun}"
        return FileError("exists", reason, "name another file, or give --force")
    return FileError("exists", "it exists already", "choose another name, or give --force")


def _is_replaceable(path: Path, kind: Kind, data: bytes | None) -> bool:
    try:
        return path.is_file() and may_be_replaced(path, data, kind.is_ours)
    except OSError:  # the file can't be read
        return False
