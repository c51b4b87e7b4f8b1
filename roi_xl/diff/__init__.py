"""Compares two workbooks: what was typed, formulas, structure, results, and how one ROI became the other."""

from roi_xl.diff.compared import IN_NEW as IN_NEW
from roi_xl.diff.compared import compared as compared
from roi_xl.diff.compared import difference as difference
from roi_xl.diff.difference import Bridge as Bridge
from roi_xl.diff.difference import Change as Change
from roi_xl.diff.difference import Difference as Difference
from roi_xl.diff.difference import Step as Step
