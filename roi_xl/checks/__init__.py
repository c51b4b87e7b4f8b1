"""The finance rules that a study must satisfy; the sheet Checks and all other readers use this one list.

A new check is one record in `integrity.py`, `slips.py` or `advice.py`, and its words in each
language.
"""

from collections.abc import Container, Iterable
from dataclasses import replace

from roi_xl.checks import advice, on_one_page
from roi_xl.checks.advice_on_results import ADVICE_ON_RESULTS
from roi_xl.checks.check import TEXT_NUMBERS as TEXT_NUMBERS
from roi_xl.checks.check import Check as Check
from roi_xl.checks.check import Figure as Figure
from roi_xl.checks.check import Place as Place
from roi_xl.checks.check import Rows as Rows
from roi_xl.checks.integrity import SOUNDNESS
from roi_xl.checks.measured import BLOCKS as BLOCKS
from roi_xl.checks.measured import MEASURED
from roi_xl.checks.savings import ADVICE_OF_SAVINGS, INTEGRITY_OF_SAVINGS
from roi_xl.checks.slips import SLIPS
from roi_xl.checks.texts import TEXT_RULES as TEXT_RULES
from roi_xl.checks.witnesses import WITHOUT_WITNESS_ON_ONE_PAGE, WITNESSES


def _in_order(checks: Iterable[Check], without: Container[str] = ()) -> tuple[Check, ...]:
    """Checks by their codes, each with its second witness if it has one.

    Args:
        checks: The checks.
        without: The codes of those that have none here.
    """
    known = {code: witness for code, witness in WITNESSES.items() if code not in without}
    found = (replace(check, function=known.get(check.code)) for check in checks)
    return tuple(sorted(found, key=lambda check: check.code))


INTEGRITY = _in_order((*SOUNDNESS, *MEASURED, *SLIPS, *INTEGRITY_OF_SAVINGS))
"""Every check that must hold before the figures are used, in the order of their codes."""

ADVICE = _in_order((*advice.ADVICE, *ADVICE_ON_RESULTS, *ADVICE_OF_SAVINGS))
"""What deserves a look, in the order of their codes."""

INTEGRITY_ON_ONE_PAGE = _in_order(on_one_page.INTEGRITY_ON_ONE_PAGE, WITHOUT_WITNESS_ON_ONE_PAGE)
"""What must hold before the figures of the workbook with one page are used."""

ADVICE_ON_ONE_PAGE = _in_order(on_one_page.ADVICE_ON_ONE_PAGE, WITHOUT_WITNESS_ON_ONE_PAGE)
"""What deserves a look in it."""
