"""Carries out the scenarios of a command line: checks all of them first, computes them side by side."""

from __future__ import annotations

import contextlib
import math
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice, repeat
from pathlib import Path
from typing import Final, TypeVar

import click

from roi_xl import interruption
from roi_xl.batch import Executor, Failure, Limits, LocalProcesses, Task, in_order, opened
from roi_xl.cells_by_name import NO_SUCH_CELL
from roi_xl.cli.files import FileFailure, NamedWrongly, about, write
from roi_xl.files import Kind
from roi_xl.recalc import Settings
from roi_xl.scenarios.given import ENDS
from roi_xl.scenarios.loaded import Value
from roi_xl.scenarios.made import Draw, Steps, grid, sampled
from roi_xl.scenarios.results import Results
from roi_xl.tables import FORMATS
from roi_xl.tables.as_csv import pieces
from roi_xl.tasks.scenarios import answering, checking, loading, reading_table
from roi_xl.values_as_text import counted, printable

_CHECKED: Final = 2_000  # rows of one call, which takes less than a second
_COMPUTED: Final = 32
_MOST: Final = 1_000_000
_CSV: Final = ".csv"

Rows = Iterator[tuple[Value, ...]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The scenarios that are wanted.

    Attributes:
        headers: The cells that vary.
        rows: Gives the rows from the first one on, again and again.
        count: How many there are.
        names: What they are called; empty for their numbers.
        first: The number of the first one, for messages.
        source: Where they come from, for messages; None if they are made.
    """

    headers: Sequence[str]
    rows: Callable[[], Rows]
    count: int
    names: Sequence[str] = ()
    first: int = 1
    source: Path | None = None

    @classmethod
    def of_grid(cls, steps: Sequence[Steps]) -> Wanted:
        """Every combination.

        Raises:
            ValueError: There are too many.
        """
        number = math.prod(len(one.values) for one in steps)
        if number > _MOST:
            raise ValueError(f"{number:,} scenarios are more than {_MOST:,}")
        return cls([one.header for one in steps], partial(grid, steps), number)

    @classmethod
    def of_sample(cls, draws: Sequence[Draw], number: int, seed: int) -> Wanted:
        """Random rows."""
        return cls([one.header for one in draws], partial(sampled, draws, number, seed), number)


def table_in(path: Path, limits: Limits) -> Wanted:
    """The scenarios of a file.

    Raises:
        UsageError: Its name doesn't say what it is.
        FileFailure: It can't be read.
    """
    end = path.suffix.lower()
    if end not in ENDS:
        raise click.UsageError(f"--table {printable(path)}: name a file that ends in {', '.join(ENDS)}")
    with about(path), opened(path) as source, LocalProcesses(limits) as executor:
        (found,) = in_order([reading_table(end)], source.data, executor, interruption.check)
        if isinstance(found, Failure):
            raise found.error
    rows = found.rows
    return Wanted(found.headers, lambda: iter(rows), len(rows), found.names, found.first, path)


@dataclass(slots=True)
class ScenarioRun:
    """Scenarios of one workbook.

    Attributes:
        book: The workbook.
        wanted: Its scenarios.
        reads: The cells whose results are wanted.
        settings: How it is computed.
        limits: Limits for one call of a process.
        jobs: The largest number of processes.
    """

    book: Path
    wanted: Wanted
    reads: Sequence[str]
    settings: Settings
    limits: Limits
    jobs: int

    def carried_out(self, out: Path | None, kind: Kind, *, force: bool) -> Results:
        """Compute all scenarios, and write them if a file is named.

        Args:
            out: The file; it appears when it is complete, and never if the run is interrupted.
            kind: What it is.
            force: Whether to replace any existing file.

        Returns:
            The results, without their rows.

        Raises:
            FileFailure: A file can't be read or written, or a value doesn't fit; then nothing was written.
        """
        with about(self.book), opened(self.book) as source:
            data = source.data
        with LocalProcesses(self.limits, min(self.jobs, -(-self.wanted.count // _COMPUTED))) as executor:
            self._check(data, executor)
            task = loading(self.settings, self.wanted.headers, self.reads)
            (base,) = self._answers([task], data, executor)
            results = Results(self.wanted.headers, self.reads, base)
            with self._told(results):
                rows = self._rows(data, executor, results)
                if out is None:
                    deque(rows, maxlen=0)
                else:
                    write(out, _content(out.suffix.lower(), rows, results), kind, force=force)
            return results

    def _check(self, data: bytes, executor: Executor) -> None:
        """Refuse values that don't fit, before anything is computed."""
        tasks = (
            checking(self.wanted.headers, rows, self.wanted.first + number * _CHECKED)
            for number, rows in enumerate(_chunks(self.wanted.rows(), _CHECKED))
        )
        deque(self._answers(tasks, data, executor, self.wanted.source), maxlen=0)

    def _rows(self, data: bytes, executor: Executor, results: Results) -> Iterator[list[Value]]:
        """The rows of the result, in the order of the scenarios, as they are computed."""
        headers, total = self.wanted.headers, self.wanted.count
        tasks = (
            answering(self.settings, headers, self.reads, rows)
            for rows in _chunks(self.wanted.rows(), _COMPUTED)
        )
        names = chain(self.wanted.names, repeat(""))
        given = self.wanted.rows()
        has_bar = sys.stderr.isatty()
        with click.progressbar(length=total, label="Computing", file=sys.stderr, hidden=not has_bar) as bar:
            for answers in self._answers(tasks, data, executor):
                for answer, row, name in zip(answers, given, names, strict=False):
                    yield results.row(name, row, answer)
                bar.update(len(answers))

    def _answers(
        self, tasks: Iterable[Task[T]], data: bytes, executor: Executor, source: Path | None = None
    ) -> Iterator[T]:
        """The answers of processes, in the order of the calls.

        Raises:
            FileFailure: One has none; it is about the table of scenarios if `source` names it.
        """
        for answer in in_order(tasks, data, executor, interruption.check):
            if isinstance(answer, Failure):
                is_wrong_name = answer.code == NO_SUCH_CELL
                raise (NamedWrongly if is_wrong_name else FileFailure)(source or self.book, answer.error)
            yield answer

    @contextlib.contextmanager
    def _told(self, results: Results) -> Iterator[None]:
        """Say how far an interrupted run came."""
        try:
            yield
        except KeyboardInterrupt:
            done, total = f"{results.done:,}", counted(self.wanted.count, "scenario")
            click.echo(f"{done} of {total} were computed; nothing was written", err=True)
            raise


def _content(suffix: str, rows: Iterator[list[Value]], results: Results) -> Iterator[bytes]:
    """The content of a result: of a CSV file line by line, of any other when all rows are there."""
    if suffix == _CSV:
        yield from pieces(results.names, rows)
    else:
        complete = list(rows)
        yield FORMATS[suffix].write(results.table(complete))


def _chunks(rows: Rows, size: int) -> Iterator[tuple[tuple[Value, ...], ...]]:
    """The rows, some at a time."""
    while chunk := tuple(islice(rows, size)):
        yield chunk
