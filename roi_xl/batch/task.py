"""What is done to each of many files, where it is computed, and what became of it: the words of this room."""

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
    """What is computed of a file: `function(data, *arguments)`, far from this process.

    Attributes:
        function: One that a child process can import, and whose annotations say what it returns: frozen
            dataclasses, enumerations, tuples, mappings and plain values (see `roi_xl.batch.messages`).
            Its first argument is the content of the file, as bytes.
        arguments: The others; what can be pickled.
    """

    function: Callable[..., T]
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What became of one file.

    Attributes:
        number: Its place among the files that were asked for, from 0.
        path: The file as it was named.
        result: What the task gave, or why it gave nothing.
        written: Where something new was written, if anywhere.
        findings: What is to be said about the writing.
        unwritten: Where nothing could be written, if that is the failure.
    """

    number: int
    path: Path
    result: T | Failure
    written: Path | None = None
    findings: tuple[Finding, ...] = ()
    unwritten: Path | None = None


class Delivered(NamedTuple, Generic[R_co]):
    """What is left of a result once it is where it belongs.

    Attributes:
        result: What is reported.
        written: Where something new was written, if anywhere.
        findings: What is to be said about the writing.
    """

    result: R_co
    written: Path | None = None
    findings: tuple[Finding, ...] = ()


class Delivery(Protocol[T_contra, R_co]):
    """Puts results where they belong, in this process: children write nothing.

    Attributes:
        in_place: Whether the files themselves are replaced, so that nobody else may have them open.
    """

    @property
    def in_place(self) -> bool:
        """Whether the files themselves are replaced."""

    def folders(self, paths: Iterable[Path]) -> Iterable[str]:
        """The folders written to, which are cleared of what killed runs have left there.

        Args:
            paths: The files that are asked for.
        """

    def target(self, path: Path) -> Path:
        """Where the result of a file goes.

        Args:
            path: The file as it was named.
        """

    def put(self, path: Path, source: Source, result: T_contra) -> Delivered[R_co]:
        """Deliver one result; interruptions wait for it.

        Args:
            path: The file as it was named.
            source: The open file.
            result: What the task gave.

        Raises:
            FileError: It can't be written: the outcome of this file is that failure.
        """


class Executor(Protocol):
    """Where tasks are computed: processes of this computer, or whatever else takes a call and answers it.

    A context manager; leaving it ends what is still being computed. It answers each call exactly once: with
    the result of the function, or with a `Failure` whatever has happened.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def has_room(self) -> bool:
        """Whether it takes a call now. It always does when it has none in hand."""

    def submit(self, number: int, task: Task[object], data: bytes) -> None:
        """Take a call; asked only where there is room.

        Args:
            number: By which the answer is known.
            task: What to compute.
            data: Of which content.
        """

    def finished(self) -> Sequence[tuple[int, object]]:
        """Wait for news: the answers by number, perhaps none; asked only while it has calls in hand."""
