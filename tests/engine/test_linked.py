"""Values of other workbooks, as Excel keeps them in xl/externalLinks."""

import io
import zipfile

import pytest
import xlsxwriter

from roi_xl.errors import CellError, Level
from roi_xl.xlsx import Package, read

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KEPT = """
<sheetNames><sheetName val="Sheet1"/><sheetName val="Über uns"/><sheetName val="Gone"/></sheetNames>
<definedNames><definedName name="Total" refersTo="='Sheet1'!$A$3"/>
<definedName name="Own" refersTo="='Sheet1'!$A$2" sheetId="0"/>
<definedName name="Lost" refersTo="#REF!"/></definedNames>
<sheetDataSet><sheetData sheetId="0">
<row r="1"><cell r="A1"><v>2</v></cell><cell r="B1" t="str"><v>Andy</v></cell></row>
<row r="2"><cell r="A2"><v>3.5</v></cell><cell r="B2" t="b"><v>1</v></cell></row>
<row r="3"><cell r="A3"><v>20</v></cell><cell r="B3" t="e"><v>#N/A</v></cell></row></sheetData>
<sheetData sheetId="1"><row r="7"><cell r="C7"><v>7</v></cell></row></sheetData>
<sheetData sheetId="2" refreshError="1"><row r="1"><cell r="A1"><v>1</v></cell></row></sheetData>
</sheetDataSet>
"""


@pytest.fixture
def linking():
    """A workbook with one formula that reads another, of which something is kept."""

    def make(formula, kept=KEPT, names=()):
        buffer = io.BytesIO()
        with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
            page = book.add_worksheet("S")
            page.write("A1", 5)
            page.write_formula("H1", formula, None, -1)
            page.write_formula("H2", "=H1&A1", None, -1)
            for name, text in names:
                book.define_name(name, text)
        with zipfile.ZipFile(buffer) as package:
            parts = {name: package.read(name).decode() for name in package.namelist()}
        parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(
            "</sheets>", '</sheets><externalReferences><externalReference r:id="rId99"/></externalReferences>'
        )
        link = f'Id="rId99" Type="{_OFFICE}/externalLink" Target="externalLinks/externalLink1.xml"'
        relations = "xl/_rels/workbook.xml.rels"
        parts[relations] = parts[relations].replace("</Rel", f"<Relationship {link}/></Rel", 1)
        parts["xl/externalLinks/externalLink1.xml"] = (
            f'<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1">'
            f"{kept}</externalBook></externalLink>"
        )
        target = f'Id="rId1" Type="{_OFFICE}/externalLinkPath" Target="budget.xlsx" TargetMode="External"'
        parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = (
            f'<Relationships xmlns="{_RELATIONS}"><Relationship {target}/></Relationships>'
        )
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as package:
            for name, text in parts.items():
                package.writestr(name, text)
        return read(Package(out.getvalue()))

    return make


@pytest.mark.parametrize(
    ("formula", "kept"),
    [
        ("=[1]Sheet1!A1", 2.0),
        ("=[1]Sheet1!$B$1", "Andy"),
        ("=[1]Sheet1!B2", True),
        ("=[1]Sheet1!B3", CellError.NA),
        ("='[1]Über uns'!C7*A1", 35.0),
        ("=SUM([1]Sheet1!A1:A9)", 25.5),
        ("=VLOOKUP(3.5,[1]Sheet1!$A$1:$B$3,2,FALSE)", True),
        ("=INDEX([1]Sheet1!A:A,2)", 3.5),
        ("=[1]!Total+1", 21.0),
        ("=[1]Sheet1!Own", 3.5),
    ],
)
def test_what_is_kept_of_another_workbook_is_used_and_told(linking, evaluated, formula, kept):
    values, findings, _ = evaluated(linking(formula))
    assert (values["H1"], "H2" in values) == (kept, True)
    assert [*findings] == ["linked-values"]
    note = findings["linked-values"]
    assert (note.level, note.where) == (Level.INFO, "S!H1")
    assert "budget.xlsx" in note.detail


@pytest.mark.parametrize(
    "formula",
    [
        "=[1]Sheet1!A4",  # blank there, or never asked for
        "=SUM([1]Sheet1!D1:D9)",
        "=[1]Gone!A1",  # the last refresh failed
        "=[1]Nowhere!A1",
        "=[2]Sheet1!A1",
        "=[1]!Lost",
        "=[1]!Missing",
        "=SUMIF([1]Sheet1!A1:A3,2)",  # #VALUE! in Excel while the other is closed
        "=COUNTIFS([1]Sheet1!A1:A3,2)",
        "=SUM(OFFSET([1]Sheet1!A1,1,0))",
    ],
)
def test_what_is_not_kept_or_needs_the_other_open_keeps_its_value(linking, evaluated, formula):
    values, findings, _ = evaluated(linking(formula, names=[("Missing", "=S!$A$1")]))
    assert "H1" not in values
    assert "external-link" in findings


def test_a_kept_value_that_is_broken_costs_no_more_than_that_link(linking, evaluated):
    values, findings, _ = evaluated(linking("=[1]Sheet1!A1", kept=KEPT.replace("<v>7<", "<v>x<")))
    assert ("H1" in values, "external-link" in findings) == (False, True)
