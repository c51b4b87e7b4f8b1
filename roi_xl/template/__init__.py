"""The workbook that L&D fills in and finance understands: declared as data, written by one builder."""

from roi_xl.template.book import BOOK
from roi_xl.template.build import AUTHOR, Values, build, written
from roi_xl.template.words import VARIANTS, Content, Verbatim, missing

__all__ = ["AUTHOR", "BOOK", "VARIANTS", "Content", "Values", "Verbatim", "build", "missing", "written"]
