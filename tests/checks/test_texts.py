"""Rules about what people write: another ROI, another currency; and texts that only look like it."""

from dataclasses import replace

import pytest

from roi_xl.checks import TEXT_RULES
from roi_xl.layout import study_from
from roi_xl.shipped_workbooks import EDITIONS
from roi_xl.study import Assumption, Cost, Inputs, Objective, Study
from roi_xl.xlsx import Package, read

RULES = {rule.code: rule for rule in TEXT_RULES}


def met(code, text, roi=1.52):
    study = Study(Inputs(currency="SEK"), assumptions=(Assumption(id="A1", assumption=text),))
    return [said.text for said in RULES[code].broken(study, roi)]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("R601", "ROI was 252 %"),
        ("R601", "The pilot had a 463% ROI"),
        ("R601", "ROI är 152,0 %; avkastningen blev 12,5 procent året före"),
        ("R601", "ROI came to -152 %"),
        ("R601", "ROI was 1,520 %"),
        ("R602", "Invoice, EUR 4,000"),
        ("R602", "Hotellet kostade €400"),
        ("R602", "12 000 NOK i resor"),
    ],
)
def test_what_breaks_a_rule_is_met(code, text):
    assert met(code, text) == [text]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("R601", "ROI was 152 %"),
        ("R601", "ROI was 152.0%, rounded"),
        ("R601", "ROI är 152,4 %"),
        ("R601", "An ROI of at least 100 % was agreed"),
        ("R601", "If only half is due, ROI is 26 %"),
        ("R601", "60 % of the effect counts"),
        ("R602", "Invoice, SEK 46,000"),
        ("R602", "Invoice, EUR 4,000, at 11.50: SEK 46,000"),
        ("R602", "EUROPA and USDA are no currencies"),
    ],
)
def test_what_only_looks_like_it_is_not(code, text):
    assert met(code, text) == []


def test_without_an_roi_no_text_contradicts_it():
    assert met("R601", "ROI was 252 %", roi=None) == []


def test_what_was_wanted_or_would_be_is_no_statement():
    study = Study(
        objectives=(Objective(objective="ROI 200 %", target="ROI 200 %"),),
        assumptions=(Assumption(if_wrong="ROI 12 %"),),
    )
    assert list(RULES["R601"].broken(study, 1.52)) == []


def test_the_place_is_told():
    study = Study(Inputs(currency="SEK"), costs=(Cost(source="x"), Cost(source="USD 5")))
    (said,) = RULES["R602"].broken(study, None)
    assert (said.table, said.column, said.row) == ("costs", "source", 1)
    assert list(RULES["R602"].broken(replace(study, inputs=Inputs()), None)) == []


@pytest.mark.parametrize("edition", EDITIONS, ids=lambda edition: edition.filename)
def test_nothing_of_it_is_in_what_we_ship(root, edition):
    study, _ = study_from(read(Package((root / "workbooks" / edition.filename).read_bytes())))
    for roi in (1.52, -0.1, 0.945):
        assert [said for rule in TEXT_RULES for said in rule.broken(study, roi)] == []
