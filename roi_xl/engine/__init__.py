"""Formulas evaluated without Excel; the only place that knows the formula engines."""

from roi_xl.engine.compiled_formulon import folder as compiled_folder
from roi_xl.engine.evaluation import Engines, Evaluation, evaluate
from roi_xl.engine.formulon_adapter import prepare
from roi_xl.engine.jurors import summon
from roi_xl.engine.our_errors import CellReason
from roi_xl.engine.results import EngineError
from roi_xl.engine.trust import proven_functions
from roi_xl.formulas.workbook import Formulas, formulas_of

__all__ = [
    "CellReason", "EngineError", "Engines", "Evaluation", "Formulas", "compiled_folder",
    "evaluate", "formulas_of", "prepare", "proven_functions", "summon",
]  # fmt: skip
