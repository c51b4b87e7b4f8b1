"""A block of figures that measures a benefit, and the effect that each method finds in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import StatisticsError, linear_regression, mean
from typing import cast

from roi_xl.calc.isolation import control_group_effect, control_group_interval
from roi_xl.errors import RoiError
from roi_xl.study import Period

_Figures = list[float]


@dataclass(frozen=True, slots=True)
class Block:
    """The figures of one benefit, period by period; effects are in units of its measure.

    Attributes:
        periods: Its periods, in any order.
        is_relative: Whether a control group lends its rate of change, not its change in units.
    """

    periods: Sequence[Period]
    is_relative: bool = False

    def effect(self, method: str) -> float | None:
        """The effect that a measured method finds; None for other methods, and without the figures."""
        try:
            match method:
                case "control":
                    return control_group_effect(*self._groups(), self.is_relative)
                case "trend":
                    return self._above_the_trend()
                case "forecast":
                    _, after, _, forecast = self._groups()
                    return mean(after) - mean(forecast)
        except (RoiError, StatisticsError):
            return None
        return None

    def interval(self, method: str) -> tuple[float, float] | None:
        """Between which effects the true one lies; None for all methods but a control group with figures."""
        if method != "control":
            return None
        try:
            (found,) = control_group_interval(*self._groups(), 0.95, self.is_relative)
        except RoiError:
            return None
        _, low, high = cast("tuple[float, float, float]", found)
        return low, high

    def level(self, phase: str) -> float:
        """The mean of the trained group before or after the training; 0 without figures."""
        figures = self._trained(phase)
        return mean(figures) if figures else 0.0

    def _groups(self) -> tuple[_Figures, _Figures, _Figures, _Figures]:
        """The trained group before and after, the control group before and after."""
        trained = self._trained("before"), self._trained("after")
        return *trained, self._control("before"), self._control("after")

    def _trained(self, phase: str) -> _Figures:
        return [one.trained for one in self.periods if one.phase == phase and one.trained is not None]

    def _control(self, phase: str) -> _Figures:
        return [one.control for one in self.periods if one.phase == phase and one.control is not None]

    def _points(self, phase: str) -> tuple[_Figures, _Figures]:
        """The trained group's figures with the numbers of their periods."""
        points = [
            (one.number, one.trained)
            for one in self.periods
            if one.phase == phase and one.number is not None and one.trained is not None
        ]
        return [number for number, _ in points], [figure for _, figure in points]

    def _above_the_trend(self) -> float:
        """How far the later figures are above the line through the earlier ones, on average."""
        slope, start = linear_regression(*self._points("before"))
        numbers, figures = self._points("after")
        return mean(figures) - start - slope * mean(numbers)
