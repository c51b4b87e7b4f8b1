"""Functions of single values, applied to every cell of a range in the primary engine."""

import threading

import pytest

from roi_xl.engine.formualizer import adapter, each_cell

NA, DIVISION = {"type": "Error", "kind": "Na"}, {"type": "Error", "kind": "Div"}
VALUES = [None, 0.0, -1.5, 7, True, False, "", "7", NA, DIVISION]
# Microsoft, "IS functions": the values of which each is true.
OF_TYPE = {
    "ISBLANK": [None],
    "ISERR": [DIVISION],
    "ISERROR": [NA, DIVISION],
    "ISLOGICAL": [True, False],
    "ISNA": [NA],
    "ISNONTEXT": [None, 0.0, -1.5, 7, True, False, NA, DIVISION],
    "ISNUMBER": [0.0, -1.5, 7],
    "ISTEXT": ["", "7"],
}


@pytest.mark.parametrize("name", OF_TYPE)
def test_a_question_for_the_type_of_each_value(name):
    expected = [
        any(value is one or (value, type(value)) == (one, type(one)) for one in OF_TYPE[name])
        for value in VALUES
    ]
    assert each_cell.each(name, [VALUES]) == [expected]
    assert [each_cell.each(name, value) for value in VALUES] == expected


@pytest.mark.parametrize("name", OF_TYPE)
def test_the_engine_answers_it_alike_for_a_single_value(name, sheet, evaluated):
    cells = {
        "A2": 0,
        "A3": -1.5,
        "A4": 7,
        "A5": True,
        "A6": False,
        "A7": '=""',
        "A8": "'7",
        "A9": "=NA()",
        "A10": "=1/0",
    }
    ones = {f"B{row}": f"={name}(A{row})" for row in range(1, 11)}
    counts = {"C1": f"=SUMPRODUCT({name}(A1:A10)*1)"}
    values, _, _ = evaluated(sheet(cells | ones | counts))
    assert values["C1"] == sum(values[one] for one in ones) == len(OF_TYPE[name])


def test_no_call_starts_inside_another(sheet, evaluated, monkeypatch):
    """A thread that waits for our answer takes no other formula: thousands of nested calls end a process."""
    running, deepest = threading.local(), []

    def counted(*arguments):
        running.calls = getattr(running, "calls", 0) + 1
        deepest.append(running.calls)
        try:
            return each_cell.each(*arguments)
        finally:
            running.calls -= 1

    monkeypatch.setattr(adapter, "each", counted)
    cells = {f"A{row}": f"text {row}" for row in range(1, 301)}
    lengths = {f"B{row}": f"=SUMPRODUCT(LEN(A{row}:A{row + 20}))" for row in range(1, 280)}
    values, _, _ = evaluated(sheet(cells | lengths))
    assert values["B1"] == 9 * 6 + 12 * 7
    assert len(deepest) >= 279
    assert max(deepest) == 1


@pytest.mark.parametrize(
    ("arguments", "others", "answers"),
    [
        (([[1, 2]],), ([[True, 2]],), (["1", "2"], ["TRUE", "2"])),
        (([["1", 2]],), ([[1, 2]],), (["1", "2"], ["1", "2"])),
        (([["a", "b"]],), ([["a", "B"]],), (["A", "B"], ["A", "B"])),
    ],
)
def test_a_kept_answer_is_given_to_equal_calls_alone(arguments, others, answers):
    for _ in range(2):
        assert [each_cell.each("UPPER", *given)[0] for given in (arguments, others)] == [*answers]


@pytest.mark.parametrize("name", ["DATEVALUE", "TIMEVALUE", "VALUE", "MONTH", "ABS"])
def test_no_answer_depends_on_the_day_on_which_it_is_given(name):
    """Excel reads "1-May" as a day of this year; this engine refuses it, so that answers can be kept."""
    texts = [["1-May"], ["May 1"], ["5/1"], ["1 May"]]
    assert {row[0]["kind"] for row in each_cell.each(name, texts)} == {"Value"}
