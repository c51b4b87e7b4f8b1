"""A log of what a command did, for those who look after a nightly job: one line of JSON for each event."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from roi_xl.batch import Failure
from roi_xl.cli.files import FileFailure, about
from roi_xl.files import FileError, check_folder
from roi_xl.files.failures import explained
from roi_xl.tasks.recalculation import Recalculated

_APPEND: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0)
_KIND: Final = "log of roi-xl"


class Log:
    """A log that is open; each line is complete as soon as it is there, also after a crash.

    Args:
        descriptor: Where lines are appended; None for no log.
    """

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor

    @classmethod
    @contextlib.contextmanager
    def opened(cls, path: Path | None) -> Iterator[Log]:
        """A log file: lines are added at its end.

        Args:
            path: The file, which is made if it isn't there; None for no log.

        Raises:
            FileFailure: It can't be written, or it is a file of another kind.
        """
        if path is None:
            yield cls(None)
            return
        with about(path), explained():
            check_folder(path.parent)
            is_new = not path.exists()
            if not is_new and not _is_ours(path):
                reason = "it is there already and isn't a log of roi-xl"
                raise FileFailure(path, FileError("exists", reason, "name another file"))
            descriptor = os.open(path, _APPEND, 0o666)
        log = cls(descriptor)
        try:
            yield log
        except BaseException as error:
            with contextlib.suppress(OSError):  # the disk may be full, which is why it ends
                log.note("end", error=type(error).__name__)
            raise
        finally:
            os.close(descriptor)
            if is_new and not path.stat().st_size:
                path.unlink()

    def note(self, event: str, **told: object) -> None:
        """Add a line.

        Args:
            event: What happened, in one word.
            told: More about it, in JSON's types.
        """
        if self._descriptor is not None:
            now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")  # noqa: TID251 - a command's clock
            line = json.dumps({"kind": _KIND, "time": now, "event": event, **told})
            os.write(self._descriptor, f"{line}\n".encode("ascii"))

    def note_workbook(self, known: Recalculated) -> None:
        """Add a line about a workbook."""
        told: dict[str, object] = {"file": str(known.path), "status": known.status.value}
        if isinstance(known.result, Failure):
            told |= {"code": known.result.code, "reason": known.result.reason, "remedy": known.result.remedy}
        else:
            told |= {
                "changed": len(known.result.changes),
                "usable": known.result.is_usable,
                "findings": list(dict.fromkeys(finding.code for finding in known.result.findings)),
            }
        if known.written is not None:
            told["output"] = str(known.written)
        self.note("workbook", **told)


def _is_ours(path: Path) -> bool:
    """Whether a file is empty or begins as a log."""
    start = json.dumps({"kind": _KIND})[:-1].encode("ascii")
    with path.open("rb") as file:
        return path.is_file() and file.read(len(start)) in {b"", start}
