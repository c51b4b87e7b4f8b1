"""Texts and attributes of a part changed in place."""

from __future__ import annotations

from roi_xl.xlsx.xml_edits import with_edits


def nothing(*_):
    return {}


def test_texts_of_elements_without_children_change_alone():
    data = b'<a>\n<b x="1">y &amp; z</b>\n<c/>tail<b>w</b></a>'
    new = with_edits(data, "p", nothing, lambda path, _, old: old.upper() if path else old)
    assert new == b'<a>\n<b x="1">Y &amp; Z</b>\n<c/>tail<b>W</b></a>'


def test_attributes_change_where_they_are_asked_to():
    data = b"<a x='1'><b x='1'  y=\"2\"/></a>"
    new = with_edits(
        data, "p", lambda path, _: {"x": "5"} if path == ("a", "b") else {}, lambda _, __, old: old
    )
    assert new == b'<a x=\'1\'><b x="5"  y="2"/></a>'


def test_a_part_that_stays_is_the_very_same():
    data = b"<a><b>x</b></a>"
    assert with_edits(data, "p", nothing, lambda _, __, old: old) is data
