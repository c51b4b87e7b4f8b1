"""The stages of an evaluation: none can be changed once it is there, and no question changes an answer."""

import datetime as dt
from dataclasses import FrozenInstanceError, fields, is_dataclass
from enum import Enum
from types import MappingProxyType

import laws
import pytest

from roi_xl.calc import FUNCTIONS
from roi_xl.engine import Engines, Evaluation, Formulas, evaluate, formulas_of
from roi_xl.engine.answer.false_circles import hidden_circles, unrolled
from roi_xl.engine.answer.first_answer import FirstAnswer, first_answer
from roi_xl.engine.answer.known_values import known_values
from roi_xl.engine.answer.linked_workbooks import linked_findings
from roi_xl.engine.answer.question import Question, Rewrites, question_of
from roi_xl.engine.errors_explained import reasons
from roi_xl.engine.evaluation import computed, judged
from roi_xl.engine.judgement.judge import Judgement, judge
from roi_xl.engine.judgement.jury import verdicts
from roi_xl.engine.judgement.last_digit import on_the_brink
from roi_xl.engine.judgement.local_texts import local_texts
from roi_xl.engine.judgement.reference_check import disputed
from roi_xl.engine.judgement.second_opinion import second_opinion
from roi_xl.engine.judgement.trust import Trust
from roi_xl.errors import CellError
from roi_xl.xlsx import Package, Sheet, Workbook, read

TODAY = dt.date(2026, 1, 2)
CELLS = {
    "A1": 2.5, "A2": "text", "A3": 3, "A4": 4, "A5": "2026-01-05", "A6": CellError.NA.value,
    "B1": "=SUM(A1:A4)", "B2": "=A1-2.4-0.1", "B3": "=B2*2", "B4": '=SUMIF(A1:A4,">2",B1:B1)',
    "C1": '=CONVERT(1,"lbm","stone")', "C2": "=C1+1", "C3": "=ROUND(C1,2)", "C4": "=C4+1", "C5": "=NOW()",
    "D1": "=NET_BENEFIT(A1,A2)", "D2": "=IFERROR(NET_BENEFIT(A1,A2),0)", "D3": "=NET_BENEFIT(A3,A1)",
    "E1": "{=A1:A4*2}", "E2": "=WEEKNUM(A5)", "E3": "=INT(123456789-0.0000004)", "E4": "=IRR(A1:A4)",
    "F1": '=TEXT(A1,"0,00")', "F2": "=LN(-1)", "F3": '=COUNTIF(A1:A6,"#N/A")', "F4": "=-A1*0",
    "E5": "=E3+1", "F5": "=IF(F4=0,1,2)&F4", "G1": '=IF(TRUE,IFERROR(A1,G2),1)', "G2": "=G1+1",
}  # fmt: skip


def stages_of(book, engines):
    """All stages of one evaluation: its formulas, the question, the answer, the judgement, the evaluation."""
    formulas = formulas_of(book, FUNCTIONS)
    question = question_of(formulas, book, TODAY)
    judgement = judged(question, engines)
    evaluation = evaluate(book, FUNCTIONS, engines=engines, today=TODAY, formulas=formulas)
    return formulas, question, first_answer(question), judgement.trust, judgement, evaluation


@pytest.fixture
def stages(sheet):
    """All stages of one evaluation of a workbook in which everything happens that may."""
    return stages_of(sheet(CELLS, names=[("rate", "=S!$A$1")]), Engines.STRICT)


@pytest.fixture
def stages_of_a_template(samples):
    """All stages of one evaluation of the template's example, whose results are all wrong."""
    book = read(Package((samples / "sales-example.xlsx").read_bytes()))
    return stages_of(laws.falsified(book), Engines.DOUBLE)


def members(stage):
    """What a stage consists of by name, but for what it remembers of work that it need not do again."""
    return {each.name: getattr(stage, each.name) for each in fields(stage) if each.name[0] != "_"}


def plain(thing):
    """A copy of a stage as nothing but built-in values, in which every change would show."""
    if is_dataclass(thing) and not isinstance(thing, type):
        return type(thing).__name__, plain(members(thing))
    if isinstance(thing, MappingProxyType | dict):
        return {key: plain(value) for key, value in thing.items()}
    if isinstance(thing, tuple):
        return tuple(map(plain, thing))
    return repr(sorted(thing)) if isinstance(thing, frozenset) else repr(thing)


def changeable(thing, name=""):
    """The places within a stage where something could be changed; a workbook's own are another room's."""
    if name.endswith(".functions") or isinstance(
        thing, Workbook | Sheet | Enum | str | float | int | dt.date
    ):
        return
    if thing is None or isinstance(thing, frozenset):
        return
    if isinstance(thing, MappingProxyType):
        for key, value in thing.items():
            yield from changeable(value, f"{name}[{key}]")
    elif isinstance(thing, tuple):
        for number, value in enumerate(thing):
            yield from changeable(value, f"{name}[{number}]")
    elif is_dataclass(thing) and type(thing).__dataclass_params__.frozen:
        for key, value in members(thing).items():
            yield from changeable(value, f"{name}.{key}")
    else:
        yield f"{name} is a {type(thing).__name__}"


@pytest.mark.parametrize("name", ["stages", "stages_of_a_template"])
def test_no_stage_can_be_changed(request, name):
    stages = request.getfixturevalue(name)
    kinds = [Formulas, Question, FirstAnswer, Trust, Judgement, Evaluation]
    assert [type(stage) for stage in stages] == kinds
    for stage in (*stages, stages[1].rewrites):
        assert list(changeable(stage, type(stage).__name__)) == []
        for name in members(stage):
            with pytest.raises(FrozenInstanceError):
                setattr(stage, name, None)
    assert isinstance(stages[1].rewrites, Rewrites)


def test_the_test_of_what_can_be_changed_can_fail():
    assert list(changeable(Rewrites(stored={}), "it")) == ["it.stored is a dict"]
    assert list(changeable(MappingProxyType({"a": ({1},)}), "it")) == ["it[a][0] is a set"]


def test_no_question_changes_an_answer_and_asked_twice_each_gives_the_same(stages):
    formulas, question, answer, trust, judgement, evaluation = stages
    answered = judgement.answer
    cells = sorted(answered.values)
    questions = {
        "the question": lambda: question_of(formulas, formulas.book, TODAY),
        "the first answer": lambda: first_answer(question),
        "the answer and its trust": lambda: computed(question),
        "hidden circles": lambda: hidden_circles(question),
        "unrolled": lambda: [unrolled(question, cell) for cell in question.cells],
        "known values": lambda: known_values(answered, cells),
        "linked": lambda: linked_findings(question.analyses, question.book.links, cells),
        "trust": lambda: [
            (trust.is_proven(c), trust.is_eligible(c), trust.unproven(c), trust.has_noisy_criteria(c),
             trust.is_current(c, answered.values[c]), trust.is_noise(c, 1e-16, 0.0))
            for c in cells
        ],
        "near": lambda: (trust.near_errors, trust.near_text_numbers, trust.resembling()),
        "second opinion": lambda: second_opinion(answered, trust, cells),
        "local texts": lambda: local_texts(answered, cells),
        "references": lambda: disputed(answered, cells),
        "last digits": lambda: on_the_brink(answered, trust, cells),
        "judgement": lambda: judge(trust, Engines.STRICT),
        "jury": lambda: verdicts(judgement),
        "reasons": lambda: reasons(answered, cells),
        "evaluation": lambda: evaluate(
            formulas.book, FUNCTIONS, engines=Engines.STRICT, today=TODAY, formulas=formulas
        ),
    }  # fmt: skip
    before = plain(stages)
    first = {name: plain(ask()) for name, ask in questions.items()}
    again = {name: plain(ask()) for name, ask in reversed(questions.items())}
    assert again == first
    assert plain(stages) == before
    assert first["the first answer"] == plain(answer)
    assert first["evaluation"] == plain(evaluation)


def test_the_stages_hold_what_is_to_be_proven(sheet):
    book = sheet(CELLS)
    judgement = judged(question_of(formulas_of(book, FUNCTIONS), book, TODAY), Engines.STRICT)
    question = judgement.answer.question
    assert {doubt.code for doubt in question.kept.values()} >= {"circular", "volatile"}
    assert question.rewrites.differences
    assert question.rewrites.unsigned
    assert question.settled
    assert judgement.rejected
    assert judgement.held
    assert judgement.opinions
    assert judgement.changed - judgement.held - judgement.rejected.keys()
