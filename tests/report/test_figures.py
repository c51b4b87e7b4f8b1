"""Every number that a report says is a figure of the recalculated workbook, in one precision."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from programmes import EXAMPLES, model

NUMBER = {"en": re.compile(r"\d[\d,]*(?:\.\d+)?"), "sv": re.compile(r"\d[\d\u00a0]*(?:,\d+)?")}
MARKS = {"en": ((",", ""),), "sv": (("\u00a0", ""), (",", "."))}
DAY = re.compile(r"\d{4}-\d\d-\d\d")
ID = re.compile(r"\b[A-Z]\d{1,3}\b")
LEVEL = re.compile(r"^[1-4] ")
AUDIENCES = ("sponsor", "finance", "learning")


def texts(report):
    """Everything that a report says, one text after the other."""
    yield from (report.title, report.about, report.missing)
    for tile in report.tiles:
        yield from (tile.label, tile.shown)
    for section in report.sections:
        yield from (section.title, section.measure, section.more, *section.texts, *section.columns)
        yield from (cell for row in section.rows for cell in row)
        for bar in section.bars:
            yield from (LEVEL.sub("", bar.label), bar.shown)
        yield from (mark.label for mark in section.marks)


def numbers(report):
    """The numbers in a report, without days and IDs, without their signs."""
    for text in texts(report):
        for found in NUMBER[report.language].findall(ID.sub("", DAY.sub("", text))):
            number = found
            for mark, plain in MARKS[report.language]:
                number = number.replace(mark, plain)
            yield Decimal(number.rstrip(".")), text


def rounded(known):
    """A figure as arithmetic rounds it, independent of how the report does."""
    exact = Decimal(f"{known.value:.15g}") * (100 if known.unit in {"percent", "points"} else 1)
    return abs(exact.quantize(Decimal(1).scaleb(-known.decimals), ROUND_HALF_UP))


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", [*(f"{variant} in figures" for variant in EXAMPLES), "bare"])
def test_every_number_is_a_figure_in_its_precision(report, name, audience, language):
    told = report(name, audience, language)
    known = {rounded(figure) for figure in told.figures.values()}
    said = [*numbers(told)]
    assert len(said) > 8
    assert [(str(number), text) for number, text in said if number not in known] == []


@pytest.mark.parametrize("name", [f"{variant}-training" for variant in EXAMPLES])
def test_figures_with_a_cell_are_the_cell_s(report, name):
    book = model(name)
    with_cell = [known for known in report(name, "finance").figures.values() if known.where]
    assert len(with_cell) > 10
    for known in with_cell:
        sheet, _, cell = known.where.rpartition("!")
        column, row = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
        at = int(row), sum((ord(c) - 64) * 26**n for n, c in enumerate(reversed(column)))
        assert book.value((sheet.strip("'"), at)) == pytest.approx(known.value, rel=1e-12, abs=1e-9)


def test_the_published_figures_of_the_sales_example(report):
    shown = {tile.label: tile.shown for tile in report("sales-training").tiles}
    assert shown == {  # README and methodology: 40,320 on 16,000, range as published with the example
        "ROI over the first year": "152.0%",
        "Conservative to optimistic": "57.9% to 232.6%",
        "Net benefit": "USD 24,320",
        "Benefit credited": "USD 40,320",
        "Fully loaded cost": "USD 16,000",
        "Payback": "4.8 months",  # 12 × 16,000 ÷ 40,320
    }


def test_one_figure_has_one_text_everywhere(report):
    for audience in AUDIENCES:
        told = report("sales-training", audience)
        said = " ".join(texts(told))
        assert "152%" not in said
        assert said.count("152.0%") >= 2
