"""One run of `roi-xl recalc` with its report, which is written whatever happens."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from roi_xl import interruption
from roi_xl.batch import Outcome
from roi_xl.cli.files import FileFailure, about
from roi_xl.cli.reports import Entry, Unchanged, write_report
from roi_xl.cli.run import Run
from roi_xl.recalc import Recalculation
from roi_xl.tasks.recalculation import Recalculated


@dataclass(slots=True)
class Night:
    """A run over many workbooks, of which some were done by an earlier one.

    Attributes:
        paths: All workbooks, in their order.
        left: Those that aren't done again.
        run: The run over the others.
        report: The report that is written; None for none.
        force: Whether to replace a file that isn't our report.
        is_written: False once the report couldn't be written.
    """

    paths: Sequence[Path]
    left: Mapping[Path, Unchanged]
    run: Run[Recalculation]
    report: Path | None
    force: bool
    is_written: bool = True

    def entries(self) -> list[Entry]:
        """The workbooks with a result, in their order."""
        return self._in_order(self.run.outcomes)

    @contextlib.contextmanager
    def reported(self) -> Iterator[None]:
        """Write the report at the end, also after an interruption, with what wasn't reached."""
        try:
            yield
        finally:
            if self.report is not None:
                with interruption.put_off():
                    self._write(self.report, self._in_order(self.run.with_unreached))

    def _write(self, report: Path, entries: Sequence[Entry]) -> None:
        try:
            with about(report):
                write_report(entries, report, force=self.force)
        except FileFailure as failure:
            failure.show()
            self.is_written = False

    def _in_order(self, outcomes: Iterable[Outcome[Recalculation]]) -> list[Entry]:
        known = {outcome.path: Recalculated.of(outcome) for outcome in outcomes}
        return [
            self.left[path] if path in self.left else known[path]
            for path in self.paths
            if path in self.left or path in known
        ]
