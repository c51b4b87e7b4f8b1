"""Formulas evaluated without Excel; the only place that knows the formula engines."""

from roi_xl.engine.calls import Calls
from roi_xl.engine.compiled import folder as compiled_folder
from roi_xl.engine.evaluation import Engines, Evaluation, evaluate
from roi_xl.engine.jurors import summon
from roi_xl.engine.reasons import CellReason
from roi_xl.engine.report import place
from roi_xl.engine.results import EngineError
from roi_xl.engine.second import prepare
from roi_xl.engine.subtotals import nested_subtotals
from roi_xl.engine.trust import proven_functions

__all__ = [
    "Calls", "CellReason", "EngineError", "Engines", "Evaluation", "compiled_folder", "evaluate",
    "nested_subtotals", "place", "prepare", "proven_functions", "summon",
]  # fmt: skip
