"""Figures and texts as people read them."""

import io

import pytest

from roi_xl.cli import _fit
from roi_xl.cli.output import cell, figure, printable
from roi_xl.errors import CellError


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (1.52, "percent", "152.0 %"),
        (-0.0579, "percent", "-5.8 %"),
        (2.52, "ratio", "2.52×"),
        (24_320.0, "money", "24,320"),
        (-15_552.734, "money", "-15,552.73"),
        (CellError.DIV0, "percent", "#DIV/0!"),
        (True, "money", "TRUE"),
        (None, "money", "blank"),
    ],
)
def test_a_figure_is_written_as_finance_does(value, unit, shown):
    assert figure(value, unit) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "blank"),
        (False, "FALSE"),
        (0.1 + 0.2, "0.3"),
        (1e20, "1e+20"),
        ("text", '"text"'),
        ("", '""'),
        ("x" * 61, f'"{"x" * 60}…"'),
        (CellError.NA, "#N/A"),
    ],
)
def test_a_cells_value_tells_text_numbers_and_errors_apart(value, shown):
    assert cell(value) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Försäljning 2026", "Försäljning 2026"),
        ("a\x1b[31mb", "a\\x1b[31mb"),
        ("two\nlines", "two\\nlines"),
        ("\u202egnp.xslx", "\\u202egnp.xslx"),  # right-to-left override
        ("\udcff", "\\udcff"),
    ],
)
def test_a_text_from_outside_is_one_line_without_orders_to_the_terminal(text, shown):
    assert printable(text) == shown


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
