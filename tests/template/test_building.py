"""The builder: same bytes every time, two passes, and no language with a word too many or too few."""

import io

import openpyxl
import pytest
from openpyxl.utils.cell import rows_from_range

from roi_xl.lang import LANGUAGES
from roi_xl.template.build import build, written
from roi_xl.template.words import VARIANTS, Content, Words


def test_two_builds_are_byte_identical():
    content = Content.of("sales", "en")
    assert written({}, content) == written({}, content)


def test_a_build_on_windows_has_the_same_bytes(monkeypatch):
    here = written({}, Content.of("blank", "en"))
    monkeypatch.setattr("zipfile.sys.platform", "win32")
    assert written({}, Content.of("blank", "en")) == here


def test_the_second_pass_caches_what_the_first_one_was_calculated_to():
    def calculated(first: bytes):
        assert openpyxl.load_workbook(io.BytesIO(first), data_only=True)["ROI"]["E9"].value == 0
        return {"ROI": {(9, 5): 7.0}}

    second = build(calculated, Content.of("sales", "en"))
    assert openpyxl.load_workbook(io.BytesIO(second), data_only=True)["ROI"]["E9"].value == 7


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("variant", VARIANTS)
def test_every_example_has_every_word_in_every_language(variant, language):
    assert written({}, Content.of(variant, language))[:2] == b"PK"


def test_a_word_that_no_language_has_is_named_with_the_file_it_belongs_to():
    with pytest.raises(KeyError, match=r"template/lang/en\.toml has no block\.costs: add it"):
        Words("sv", {"block": {}}).text("block", "costs")


def test_words_that_nothing_asks_for_are_named():
    words = Words("en", {"block": {"costs": "Costs", "spare": "x"}})
    words.text("block", "costs")
    assert words.unused() == ["block.spare"]


def test_a_text_in_place_of_a_list_of_texts_is_refused():
    with pytest.raises(KeyError, match=r"line\.out_roi is no list"):
        Words("en", {"line": {"out_roi": "ROI"}}).texts("line", "out_roi")


def test_an_example_puts_words_in_its_own_way():
    content = Content("mine", "en", {"words": {"block": {"costs": {"en": "Spending", "sv": "Utgifter"}}}})
    assert content.words().text("block", "costs") == "Spending"


def test_a_word_of_an_example_that_replaces_nothing_stops_the_build():
    with pytest.raises(ValueError, match=r"nothing uses block\.cots"):
        written({}, Content("mine", "en", {"words": {"block": {"cots": "Spending"}}}))


def test_more_rows_than_a_table_has_stop_the_build():
    with pytest.raises(ValueError, match=r"mine: 15 rows don't fit table costs of 14"):
        written({}, Content("mine", "en", {"costs": [{"id": "C"}] * 15}))


def test_tables_grow_on_request_with_those_that_follow_them():
    book = openpyxl.load_workbook(
        io.BytesIO(written({}, Content.of("blank", "en"), {"benefits": 40, "costs": 60}))
    )
    areas = dict(item for sheet in book for item in sheet.tables.items())  # areas with the header
    rows = {name: sum(1 for _ in rows_from_range(area)) - 1 for name, area in areas.items()}
    with_total = [rows[f"tbl_{name}"] - 1 for name in ("benefits", "attribution", "scenarios", "costs")]
    assert (with_total, rows["tbl_values"]) == ([40, 40, 40, 60], 10)


def test_two_equal_headers_of_a_table_are_named_since_excel_allows_none():
    words = {"words": {"column": {"costs": {"item": {"en": "category", "sv": "x"}}}}}
    with pytest.raises(ValueError, match=r"table costs has the header .ategory twice"):
        written({}, Content("blank", "en", words))
