"""The sentence about an ROI as a formula: our function says it, or plain Excel where the add-in is off."""

from __future__ import annotations

from collections.abc import Callable

from roi_xl.template.columns import calculated, words
from roi_xl.template.declaration import Item, Table
from roi_xl.template.sentences import amount, money, percent, sentence

_CURRENCY = "TRIM(inp_currency)"
_ROUNDING, _NO_MONEY = "0.000000000001", "0.005"  # less is what rounding has left, as in our own function


def _money(formula: str, decimals: int) -> str:
    return money(formula, decimals, _CURRENCY)


def _distinct(figure: str, nothing: str, decimals: int, shown: Callable[[str], str]) -> str:
    """A figure in words that never cross a class: "just above 0" where it is shown as 0 and isn't.

    Args:
        figure: The figure.
        nothing: Up to where it is 0.
        decimals: Digits after the decimal sign to which it is shown.
        shown: Words a number.
    """
    zero = shown("0")
    near = f"IF({figure}>0,{sentence('near.above', bar=zero)},{sentence('near.below', bar=zero)})"
    return f"IF(ROUND({figure},{decimals})<>0,{shown(figure)},IF(ABS({figure})<={nothing},{zero},{near}))"


_LESS = sentence("near.less", bar=_money("0.01", 2))
_WORDED = {
    "roi": _distinct("out_roi", _ROUNDING, 3, lambda roi: percent(roi, 1)),
    "one": f'IF({_CURRENCY}="",{sentence("unit.none", amount=amount("1", 2))},'
    f"IF(EXACT({_CURRENCY},lst_currency),{sentence('unit.SEK')},{sentence('unit.any', currency=_CURRENCY)}))",
    "gross": _money("out_bcr", 2),
    "net": f"IF(ROUND(out_bcr,2)=1,{_LESS},{_money('ABS(ROUND(out_bcr,2)-1)', 2)})",
    "money": _distinct("out_net", _NO_MONEY, 0, lambda net: _money(net, 0)),
}
"""Each figure of the sentence in words."""


def _said(way: str, *figures: str) -> str:
    return sentence(f"statement.{way}", **{figure: f"cal_words_{figure}" for figure in figures})


_SENTENCE = (
    f"IF(ABS(out_roi)<={_ROUNDING},{_said('even', 'roi', 'one', 'gross', 'money')},"
    f"IF(out_roi<0,{_said('loss', 'roi', 'one', 'gross', 'net', 'money')},"
    f"{_said('gain', 'roi', 'one', 'gross', 'net', 'money')}))"
)
_PARTS = {**_WORDED, "sentence": _SENTENCE}

PARTS = Table(
    "in_words",
    (words("figure"), calculated("text", "plain")),
    items=tuple(
        Item(part, {"text": f'=IF(cal_has_figures=0,"",{formula})'}, {"text": f"cal_words_{part}"})
        for part, formula in _PARTS.items()
    ),
)
"""The sentence by plain Excel, figure by figure: each formula short enough to be audited."""

IN_WORDS = f"IF(cal_addin=1,ROI_STATEMENT(out_benefit,out_cost,lst_language,{_CURRENCY}),cal_words_sentence)"
"""The ROI in words, a formula without an equals sign."""

SENTENCE = f"=IF(cal_has_figures=0,cal_state,{IN_WORDS})"
"""What is still missing, or the ROI in words."""

UNTIL_FILLED_IN = '=IF(out_checks=0,IF(cal_has_figures=0,"–",0),out_checks)'
"""The integrity checks that fail, as errors make them; a dash until there is something to check."""

NOTES_ONCE_FILLED_IN = '=IF(out_advice=0,IF(cal_has_figures=0,"–",0),out_advice)'
"""The points to review, likewise."""
