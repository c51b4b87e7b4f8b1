"""Rules about any model, each with a publication that describes its mistake.

They look at formulas and values as they are stored, not at what a workbook is about. So they are advice,
except for errors and circles: whether a difference is a mistake, only its author knows.
"""

from __future__ import annotations

from typing import Final

from roi_xl.audit.connections import circles, hidden_sheets, other_workbooks
from roi_xl.audit.formulas_and_values import (
    errors,
    numbers_in_formulas,
    odd_ones,
    short_ranges,
    texts_for_numbers,
    typed_over,
)
from roi_xl.audit.rule import Rule
from roi_xl.errors import Level

_SURVEY: Final = (
    "Powell, Baker and Lawson, Impact of errors in operational spreadsheets, Decision Support Systems (2009)"
)

RULES: Final = (
    Rule(
        "M101",
        "Numbers that formulas read are stored as numbers",
        Level.WARNING,
        "a sum leaves out a number that is stored as text, while A1+A2 counts it: both look right",
        "type it as a number",
        "analyse-it.com, Spot the difference: numbers stored as text (27 November 2008): a SUM that leaves "
        "out a 57 that looks like every other",
        "A1 holds the text '1 200', B1 holds =SUM(A1:A2)",
        "A1 holds the number 1200",
        texts_for_numbers,
    ),
    Rule(
        "M102",
        "No number is typed over a formula of its row or column",
        Level.WARNING,
        "the number stays as it is when everything around it is computed again",
        "copy the formula of a neighbour, or set the number apart and say why",
        _SURVEY,
        "B1 to B3 and B5 to B7 hold =A1*2 and so on, B4 holds 8",
        "B4 holds =A4*2",
        typed_over,
    ),
    Rule(
        "M103",
        "Formulas of a row or column are alike",
        Level.WARNING,
        "a formula that was changed in one place, or copied from another row, gives a figure of its own",
        "copy the formula of a neighbour, or say beside it why it differs",
        "Report of JPMorgan Chase & Co. Management Task Force Regarding 2012 CIO Losses (16 January 2013): a "
        "formula divided by a sum in place of an average and halved the risk that was reported",
        "B1 to B3 and B5 to B7 hold =A1*2 and so on, B4 holds =A5*2",
        "B4 holds =A4*2",
        odd_ones,
    ),
    Rule(
        "M104",
        "A total takes in all numbers above it",
        Level.WARNING,
        "rows that were added below the last one of a range are left out",
        "extend the range to the last number",
        "Herndon, Ash and Pollin, Does high public debt consistently stifle economic growth?, Cambridge "
        "Journal of Economics 38 (2014): an average of rows 30 to 44 left out five countries, rows 45 to 49",
        "A1 to A4 hold numbers, A6 holds =SUM(A1:A3)",
        "A6 holds =SUM(A1:A4)",
        short_ranges,
    ),
    Rule(
        "M105",
        "Assumptions stand in cells, not in formulas",
        Level.WARNING,
        "nobody sees the number, and where it stands in several formulas one of them keeps the old one",
        "give the number a cell with its name and source, and refer to it",
        "Blayney, An investigation of the incidence and effect of spreadsheet errors caused by the hard "
        "coding of input data values into formulas, European Spreadsheet Risks Interest Group (2006)",
        "B1 holds =A1*0.25",
        "A2 holds 0.25 beside the word Margin, B1 holds =A1*A2",
        numbers_in_formulas,
    ),
    Rule(
        "M106",
        "No cell shows an error",
        Level.ERROR,
        "all that reads the cell is an error, too, or was made to hide it",
        "fix the formula or what it reads",
        _SURVEY,
        "A1 holds =1/B1, B1 is blank",
        'A1 holds =IF(B1=0,"",1/B1)',
        errors,
    ),
    Rule(
        "M107",
        "No formula reads its own result",
        Level.ERROR,
        "Excel shows 0 or the last value, or goes round until it stops: the figure depends on where it began",
        "compute from what is known before, such as the opening balance in place of the closing one",
        "Culley, Let's talk about circularity (camillaculley.com, June 2023): totals within their own range, "
        "and interest on a balance that depends on that interest",
        "A4 holds =SUM(A1:A4)",
        "A4 holds =SUM(A1:A3)",
        circles,
    ),
    Rule(
        "M108",
        "What other workbooks say is in the workbook, with its date",
        Level.WARNING,
        "the value is a copy: it is old when the other workbook has changed, and gone when that has moved",
        "write the value into a cell of its own with source and date, or check the other workbook and say so",
        "Report of JPMorgan Chase & Co. Management Task Force Regarding 2012 CIO Losses (16 January 2013): a "
        "model of several spreadsheets, with values carried by hand from one to the next",
        "A1 holds =[Prices.xlsx]Sheet1!B7*2",
        "A2 holds the price beside its source and date, A1 holds =A2*2",
        other_workbooks,
    ),
    Rule(
        "M109",
        "What is shown doesn't rest on hidden sheets",
        Level.WARNING,
        "readers can't check what they don't see, and nobody updates it",
        "show the sheet, or say on a sheet that is shown what it holds and who looks after it",
        "Stokdyk, Hidden spreadsheet rows hit Barclays with toxic Lehman contracts (AccountingWEB, 5 "
        "November 2008): 179 contracts stood in rows of which the person who converted the file didn't know",
        "the sheet Results holds =Rates!B2*A1, and Rates is hidden",
        "Rates is shown",
        hidden_sheets,
    ),
)
"""The rules, in the order of their codes."""
