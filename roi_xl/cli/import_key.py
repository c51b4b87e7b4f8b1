"""The key file of an import: read, or made for its user alone, and taken back if nothing was imported."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from roi_xl.cli.files import about
from roi_xl.files import Source, write_new
from roi_xl.importing.pseudonyms import key_from, new_key

_LARGEST: Final = 4096
_FOR_ITS_OWNER: Final = 0o600


@dataclass(slots=True)
class KeyFile:
    """The key of the pseudonyms, and its file.

    Attributes:
        path: The file; None if no file was named.
        made: What a new file is to hold; empty if it is there already.
        key: The key.
        is_used: Whether a workbook was written with it.
    """

    path: Path | None
    made: bytes
    key: bytes
    is_used: bool = False

    @classmethod
    def of(cls, path: Path | None) -> Self:
        """The key in a file, or a new one if there is no such file.

        Raises:
            FileFailure: It can't be read, or is no key file.
        """
        if path is not None and path.exists():
            with about(path), Source(path, largest=_LARGEST) as source:
                return cls(path, b"", key_from(source.data))
        made = new_key()
        return cls(path, made, key_from(made))

    @contextlib.contextmanager
    def kept_for(self, written: Path | None) -> Iterator[None]:
        """Make the file before a workbook is written with its key; remove it again if none was.

        Args:
            written: The workbook that is going to be written; None if none is.

        Raises:
            FileFailure: It can't be written.
        """
        if self.path is None or written is None or not self.made:
            yield
            return
        with about(self.path):
            write_new(self.path, self.made, overwrite=False, mode=_FOR_ITS_OWNER)
        try:
            yield
        finally:
            if not self.is_used:
                self.path.unlink(missing_ok=True)
