"""Results in a folder: each replaces the one that we put there before, and nothing else.

Nothing inside a workbook tells that we have written it: only its cached values are new. So the folder keeps
a list of its results with their SHA-256, and a file that isn't as the list has it is somebody's work.
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

from roi_xl.files.errors import FileError
from roi_xl.files.replacing import write_new

LIST: Final = ".roi-xl-results"
"""The name of the list, in the folder whose results it tells."""

_TITLE: Final = b"# Results that roi-xl put here: SHA-256 and name. What isn't as listed isn't replaced.\n"
_LINE: Final = re.compile(rb'([0-9a-f]{64}) ("[ -~]*")')
_FEW: Final = 1_000  # lines beyond those that are needed
_FLAGS: Final = sum(getattr(os, name, 0) for name in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_Result = tuple[str, str]
"""The SHA-256 of a result, and its name."""


class Results:
    """What may be replaced in a folder, and what is put there."""

    def __init__(self, folder: Path, *, force: bool) -> None:
        """Name the folder; nothing is read yet.

        Args:
            folder: Where results go.
            force: Whether they replace whatever is there.
        """
        self._folder = folder
        self._force = force
        self._listed: set[_Result] | None = None

    def put(self, name: str, data: bytes) -> Path:
        """Write a result; a link of its name is replaced, not followed.

        Args:
            name: What it is called.
            data: The workbook.

        Returns:
            Where it is.

        Raises:
            FileError: It can't be written, or a file of that name is there that isn't a result of ours.
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

    def _known(self) -> set[_Result]:
        if self._listed is None:
            self._listed = self._read()
        return self._listed

    def _note(self, result: _Result) -> None:
        """List a result before it is there: a run that is killed in between loses nothing."""
        if result not in self._known():
            self._append(_line(result))
            self._known().add(result)

    def _read(self) -> set[_Result]:
        """What the list has, which is made shorter where it has grown."""
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
        """Of all that was listed by name: what the file is, and the last two, which may be to come."""
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
            elif file.seek(size - 1) >= 0 and file.read(1) != b"\n":  # of a run that was killed
                line = b"\n" + line
            try:
                rest = memoryview(line)
                while rest:
                    rest = rest[file.write(rest) :]
            except OSError:
                file.truncate(size)
                raise

    def _opened(self, mode: str, flags: int) -> FileIO:
        """The list, if it is a file and no link."""
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
    """What a line of the list tells; nothing where it is none."""
    if match := _LINE.fullmatch(line):
        try:
            name = json.loads(match[2])
        except ValueError:
            return
        yield match[1].decode(), str(name)
