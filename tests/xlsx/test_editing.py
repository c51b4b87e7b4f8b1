"""A package and a workbook edited in memory: nothing is packed before it is written."""

from __future__ import annotations

import pytest

from roi_xl.xlsx import Package, PackageError, read, with_values, without_last_links, written

PART, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SPILL = (
    '<row r="1"><c r="A1"><f t="array" ref="A1:C1">{1,2,3}</f><v>1</v></c>'
    '<c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
)


@pytest.fixture
def package(parts, zipped, sheet_xml):
    """A package with a part that can go."""
    return Package(zipped(parts(sheet_xml(""), **{"docProps/app.xml": "<app/>"})))


def test_what_is_edited_is_read_and_the_package_it_came_from_stays(package):
    new = package.edited({PART: b"<new/>"})
    assert (new.read(PART), new.read(f"/{PART.upper()}")) == (b"<new/>", b"<new/>")
    assert package.read(PART) != b"<new/>"
    assert (new.is_edited, new.is_new(PART), new.is_new(BOOK)) == (True, True, False)
    assert not package.is_edited


def test_a_later_edit_counts_and_the_earlier_ones_stay(package):
    new = package.edited({PART: b"<new/>", BOOK: b"<w/>"}).edited({PART: b"<newer/>"})
    assert (new.read(PART), new.read(BOOK)) == (b"<newer/>", b"<w/>")


def test_an_edited_package_no_longer_holds_the_sheets_that_were_read(parts, zipped, sheet_xml):
    """Who asks what the package holds, such as the jury, then reads it again."""
    book = read(Package(zipped(parts(sheet_xml('<row r="1"><c r="A1"><v>1</v></c></row>')))))
    (sheet,) = book.sheets
    assert book.stored == (sheet,)
    edited = book.edited(
        {sheet.part: book.package.read(sheet.part).replace(b"<v>1<", b"<v>2<")}, sheets=[sheet]
    )
    assert edited.stored is None
    assert [each.values for each in read(edited.package).stored] == [{(1, 1): 2.0}]


def test_what_is_dropped_is_gone(package):
    new = package.edited({}, ["docProps/app.xml"])
    assert "docProps/app.xml" not in new
    assert "docProps/app.xml" in package
    assert set(package.names) - set(new.names) == {"docProps/app.xml"}
    with pytest.raises(PackageError) as refusal:
        new.read("docProps/app.xml")
    assert refusal.value.code == "missing-part"
    with pytest.raises(PackageError) as refusal:
        new.edited({"docProps/app.xml": b"<again/>"})
    assert refusal.value.code == "missing-part"


def test_its_data_are_those_of_the_file_until_it_is_edited(package):
    new = package.edited({PART: b"<new/>"}, ["docProps/app.xml"])
    assert package.edited({}).data is package.data
    assert new.data == package.written({PART: b"<new/>"}, ["docProps/app.xml"])
    assert Package(new.data).names == new.names


def test_a_package_is_packed_once_however_often_it_was_edited(package):
    twice = package.edited({PART: b"<new/>"}).edited({BOOK: b"<w/>"}, ["docProps/app.xml"])
    step = Package(package.written({PART: b"<new/>"}))
    assert twice.data == step.written({BOOK: b"<w/>"}, ["docProps/app.xml"])


def test_a_signed_workbook_is_edited_in_memory_and_never_written(book):
    signed = book('<row r="1"><c r="A1"><v>1</v></c></row>', **{"_xmlsignatures/sig1.xml": "<a/>"})
    new = with_values(signed, {"S": {(1, 1): 2.0}})
    assert new.sheets[0].values == {(1, 1): 2.0}
    with pytest.raises(PackageError) as refusal:
        written(new)
    assert refusal.value.code == "signed"
    assert written(signed) is signed.package.data


def test_a_sheet_that_an_edit_has_broken_is_never_written(book):
    with pytest.raises(PackageError) as refusal:
        written(book("").edited({PART: b"<other/>"}))
    assert refusal.value.code == "broken-sheet"


def test_without_anything_to_replace_the_workbook_is_the_same(book):
    found = book("")
    assert found.edited({}) is found


def test_a_spill_that_grows_or_shrinks_has_its_members_in_memory_too(book):
    found = book(SPILL)
    longer = with_values(found, {"S": {(1, 4): 4.0}}, {"S": {(1, 1): (1, 1, 1, 4)}})
    assert longer.sheets[0].members == {(1, 2): (1, 1), (1, 3): (1, 1), (1, 4): (1, 1)}
    shorter = with_values(found, {"S": {(1, 3): None}}, {"S": {(1, 1): (1, 1, 1, 2)}})
    assert shorter.sheets[0].members == {(1, 2): (1, 1)}
    assert [read(Package(written(each))).sheets for each in (longer, shorter)] == [
        longer.sheets,
        shorter.sheets,
    ]


def test_a_date_that_is_written_over_is_none_any_more(book):
    found = book(
        '<row r="1"><c r="A1" t="d"><v>1900-01-05</v></c><c r="B1" t="d"><v>1900-01-05</v></c></row>'
    )
    new = with_values(found, {"S": {(1, 1): 3.0}})
    assert (found.sheets[0].undated, new.sheets[0].undated) == ({(1, 1), (1, 2)}, {(1, 2)})
    assert read(Package(written(new))).sheets == new.sheets


def test_links_that_went_are_gone_in_memory_too(book):
    part = "xl/externalLinks/externalLink1.xml"
    link = f'<externalLink xmlns="{MAIN}" xmlns:r="{OFFICE}"><externalBook r:id="rId1"/></externalLink>'
    path = f'Type="{OFFICE}/externalLinkPath" Target="o.xlsx" TargetMode="External"'
    found = book(
        workbook='<externalReferences><externalReference r:id="rId9"/></externalReferences>',
        relationships=f'<Relationship Id="rId9" Type="{OFFICE}/externalLink" Target="/{part}"/>',
        **{
            part: link,
            "xl/externalLinks/_rels/externalLink1.xml.rels": (
                f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" {path}/></Relationships>'
            ),
        },
    )
    assert found.links == {1: "o.xlsx"}
    new, gone = without_last_links(found, [1])
    assert (gone, new.links, read(Package(written(new))).links) == ({1}, {}, {})
    assert without_last_links(found, []) == (found, frozenset())
