"""Defines how the workbook looks: one palette, one style per role.

Colours are Okabe and Ito's, which colour-blind readers can tell apart; every colour also has a sign or a
word. Blue on yellow is typed, black is calculated, green comes from another sheet, as is usual in financial
models.
"""

from __future__ import annotations

from collections.abc import Mapping

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from roi_xl.template.declaration import TEXTUAL, Kind, Role

PALETTE: Mapping[str, str] = {
    "navy": "#1F3864",
    "blue": "#0072B2",
    "sky": "#56B4E9",
    "vermilion": "#D55E00",
    "orange": "#E69F00",
    "ink": "#1A1A1A",
    "muted": "#566270",
    "rule": "#C9D1DB",
    "grid": "#E3E7ED",
    "pale": "#EEF2F7",
    "light": "#DCE9F5",
    "yellow": "#FFF8DC",
    "white": "#FFFFFF",
    "typed": "#0000FF",
    "linked": "#00703C",
    "addin": "#7030A0",
}

TABS: Mapping[Kind, str] = {
    Kind.OUTPUT: "#009E73",
    Kind.INPUT: "#FFC000",
    Kind.CALCULATION: "#8EA9DB",
    Kind.CONTROL: "#D55E00",
    Kind.DOCUMENT: "#7F7F7F",
}

_GOOD: Mapping[str, object] = {"font_color": "#00573C", "bg_color": "#DDF2EA"}
_BAD: Mapping[str, object] = {"font_color": "#9C0006", "bg_color": "#FFD9D6", "bold": True}
_OPEN: Mapping[str, object] = {"font_color": "#5B6B7F", "bg_color": "#FFFFFF"}
_WARY: Mapping[str, object] = {"font_color": "#8A3B00", "bg_color": "#FFF1D6", "bold": True}

VERDICTS: Mapping[str, tuple[tuple[str, int | str, Mapping[str, object]], ...]] = {
    "check": (("==", '"–"', _OPEN), ("==", 0, _GOOD), ("!=", 0, _BAD)),
    "about_checks": (("==", '"–"', _OPEN), ("==", 0, _GOOD), ("!=", 0, _BAD)),
    "advice": (("==", 0, _GOOD), ("!=", 0, _WARY)),
    "right": (("==", 1, _GOOD), ("==", 0, _BAD)),
    "reached": (("==", 1, _GOOD), ("==", -1, _WARY)),
}
"""Styles of verdicts: comparison, value, and the look of a cell; the first comparison that holds counts."""

_CENTRED = frozenset({"check", "advice", "switch", "flag", "reached", "right"})
_FONT = {"font_name": "Calibri", "font_size": 10, "valign": "vcenter"}

_ROLES: Mapping[Role, Mapping[str, object]] = {
    Role.INPUT: {"font_color": PALETTE["typed"], "bg_color": PALETTE["yellow"], "locked": False},
    Role.CALCULATION: {},
    Role.LINK: {"font_color": PALETTE["linked"]},
    Role.ADDIN: {"font_color": PALETTE["addin"]},
    Role.WORDS: {},
}


class Styles:
    """The cell formats of one workbook, each created once.

    Args:
        workbook: The workbook to which they belong.
        formats: Number formats by key; a format is the reader's own, only literals in it are words.
    """

    def __init__(self, workbook: Workbook, formats: Mapping[str, str]) -> None:
        self._workbook, self._formats = workbook, formats
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        """A format with these properties and the standard font."""
        whole = {**_FONT, "font_color": PALETTE["ink"], **properties}
        key = tuple(sorted(whole.items()))
        if key not in self._made:
            self._made[key] = self._workbook.add_format(whole)
        return self._made[key]

    def cell(self, role: Role, format_: str, *, strong: bool = False, **more: object) -> Format:
        """The look of a cell in a line or table.

        Args:
            role: Its role for the reader.
            format_: Key of its number format.
            strong: Whether it is a main result.
            more: Properties that differ from the rule.
        """
        look: dict[str, object] = {"border": 1, "border_color": PALETTE["rule"], **_ROLES[role]}
        if format_ in TEXTUAL:
            look |= {"text_wrap": format_ == "text", "indent": 1, "align": "left"}
        else:
            look |= {"num_format": self._formats[format_], "align": self.alignment(format_)}
        if strong:
            look |= {"bold": True, "top": 2, "top_color": PALETTE["navy"]}
        return self.of(**{**look, **more})

    @staticmethod
    def alignment(format_: str) -> str:
        """The horizontal alignment of cells with a number format, and of the header above them."""
        if format_ in TEXTUAL:
            return "left"
        return "center" if format_ in _CENTRED else "right"

    def number(self, format_: str, **properties: object) -> Format:
        """A format with a number format and nothing else of a cell's look."""
        return self.of(num_format=self._formats[format_], **properties)

    def band(self, **properties: object) -> Format:
        """The line under the title of a block."""
        return self.of(bottom=2, bottom_color=PALETTE["navy"], **properties)

    def title(self) -> Format:
        """The title of a block."""
        return self.band(bold=True, font_size=12, font_color=PALETTE["navy"])

    def header(self, align: str) -> Format:
        """The header of a table's column."""
        return self.of(
            bold=True,
            font_color=PALETTE["white"],
            bg_color=PALETTE["navy"],
            border=1,
            border_color=PALETTE["navy"],
            text_wrap=True,
            align=align,
            **({"indent": 1} if align == "left" else {}),
        )

    def verdict(self, style: str) -> list[tuple[str, int | str, Format]]:
        """Conditional formats of a verdict: comparison, value and look."""
        return [
            (comparison, value, self._workbook.add_format(dict(look)))
            for comparison, value, look in VERDICTS[style]
        ]
