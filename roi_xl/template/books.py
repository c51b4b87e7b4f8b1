"""The kinds of workbook, each with its declaration and the variant that leaves it blank."""

from __future__ import annotations

from collections.abc import Mapping

from roi_xl.template.book import BOOK
from roi_xl.template.declaration import Book
from roi_xl.template.names import FULL, QUICK
from roi_xl.template.quick_book import QUICK_BOOK

BOOKS: Mapping[str, Book] = {FULL: BOOK, QUICK: QUICK_BOOK}
"""The declaration of each kind."""

BLANK: Mapping[str, str] = {FULL: "blank", QUICK: "quick"}
"""The variant that fills in nothing, by kind."""
