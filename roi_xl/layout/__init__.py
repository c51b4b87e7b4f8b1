"""Finds a study in a workbook of ours: by table and defined name, never by position or header text.

So a workbook can be in any language, saved by any program, and its sheets, columns and rows may be renamed,
moved, inserted or deleted: the result is the same study, or a finding that says what can't be read.
"""

from roi_xl.layout.content import content_from
from roi_xl.layout.growth import grown
from roi_xl.layout.study_reader import study_from, study_with_places, version_finding

__all__ = ["content_from", "grown", "study_from", "study_with_places", "version_finding"]
