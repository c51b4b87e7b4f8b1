"""The workbook that L&D fills in and finance understands: declared as data, written by one builder."""

from roi_xl.template.build import Values, build, written
from roi_xl.template.words import VARIANTS, Content

__all__ = ["VARIANTS", "Content", "Values", "build", "written"]
