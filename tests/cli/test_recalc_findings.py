"""`roi-xl recalc`: how findings are shown, and when they make the exit code 1."""

import pytest

pytestmark = pytest.mark.usefixtures("in_one_process")


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_fail_on_is_the_lowest_severity_that_fails(invoke, book, folder, fail_on, code):
    path = book(folder / "r.xlsx", {"A1": "=RAND()"})  # a warning: never current
    assert invoke("recalc", "--fail-on", fail_on, path).exit_code == code


def test_a_kept_value_whose_input_changed_is_an_error(invoke, book, folder):
    path = book(folder / "r.xlsx", {"A1": "=1+1", "A2": "=RAND()+A1"})
    done = invoke("recalc", path)
    assert done.exit_code == 1
    assert "error [volatile] S!A2" in done.stdout


def test_a_headline_that_was_not_evaluated_is_marked(invoke, book, folder):
    done = invoke("recalc", book(folder / "r.xlsx", {"A1": "=TRAINING_ROI(RAND(),1)"}))
    assert "S!A1 (not evaluated: as the file has it)" in done.stdout


def test_findings_beyond_a_dozen_are_counted(invoke, book, folder):
    cells = {f"A{row}": f"=FOREIGN_{row}()" for row in range(1, 17)}
    assert (
        "… and 4 more findings (--json lists all)" in invoke("recalc", book(folder / "r.xlsx", cells)).stdout
    )


def test_many_workbooks_get_their_errors_but_not_their_warnings(invoke, book, folder):
    cells = {f"A{row}": f"=B{row}+FOREIGN_{row}()" for row in range(1, 6)}
    cells |= {f"B{row}": "=1+1" for row in range(1, 6)} | {"C1": "=NOW()"}
    one, other = book(folder / "a.xlsx", cells), book(folder / "b.xlsx", {"A1": "=NOW()"})
    lines = invoke("recalc", one, other).stdout.splitlines()
    assert lines[0] == f"{one}: out of date in 5 cells (S!B1, S!B2, S!B3, …), 6 of 11 formulas not evaluated"
    assert [line[:9] for line in lines[1:4]] == ["  error ["] * 3
    assert lines[4:6] == [
        "  … and 2 more errors (--json lists all)",
        f"{other}: nothing evaluated: 1 formula",
    ]


def test_a_current_workbook_says_what_was_not_evaluated(invoke, book, folder):
    path = book(folder / "r.xlsx", {"A1": "=RAND()", "A2": "=1+1"})
    invoke("recalc", "--in-place", path)
    done = invoke("recalc", path)
    assert done.stdout.startswith(f"{path}: current as far as evaluated, 1 of 2 formulas not evaluated")
    nothing = book(folder / "n.xlsx", {"A1": "=RAND()"})
    assert invoke("recalc", path, nothing).stdout.splitlines()[-1] == (
        "2 workbooks: 2 current, 1 has no formula evaluated"
    )
    assert invoke("recalc", nothing).stdout.startswith(f"{nothing}: nothing evaluated: 1 formula\n")


@pytest.mark.parametrize(
    ("fail_on", "code"), [("error", 0), ("never", 0), ("warning", 1), ("unevaluated", 1)]
)
def test_a_formula_that_is_not_evaluated_may_be_made_to_count(invoke, book, folder, fail_on, code):
    path = book(folder / "r.xlsx", {"A1": "=RAND()"})
    assert invoke("recalc", "--check", "--fail-on", fail_on, path).exit_code == code
    complete = book(folder / "c.xlsx", {"A1": "=1+1"})
    invoke("recalc", "--in-place", complete)
    assert invoke("recalc", "--check", "--fail-on", fail_on, complete).exit_code == 0


def test_a_text_from_a_workbook_gives_the_terminal_no_orders(invoke, book, folder):
    path = book(folder / "t.xlsx", {"A1": '=UNICHAR(27)&"[2J"&UNICHAR(10)&"x"'})
    done = invoke("recalc", path)
    assert 'S!A1: 999 → "\\x1b[2J\\nx"' in done.stdout
