"""Explains a figure of a workbook: what it is made of, down to the typed inputs, and what it hangs on."""

from roi_xl.explain.explanation import Explanation as Explanation
from roi_xl.explain.explanation import Node as Node
from roi_xl.explain.explanation import Origin as Origin
from roi_xl.explain.figure import NOT_A_PART as NOT_A_PART
from roi_xl.explain.figure import explained as explained
