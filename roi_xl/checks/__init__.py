"""The finance rules that a study must satisfy; the sheet Checks and all other readers use this one list.

A new check is one record in `integrity.py`, `slips.py` or `advice.py`, and its words in each
language.
"""

from roi_xl.checks.advice import ADVICE as ADVICE
from roi_xl.checks.check import TYPED as TYPED
from roi_xl.checks.check import Check as Check
from roi_xl.checks.check import Figure as Figure
from roi_xl.checks.check import Place as Place
from roi_xl.checks.check import Rows as Rows
from roi_xl.checks.integrity import SOUNDNESS
from roi_xl.checks.measured import BLOCKS as BLOCKS
from roi_xl.checks.measured import MEASURED
from roi_xl.checks.on_one_page import ADVICE_ON_ONE_PAGE as ADVICE_ON_ONE_PAGE
from roi_xl.checks.on_one_page import INTEGRITY_ON_ONE_PAGE as INTEGRITY_ON_ONE_PAGE
from roi_xl.checks.slips import SLIPS

INTEGRITY = tuple(sorted((*SOUNDNESS, *MEASURED, *SLIPS), key=lambda check: check.code))
"""Every check that must hold before the figures are used, in the order of their codes."""
