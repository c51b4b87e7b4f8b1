"""Rows of a sheet in every form, values of every type, and places for them."""

from __future__ import annotations

from hypothesis import strategies as st

from roi_xl.errors import CellError
from roi_xl.xlsx import a1

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
LIKE_ESCAPES = st.from_regex(r"(_x[0-9A-Fa-f]{4}_|&amp;|&#38;|\r|\n|\t|_|x){0,8}", fullmatch=True)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.one_of(st.booleans(), NUMBERS, TEXTS, LIKE_ESCAPES, st.sampled_from(CellError))
CELLS = st.tuples(st.integers(1, 6), st.integers(1, 30))


@st.composite
def sheets(draw):
    """Rows of a sheet: cells of every type, with and without formulas, styles and marks."""
    rows = []
    for row in sorted(draw(st.sets(st.integers(1, 6)))):
        cells = [
            draw(_cells(row, column)) for column in sorted(draw(st.sets(st.integers(1, 30), max_size=5)))
        ]
        rows.append(f'<row r="{row}">{"".join(cells)}</row>' if cells else f'<row r="{row}" spans="1:2"/>')
    return "".join(rows)


@st.composite
def _cells(draw, row, column):
    kind, content = draw(
        st.sampled_from([
            ("", "<v>1.5</v>"), ("", ""), ("", "<v/>"), (' t="str"', "<v>a&lt;</v>"), (' t="str"', ""),
            (' t="b"', "<v>1</v>"), (' t="e"', "<v>#N/A</v>"), (' t="inlineStr"', "<is><t>i</t></is>"),
        ])
    )  # fmt: skip
    style = draw(st.sampled_from(["", ' s="3"']))
    mark = draw(st.sampled_from(["", ' cm="1"', ' vm="2"']))
    formulas = ["", "<f>A1&amp;B1</f>", '<f ca="1"/>', f'<f t="array" ref="{a1((row, column))}">C1</f>']
    formula = draw(st.sampled_from(formulas))
    return f'<c r="{a1((row, column))}"{style}{kind}{mark}>{formula}{content}</c>'
