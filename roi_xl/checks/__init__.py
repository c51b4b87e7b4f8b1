"""The finance rules that a study must satisfy; the sheet Checks and all other readers use this one list.

A new check is one record at the end of `integrity.py` or `advice.py`, and its words in each language.
"""

from roi_xl.checks.advice import ADVICE as ADVICE
from roi_xl.checks.check import TYPED as TYPED
from roi_xl.checks.check import Check as Check
from roi_xl.checks.integrity import BLOCKS as BLOCKS
from roi_xl.checks.integrity import INTEGRITY as INTEGRITY
