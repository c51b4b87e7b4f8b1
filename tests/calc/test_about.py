"""The version that a cell can ask for."""

from importlib.metadata import version
from io import BytesIO

import openpyxl

import roi_xl
from roi_xl.calc import FUNCTIONS
from roi_xl.shipped_workbooks import EDITIONS


def test_the_version_is_that_of_the_installed_package():
    answer = FUNCTIONS["ROI_XL_VERSION"].call()
    assert answer == roi_xl.roi_xl_version() == roi_xl.__version__ == version("roi-xl")


def test_no_shipped_workbook_asks_for_it_since_its_cells_would_be_out_of_date_after_each_release(root):
    books = [*(root / "workbooks").glob("*.xlsx")]
    assert len(books) == len(EDITIONS)
    for path in books:
        book = openpyxl.load_workbook(BytesIO(path.read_bytes()))
        texts = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [text for text in texts if "ROI_XL_VERSION" in text]
