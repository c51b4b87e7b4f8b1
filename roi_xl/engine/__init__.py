"""Formulas evaluated without Excel; the only place that knows the formula engines."""

from roi_xl.engine.evaluation import Engines, Evaluation, evaluate, proven_functions
from roi_xl.engine.report import place
from roi_xl.engine.results import EngineError

__all__ = ["EngineError", "Engines", "Evaluation", "evaluate", "place", "proven_functions"]
