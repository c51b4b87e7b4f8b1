"""Evaluates formulas without Excel; the only package that knows the formula engines."""

from roi_xl.engine.errors_explained import CellReason
from roi_xl.engine.evaluation import Evaluation, evaluate
from roi_xl.engine.facts import proven_functions
from roi_xl.engine.formulon.adapter import prepare
from roi_xl.engine.formulon.compiled import folder as compiled_folder
from roi_xl.engine.judgement.judge import Engines
from roi_xl.engine.judgement.jury import CONTESTED
from roi_xl.engine.jurors.juror import summon
from roi_xl.engine.results import EngineError, agree
from roi_xl.engine.what_if import Parts, WhatIf
from roi_xl.formulas.workbook_formulas import Formulas, formulas_of

__all__ = [
    "CONTESTED", "CellReason", "EngineError", "Engines", "Evaluation", "Formulas", "Parts", "WhatIf", "agree",
    "compiled_folder", "evaluate", "formulas_of", "prepare", "proven_functions", "summon",
]  # fmt: skip
