"""Where a study sits in a workbook of ours: by table and defined name, never by position or a header's words.

So the same workbook is read in any language, saved by any program, with sheets, columns and rows renamed,
moved, inserted or deleted: what comes out is the same study, or a finding that says what can't be read.
"""

from roi_xl.layout.content import content_from
from roi_xl.layout.reader import study_from

__all__ = ["content_from", "study_from"]
