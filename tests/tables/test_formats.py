"""One table, many formats: each says the same and is known again as ours."""

import csv
import html.parser
import io
import json
import re
import sys

import openpyxl
import pyarrow.parquet as pq
import pytest

from roi_xl.files import FileError
from roi_xl.tables import FORMATS, Column, Form, Table, is_table
from roi_xl.units import Unit
from roi_xl.values_as_text import figure

FORM = Form("roi-xl test", "things", (Column("file"), Column("cells", Unit.COUNT)))
MORE = (Column("ROI | <b>", Unit.PERCENT), Column("Ratio", Unit.RATIO), Column("Net", Unit.MONEY))
ROWS = [
    ["a.xlsx", 1234, 1.52, 2.52, 24_320.0],
    ["=1+1 | <i>b</i>", 0, None, "#DIV/0!", -15_552.734],
]
TABLE = Table(FORM, MORE, ROWS)
TEXTUAL = {".html", ".md", ".txt"}
NAMES = ["file", "cells", "ROI | <b>", "Ratio", "Net"]
TEXTS = [["a.xlsx", "1,234", "152.0%", "2.52×", "24,320"], ["=1+1 | <i>b</i>", "0", "", "#DIV/0!", "-15,553"]]


class Cells(html.parser.HTMLParser):
    """The texts of a page's rows."""

    def __init__(self):
        super().__init__()
        self.rows, self.in_cell = [], False

    def handle_starttag(self, tag, _):
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag):
        self.in_cell = self.in_cell and tag not in {"td", "th"}

    def handle_data(self, data):
        if self.in_cell:
            self.rows[-1][-1] += data


def read_html(data):
    page = Cells()
    page.feed(data.decode())
    return page.rows


def read_markdown(data):
    lines = [line for line in data.decode().splitlines() if line.startswith("|")]
    rows = [re.split(r"(?<!\\)\|", line)[1:-1] for line in lines if not re.fullmatch(r"[| :-]+", line)]
    return [[re.sub(r"\\(.)", r"\1", cell.strip()) for cell in row] for row in rows]


def read_text(data):
    """The columns begin and end where all lines have a gap."""
    lines = data.decode().splitlines()[2:]
    width = max(map(len, lines))
    padded = [line.ljust(width) for line in lines]
    blank = [all(line[i : i + 2] == "  " for line in padded) for i in range(width)]
    cuts = [i for i in range(width) if blank[i] and not (i and blank[i - 1])]
    return [[line[a:b].strip() for a, b in zip([0, *cuts], [*cuts, width], strict=True)] for line in padded]


READERS = {".html": read_html, ".md": read_markdown, ".txt": read_text}


@pytest.mark.parametrize("suffix", sorted(TEXTUAL))
def test_people_read_the_same_texts_in_every_format(suffix):
    assert READERS[suffix](FORMATS[suffix].write(TABLE)) == [NAMES, *TEXTS]


def test_csv_has_raw_numbers_and_no_formula():
    rows = list(csv.reader(io.StringIO(FORMATS[".csv"].write(TABLE).decode("utf-8-sig"))))
    assert rows[0] == NAMES
    assert [float(cell) for cell in rows[1][1:]] == ROWS[0][1:]
    assert rows[2][0] == "'=1+1 | <i>b</i>"


def test_a_workbook_has_raw_numbers_with_the_format_of_their_unit():
    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS[".xlsx"].write(TABLE))).active
    header, first, second = sheet.iter_rows()
    assert [cell.value for cell in header] == NAMES
    assert [cell.value for cell in first] == ROWS[0]
    assert second[0].data_type == "s"
    formats = [cell.number_format for cell in first]
    assert formats == ["General", "#,##0", "0.0%", '0.00"×"', "#,##0"]


def test_json_has_rows_or_the_records_that_say_more():
    document = json.loads(FORMATS[".json"].write(TABLE))
    assert document["things"] == [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    fuller = Table(FORM, MORE, ROWS, [{"file": "a.xlsx", "changes": [1, 2]}])
    assert json.loads(FORMATS[".json"].write(fuller))["things"] == [{"file": "a.xlsx", "changes": [1, 2]}]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_table_is_known_again_in_its_own_format_and_form_only(suffix):
    data = FORMATS[suffix].write(TABLE)
    other = Form("roi-xl other", "others", (Column("name"),))
    assert [end for end, format_ in FORMATS.items() if format_.is_ours(data, FORM)] == [suffix]
    assert is_table(data, FORM)
    assert not is_table(data, other)
    assert not is_table(b"somebody's " + data, FORM)
    assert not is_table(b"", FORM)


def test_parquet_has_numbers_as_numbers_and_texts_where_a_column_holds_one():
    read = pq.read_table(io.BytesIO(FORMATS[".parquet"].write(TABLE)))
    assert read.column_names == NAMES
    assert [str(kind) for kind in read.schema.types] == ["string", "double", "double", "string", "double"]
    assert read.to_pylist()[0] == {**dict(zip(NAMES, ROWS[0], strict=True)), "Ratio": "2.52"}
    assert read.schema.field("Net").metadata == {b"unit": b"money"}


def test_without_arrow_parquet_is_refused_with_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(FileError, match=r"pip install pyarrow"):
        FORMATS[".parquet"].check()


@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_minutes_about_a_report_are_no_report(suffix):
    data = FORMATS[suffix].write(TABLE)
    first, _, rest = data.partition(b"\n\n")
    assert not is_table(first + b"\n", FORM)
    assert not is_table(first + b"\n\nAnna asked about file and cells.\n", FORM)
    assert not is_table(first + b"\n\n" + rest.replace(b"cells", b"sells", 1), FORM)
    assert not is_table(first + b"\n\n" + rest.replace(b"cells", b"cellsar", 1), FORM)
    assert not is_table(first + b"\n\nMinutes\n" + rest, FORM)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_table_gives_the_same_bytes_again_or_is_known(suffix):
    empty = Table(FORM, (), [])
    assert FORMATS[suffix].is_ours(FORMATS[suffix].write(empty), FORM)


def test_the_command_line_words_a_figure_as_the_reports_do():
    pairs = zip(ROWS[0], TABLE.columns, strict=True)
    assert [figure(value, column.unit) for value, column in pairs] == TEXTS[0]
