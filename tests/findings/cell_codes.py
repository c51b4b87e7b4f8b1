"""A small workbook for each code about a formula; `roi-xl recalc` meets it there."""

from __future__ import annotations

import io

import xlsxwriter
from small_workbooks import STALE, book, linked

_KEPT = (
    '<sheetNames><sheetName val="Sheet1"/></sheetNames><sheetDataSet><sheetData sheetId="0">'
    '<row r="1"><cell r="A1"><v>2</v></cell></row></sheetData></sheetDataSet>'
)
_LINK = linked("budget.xlsx", _KEPT)
_MACROS = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"
_COLUMN = {"A1": 1, "A2": 2, "A3": 3}


def _spilled(area, formula, in_the_way=None):
    """A workbook with a formula that spills, which takes more parts than one writes by hand."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as made:
        sheet = made.add_worksheet("S")
        sheet.write_column("A1", [1, 2, 3])
        if in_the_way:
            sheet.write(in_the_way, "in the way")
        sheet.write_dynamic_array_formula(area, formula, None, STALE)
    return buffer.getvalue()


CELLS = {
    "3d-reference": book({"A1": "=COUNTIF(S:T!B1,1)"}),
    "area-too-large": book({"A1": "=SUM(T!B:XFD)+SUM(S!B:XFD)", "XFD1048576": 1}),
    "array-constant": book({"A1": "=ABS({-1,-2})"}),
    "array-flag": book(_COLUMN | {"B1": "=SUMPRODUCT(IF(A1:A3>1,A1:A3,0))"}),
    "calc-error": _spilled("C1:C1", "=_xlfn._xlws.FILTER(A1:A3,A1:A3>9)"),
    "circular": book({"A1": "=A1+1"}),
    "contradicted": book({"A2": "x", "A1": "=VALUE(A2)"}),
    "criteria-1904": book(
        {"A1": 40000, "B1": '=COUNTIF(A1,">2010-01-01")'}, workbook='<workbookPr date1904="1"/>'
    ),
    "criteria-error": book({"A1": "=NA()", "A2": 1, "A3": "=COUNTIF(A1:A2,A1)"}),
    "criteria-noise": book({"A1": "=0.1+0.2", "A2": "=COUNTIF(A1,0.3)"}),
    "cut-off-call": book({"A1": "=TRAINING_ROI (2,1)"}),
    "data-table": book({"B2": '<f t="dataTable" ref="B2:B2" dt2D="0" dtr="0" r1="A1"/><v>1</v>', "A1": 1}),
    "depends-on-kept": book({"A1": "=RAND()", "A2": "=A1*2"}),
    "engines-disagree": book({"A1": '=TEXT(12,"00-00-00-00")'}),
    "error-order": book({"A1": "=1/0", "A2": "=SUM(A1,#N/A)"}),
    "external-link": book({"A1": "=[1]Sheet1!B7"}, **_LINK),
    "hidden-rows": book(
        {},
        rows='<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>2</v></c></row>'
        '<row r="5"><c r="A5"><f>AGGREGATE(9,5,A1:A2)</f><v>9</v></c></row>',
    ),
    "implicit-intersection": book(_COLUMN | {"B9": "=ABS(A1:A3)"}),
    "index-error": book({"A1": 3, "B1": 2, "C1": 1, "A2": 1, "D1": "=INDEX(ROI_RANGE(A1:C1,A2),1,2)"}),
    "lambda": book({"A1": "=_xlpm.f(1)"}),
    "language": book({"A1": 45000, "A2": '=TEXT(A1,"jjjj")'}),
    "linked-values": book({"A1": "=[1]Sheet1!A1"}, **_LINK),
    "missing-prefix": book(_COLUMN | {"B1": "=XLOOKUP(2,A1:A3,A1:A3)"}),
    "missing-sheet": book({"A1": "=Nowhere!A1"}),
    "missing-table": book({"A1": "=SUM(costs[amount])"}),
    "model-checks": book({"A1": 2}, names=[("out_checks", "S!$A$1")]),
    "near-zero": book({"A1": 1.000000000000002, "B1": 1, "C1": "=A1-B1"}),
    "nested-subtotals": book({"A1": 1, "A2": 2, "A3": "=SUBTOTAL(9,A1:A2)*2", "B1": "=SUBTOTAL(9,A1:A3)"}),
    "odd-date": book({"A1": '<c r="A1" t="d"><v>1900-02-28T10:00:00Z</v></c>', "B1": "=YEAR(A1)"}),
    "odd-text": book({"A1": "_x0007_", "B1": "=LEN(A1)"}),
    "on-the-brink": book({"A1": 4.35, "A2": 100, "B1": "=INT(A1*A2)"}),
    "own-macro": book(
        {"A1": "=NET_BENEFIT(20,2)"},
        relations=f'<Relationship Id="rId9" Type="{_MACROS}" Target="vbaProject.bin"/>',
        **{"xl/vbaProject.bin": b"x"},
    ),
    "precision-as-displayed": book({"A1": "=1+1"}, workbook='<calcPr fullPrecision="0"/>'),
    "relative-name": book(_COLUMN | {"B2": "=nested"}, names=[("one", "S!B1"), ("nested", "one+1")]),
    "separator": book(_COLUMN | {"B1": "=SUM(A1;A2)"}),
    "shared-formula": book(
        {
            "A1": 1,
            "B1": '<f t="shared" ref="B1:B2" si="0">A1+1</f><v>9</v>',
            "B2": '<f t="shared" ref="B2" si="0">A1*7</f><v>9</v>',
        }
    ),
    "signed": book({"A1": "=1+1"}, **{"_xmlsignatures/sig1.xml": "<s/>"}),
    "spill-blocked": _spilled("C1:C1", "=HOUR_VALUE(A1:A3)", in_the_way="C2"),
    "spill-reference": book({"A1": "=SUM(B1#)"}),
    "spill-size": _spilled("C1:C2", "=_xlfn.SEQUENCE(A3)"),
    "too-deep": book({"A1": "=" + "ABS(" * 65 + "1" + ")" * 65}),
    "too-long": book({"A1": "=1" + "+1" * 5000}),
    "transition-evaluation": book({"A1": "=1+1"}, properties='<sheetPr transitionEvaluation="1"/>'),
    "unknown-function": book({"A1": '=_xll.BDP("IBM","PX_LAST")'}),
    "unknown-name": book({"A1": "=margin*2"}),
    "unsupported-function": book({"A1": '=CELL("filename",B1)'}),
    "unsure-error": book(_COLUMN | {"C1": "=LOOKUP(0,A1:A3)"}),
    "volatile": book({"A1": "=RAND()"}),
    "whole-column": book({"A1": 0.1, "B1": 0.4, "E9": "=LEARNING_GAIN(A:A,B:B)"}),
}
"""By code."""
