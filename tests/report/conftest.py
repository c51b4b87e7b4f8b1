"""The fixtures of the tests of reports."""

from programmes import changed, report

__all__ = ["changed", "report"]
