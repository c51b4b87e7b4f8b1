"""The kinds of lines and columns of which the sheets are declared, and the limits of typed values."""

from __future__ import annotations

from roi_xl.template import names
from roi_xl.template.declaration import TEXTUAL, Column, Line, Role, Rule

AMOUNT = Rule("decimal", 0, 1e12)
ANY = Rule("decimal", -1e12, 1e12)
SHARE = Rule("decimal", 0, 1)
FACTOR = Rule("decimal", 0, 10)
COUNT = Rule("integer", 0, 1_000_000)
MONTHS = Rule("decimal", 0, 12)
DAYS = Rule("integer", 0, 1_000)
DATE = Rule("date", "2000-01-01", "2100-12-31")


def typed(name: str, format_: str = "text", rule: Rule | None = None) -> Line:
    """A line that is filled in."""
    return Line(name, format_, role=Role.INPUT, rule=rule)


def key() -> Column:
    """The column with the ID of a benefit, by which the rows of several tables belong together."""
    return Column(names.KEY, prefix="B")


def looked_up(column: str, format_: str = "text") -> Column:
    """A column that shows what Benefits says about the row's ID: its text, or the sum of its numbers."""
    formula = (
        f'=IFERROR(INDEX({{benefits.{column}}},MATCH({{id}},{{benefits.id}},0)),"")&""'
        if format_ in TEXTUAL
        else f"=SUMIFS({{benefits.{column}}},{{benefits.id}},{{id}})"
    )
    return Column(column, format_, formula, role=Role.LINK)


def calculated(column: str, format_: str, formula: str = "", *, total: bool = False) -> Column:
    """A column of formulas."""
    return Column(column, format_, formula, role=Role.CALCULATION, total=total)


def words(column: str) -> Column:
    """A column whose texts come from the language."""
    return Column(column, role=Role.WORDS)


def chosen(column: str, list_: str) -> Column:
    """A column filled in from a drop-down."""
    return Column(column, rule=Rule("list", list_))


def four_cells(
    value: str,
    format_: str,
    *,
    addin: str,
    check: str,
    needs: str = "",
    missing: str = "0",
    total: bool = False,
) -> tuple[Column, ...]:
    """The columns Value, Add-in, Excel check and Difference: a figure of ours, checked in plain Excel.

    Without the add-in, our function isn't called, its cell shows "off", and the value comes from plain Excel.
    Where the figure doesn't exist, the cell of our function is empty, with or without the add-in.
    If our function gives an error while the add-in is on, the value is that error.

    Args:
        value: Key of the value column, to which everything else refers.
        format_: Number format of the figure.
        addin: The call of our function, without an equals sign.
        check: The same in plain Excel.
        needs: The condition under which the figure exists, such as `cal_has_cost`.
        missing: What stands there otherwise: 0, or an empty text where 0 would be a statement.
        total: Whether the total row sums the figure.
    """
    called = f"IF(cal_addin=1,{addin},lst_off)"
    plain = f"IF({needs},{check},{missing})" if needs else check
    return (
        Column(
            value,
            format_,
            "=IF(ISTEXT({addin}),{check},{addin})",
            role=Role.CALCULATION,
            total=total,
            strong=True,
        ),
        Column("addin", format_, f'=IF({needs},{called},"")' if needs else f"={called}", role=Role.ADDIN),
        calculated("check", format_, f"={plain}", total=total),
        calculated("difference", "difference", "=IF(ISTEXT({addin}),0,ROUND({addin}-{check},9))"),
    )
