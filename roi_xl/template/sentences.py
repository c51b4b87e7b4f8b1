"""Composes sentences by formulas: a phrase of the language has named slots, which formulas fill in.

A language has `range = "{low} to {high}"`, with the slots in any order. The workbook's list of sentences
contains `‹1› to ‹2›`, and a formula fills it in with SUBSTITUTE. So formulas contain no words, and are the
same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import Formatter

_SENTENCE = re.compile(r"\{~([\w.]+)((?:\|\w+=[^{}|]*)*)\}")  # innermost first: a slot may contain a sentence


def sentence(key: str, **slots: str) -> str:
    """The placeholder of a sentence in a formula.

    Args:
        key: Key of the sentence in the workbook's declaration.
        slots: The formula that fills each slot, without an equals sign.
    """
    return f"{{~{key}{''.join(f'|{slot}={formula}' for slot, formula in slots.items())}}}"


def amount(formula: str, decimals: int) -> str:
    """A number as a text with the decimal and thousands marks of the reader's Excel and a true minus sign.

    Args:
        formula: The number, a formula without an equals sign.
        decimals: Digits after the decimal sign.
    """
    return f'SUBSTITUTE(FIXED({formula},{decimals}),"-","−")'


def percent(formula: str, decimals: int) -> str:
    """A fraction as a text in percent, written as in the language.

    Args:
        formula: The fraction, a formula without an equals sign.
        decimals: Digits after the decimal sign.
    """
    return sentence("numbers.percent", number=amount(f"ROUND(100*{formula},{decimals})", decimals))


def money(formula: str, decimals: int, currency: str) -> str:
    """An amount of money as a text, with its currency if it has one, written as in the language.

    Args:
        formula: The amount, a formula without an equals sign.
        decimals: Digits after the decimal sign.
        currency: The code of the currency, a formula without an equals sign.
    """
    shown = amount(formula, decimals)
    return f'IF({currency}="",{shown},{sentence("numbers.money", currency=currency, amount=shown)})'


def spoken(formula: str, sentences: Mapping[str, tuple[str, ...]]) -> str:
    """A formula in which each sentence is replaced by its entry in the workbook's list, slots filled in.

    Args:
        formula: The formula, with its other placeholders resolved.
        sentences: The slots of the workbook's sentences, by key, in the order of the list.

    Raises:
        ValueError: There is no such sentence, it has other slots, or the formula for a slot can't be read.
    """
    while match := _SENTENCE.search(formula):
        key = match[1]
        given = dict(slot.split("=", 1) for slot in match[2].split("|")[1:])
        if key not in sentences:
            raise ValueError(f"no sentence is called {key}; the sentences are {', '.join(sentences)}")
        if given.keys() != set(sentences[key]):
            raise ValueError(f"the sentence {key} has {_named(sentences[key])}, not {_named(given)}")
        said = f"INDEX(lst_sentence,{[*sentences].index(key) + 1})"
        # the first slot last: nothing is replaced within its content, which may be a text that people typed
        for number, slot in reversed([*enumerate(sentences[key], start=1)]):
            said = f'SUBSTITUTE({said},"‹{number}›",{given[slot]})'
        formula = formula[: match.start()] + said + formula[match.end() :]
    if "{~" in formula:
        raise ValueError(f"what fills a slot holds a brace or a bar, which mark slots: {formula}")
    return formula


def numbered(key: str, phrase: str, slots: tuple[str, ...]) -> str:
    """A phrase as in the workbook's list, with its slots as numbers.

    Args:
        key: Key of the sentence, for the message.
        phrase: The phrase of a language, such as `{low} to {high}`.
        slots: The slots of the sentence, in the order of their numbers.

    Raises:
        ValueError: The phrase has other slots than the sentence.
    """
    parts = [*Formatter().parse(phrase)]
    if {slot for _, slot, _, _ in parts if slot is not None} != set(slots):
        raise ValueError(f"the phrase {key} is {phrase!r}, but it needs {_named(slots)}")
    return "".join(text if slot is None else f"{text}‹{slots.index(slot) + 1}›" for text, slot, _, _ in parts)


def _named(slots: Mapping[str, str] | tuple[str, ...]) -> str:
    return f"the slots {', '.join(f'{{{slot}}}' for slot in slots)}" if slots else "no slots"
