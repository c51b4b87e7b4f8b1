"""The builder: same bytes every time, two passes, and no language with a word too many or too few."""

import datetime as dt
import io

import openpyxl
import pytest

from roi_xl.template import build, written
from roi_xl.template.words import Content, Words


def stored(cell, value):
    """A value as the builder gets it: dates as serial numbers, text that is empty as None."""
    if isinstance(value, dt.datetime):
        return (value.date() - dt.date(1899, 12, 30)).days
    return value


def test_two_builds_are_byte_identical():
    assert written({}, variant="sales", language="en") == written({}, variant="sales", language="en")


def test_the_committed_workbook_is_what_the_builder_writes_around_its_values(example, formula_cells, cached):
    values = {sheet.title: {} for sheet in cached}
    for cell in formula_cells:
        value = cached[cell.parent.title][cell.coordinate].value
        values[cell.parent.title][cell.row, cell.column] = stored(cell, value)
    assert written(values, variant="sales", language="en") == example.read_bytes()


def test_the_second_pass_caches_what_the_first_one_was_calculated_to():
    def calculated(first: bytes):
        assert openpyxl.load_workbook(io.BytesIO(first), data_only=True)["ROI"]["E9"].value == 0
        return {"ROI": {(9, 5): 7.0}}

    second = build(calculated, variant="sales", language="en")
    assert openpyxl.load_workbook(io.BytesIO(second), data_only=True)["ROI"]["E9"].value == 7


def test_a_missing_word_is_named_with_its_language():
    with pytest.raises(KeyError, match=r"sv\.toml has no block\.costs"):
        Words("sv", {"block": {}}).text("block", "costs")


def test_words_that_nothing_asks_for_are_named():
    words = Words("en", {"block": {"costs": "Costs", "spare": "x"}})
    words.text("block", "costs")
    assert words.unused() == ["block.spare"]


def test_a_text_in_place_of_a_list_of_texts_is_refused():
    with pytest.raises(KeyError, match=r"line\.out_roi is no list"):
        Words("en", {"line": {"out_roi": "ROI"}}).texts("line", "out_roi")


def test_a_variant_without_the_language_of_the_workbook_names_it():
    content = Content("sales", Words("fi", {}))
    with pytest.raises(KeyError, match=r"sales\.toml: no fi for"):
        content.line("inp_programme")
