"""Figures and texts as people read them."""

import io

import pytest

from roi_xl.cli import _fit


class Pipe(io.BytesIO):
    """Bytes on their way."""


@pytest.fixture
def stream():
    """Output that another program reads, as Windows opens it: in its code page, lines end in CR LF."""
    return io.TextIOWrapper(Pipe(), encoding="cp1252", newline="\r\n", write_through=True)


def test_what_another_program_reads_on_windows_is_what_it_is_elsewhere(stream):
    _fit(stream, is_windows=True)
    stream.write("1 → 2 – ✓\n")
    assert stream.buffer.getvalue() == "1 → 2 – ✓\n".encode()


def test_a_terminal_of_windows_keeps_its_encoding(stream, monkeypatch):
    monkeypatch.setattr(stream.buffer, "isatty", lambda: True, raising=False)
    _fit(stream, is_windows=True)
    stream.write("1 → 2\n")
    assert stream.buffer.getvalue() == b"1 \\u2192 2\r\n"
