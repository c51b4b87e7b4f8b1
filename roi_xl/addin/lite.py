"""What xlwings Lite needs to offer our functions: the texts of its files main.py and requirements.txt.

Lite runs Python inside Excel's task pane, in the browser's sandbox (Pyodide), and installs what
requirements.txt names whenever it starts; NumPy comes with roi-xl.
"""

from __future__ import annotations

from importlib.metadata import requires, version
from typing import Final

MAIN: Final = "from roi_xl_udfs import *  # every function of roi-xl, as =XLW.TRAINING_ROI(...)\n"
"""main.py: Lite offers cells every function that it finds there."""

DIFFERENCES: Final = """\
What differs: Excel on the desktop hands over 0 for a blank cell, also in ranges where blanks are missing
answers (NET_PROMOTER_SCORE): leave empty rows out of them. On the web a single blank cell arrives as if the
argument had been left out, so a blank confidence counts as its default, 1: type the 0 that a blank means.
A single cell with empty text ("") counts as blank, as it does in a range.

Cells that say #BUSY! or #NAME? right after a workbook was opened: the add-in hasn't started yet. Open its
pane once; to have it start by itself, switch that on in its settings.
"""
"""Where Office.js, and so Lite and Server, differ from the add-in for Windows."""


def requirements() -> str:
    """The text of requirements.txt: it pins the roi-xl installed here, so that both give the same figures.

    Raises:
        PackageNotFoundError: roi-xl isn't installed but run from a folder.
    """
    xlwings = next(line for line in requires("roi-xl") or () if line.startswith("xlwings"))
    return f"{xlwings}\nroi-xl=={version('roi-xl')}\n"
