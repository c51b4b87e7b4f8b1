"""The types of a run over many files: the task, where it is computed, and the outcome of each file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

from roi_xl.batch.limits import Failure
from roi_xl.errors import Finding
from roi_xl.files import Source

T = TypeVar("T")
R = TypeVar("R")
T_contra = TypeVar("T_contra", contravariant=True)
R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """What is computed of a file: `function(data, *arguments)`, in another process.

    Attributes:
        function: One that a child process can import, and whose annotations say what it returns: frozen
            dataclasses, enumerations, tuples, mappings and plain values (see `roi_xl.batch.messages`).
            Its first argument is the content of the file, as bytes.
        arguments: The other arguments; each can be pickled.
    """

    function: Callable[..., T]
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """The outcome of one file.

    Attributes:
        number: Its index among the given files, from 0.
        path: The file as it was named.
        result: The task's result, or why there is none.
        written: Where something new was written, if anywhere.
        findings: Findings about the writing.
        unwritten: The path that couldn't be written, if that is the failure.
    """

    number: int
    path: Path
    result: T | Failure
    written: Path | None = None
    findings: tuple[Finding, ...] = ()
    unwritten: Path | None = None

    @property
    def place(self) -> Path:
        """The file that a failure is about: the one that couldn't be written, or else the given one."""
        return self.unwritten or self.path


class Delivered(NamedTuple, Generic[R_co]):
    """What remains of a result after it was delivered.

    Attributes:
        result: The part of the result that is reported.
        written: Where something new was written, if anywhere.
        findings: Findings about the writing.
    """

    result: R_co
    written: Path | None = None
    findings: tuple[Finding, ...] = ()


class Delivery(Protocol[T_contra, R_co]):
    """Puts results where they belong, in this process: children write no files.

    Attributes:
        in_place: Whether the files themselves are replaced; then no other program may have them open.
    """

    @property
    def in_place(self) -> bool:
        """Whether the files themselves are replaced."""

    def folders(self, paths: Iterable[Path]) -> Iterable[str]:
        """The folders written to; temporary files of killed runs are removed from them.

        Args:
            paths: The files of this run.
        """

    def target(self, path: Path) -> Path:
        """Where the result of a file is written.

        Args:
            path: The file as it was named.
        """

    def put(self, path: Path, source: Source, result: T_contra) -> Delivered[R_co]:
        """Deliver one result; an interruption waits until this is done.

        Args:
            path: The file as it was named.
            source: The open file.
            result: The task's result.

        Raises:
            FileError: The result can't be written; that failure becomes the outcome of this file.
        """


class Executor(Protocol):
    """Where tasks are computed: processes of this computer, or anything else that takes and answers calls.

    A context manager that ends unfinished computations on exit. It answers each call exactly once: with the
    function's result, or with a `Failure` in every other case.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def has_room(self) -> bool:
        """Whether it accepts a call now; always True when it has no unanswered call."""

    def submit(self, number: int, task: Task[object], data: bytes) -> None:
        """Accept a call; only called when `has_room` is True.

        Args:
            number: Identifies the answer.
            task: What to compute.
            data: The file's content.
        """

    def finished(self) -> Sequence[tuple[int, object]]:
        """Wait until calls are answered: the answers by number, perhaps none. Needs an unanswered call."""
