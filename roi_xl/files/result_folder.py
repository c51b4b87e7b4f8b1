"""Results in a folder: each may replace our earlier result of that name, and no other file.

Nothing inside a workbook shows that we have written it: only its cached values are new. So the folder keeps a
list of its results with their SHA-256; a file that doesn't match the list is somebody's work.
"""

from __future__ import annotations

import errno
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Final

from roi_xl.files.file_error import FileError
from roi_xl.files.replacing import write_new

LIST: Final = ".roi-xl-results"
"""The name of the list, which lies in the folder of the results."""

_TITLE: Final = b"# Results that roi-xl put here: SHA-256 and name. What isn't as listed isn't replaced.\n"
_LINE: Final = re.compile(rb'([0-9a-f]{64}) ("[ -~]*")')
_FEW: Final = 1_000  # superfluous lines before the list is shortened
_FLAGS: Final = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_Result = tuple[str, str]
"""The SHA-256 of a result, and its name."""


class Results:
    """Writes results into a folder and knows which files there it may replace."""

    def __init__(self, folder: Path, *, force: bool) -> None:
        """Take the folder; nothing is read yet.

        Args:
            folder: The folder for the results.
            force: Whether results may replace any existing file.
        """
        self._folder = folder
        self._force = force
        self._listed: set[_Result] | None = None

    def put(self, name: str, data: bytes) -> Path:
        """Write a result; a link of its name is replaced, not followed.

        Args:
            name: The file's name.
            data: The workbook.

        Returns:
            The path of the result.

        Raises:
            FileError: It can't be written, or a file of that name exists that isn't our result.
        """
        path = self._folder / name
        known_as = os.path.normcase(name)
        try:
            write_new(
                path, data, overwrite=self._force, follow=False,
                is_ours=lambda old: (_digest(old), known_as) in self._known(),
                at_last=lambda: self._note((_digest(data), known_as)),
            )  # fmt: skip
        except FileError as error:
            if error.code != "exists":
                raise
            reason = f"{path} is there already, and isn't as roi-xl wrote it"
            raise FileError("exists", reason, "name another folder, or give --force") from None
        return path

    def holds(self, name: str) -> bool:
        """Whether a file of the folder is a result as we wrote it: nobody has changed it since.

        Raises:
            OSError: The list or the file can't be read.
            FileError: The list isn't ours.
        """
        if not self._known():
            return False
        return (_digest((self._folder / name).read_bytes()), os.path.normcase(name)) in self._known()

    def _known(self) -> set[_Result]:
        if self._listed is None:
            self._listed = self._read()
        return self._listed

    def _note(self, result: _Result) -> None:
        """List a result before it is written: if the run is killed in between, nothing is lost."""
        if result not in self._known():
            self._append(_line(result))
            self._known().add(result)

    def _read(self) -> set[_Result]:
        """The entries of the list; a list that has grown too long is shortened."""
        try:
            with self._opened("rb", os.O_RDONLY) as file:
                data = file.read()
        except FileNotFoundError:
            return set()
        if data and not data.startswith(_TITLE):
            raise self._foreign()
        found = [result for line in data.splitlines() for result in _parsed(line)]
        if len(found) > _FEW + 2 * len({name for _, name in found}):
            found = [*self._needed(found)]
            write_new(self._folder / LIST, _TITLE + b"".join(map(_line, found)), overwrite=True)
        return set(found)

    def _needed(self, found: Iterable[_Result]) -> Iterator[_Result]:
        """The entries to keep of each name: the existing file's and the last two, perhaps not yet written."""
        by_name: dict[str, dict[str, None]] = {}
        for digest, name in found:
            digests = by_name.setdefault(name, {})
            digests.pop(digest, None)
            digests[digest] = None
        for name, digests in by_name.items():
            path = self._folder / name
            wanted = {*[*digests][-2:], _digest(path.read_bytes()) if path.is_file() else ""}
            yield from ((digest, name) for digest in digests if digest in wanted)

    def _append(self, line: bytes) -> None:
        with self._opened("r+b", os.O_RDWR | os.O_CREAT | os.O_APPEND) as file:
            size = file.seek(0, os.SEEK_END)
            if not size:
                line = _TITLE + line
            elif file.seek(size - 1) >= 0 and file.read(1) != b"\n":  # a killed run left an unfinished line
                line = b"\n" + line
            try:
                rest = memoryview(line)
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError:
                file.truncate(size)
                raise

    def _opened(self, mode: str, flags: int) -> FileIO:
        """Open the list; refuse a link or anything else that isn't a regular file."""
        path = self._folder / LIST
        try:
            descriptor = os.open(path, flags | _FLAGS, 0o666)
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise self._foreign() from None
            raise
        file = FileIO(descriptor, mode)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            file.close()
            raise self._foreign()
        return file

    def _foreign(self) -> FileError:
        return FileError("foreign", f"{LIST} isn't a list of roi-xl", "name another folder, or remove it")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _line(result: _Result) -> bytes:
    return f"{result[0]} {json.dumps(result[1])}\n".encode()


def _parsed(line: bytes) -> Iterator[_Result]:
    """The entry in a line of the list; nothing if the line isn't valid."""
    if match := _LINE.fullmatch(line):
        try:
            name = json.loads(match[2])
        except ValueError:
            return
        yield match[1].decode(), str(name)
