"""Training ROI in Excel: worksheet functions, a template for finance, lossless batch recalculation.

Every worksheet function is also a Python function of the same name in lower case:

    >>> from roi_xl import attributed_benefit, training_roi
    >>> training_roi([90_000], [5_000, 7_000, 4_000])
    4.625
    >>> attributed_benefit([1_000, 2_000], 0.5)
    [500.0, 1000.0]
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which isn't imported: the command must handle Ctrl-C early
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:  # noqa: ANN401  # the functions differ in type
    """Load a function, or the version, when it is first asked for: `import roi_xl` stays light."""
    if name == "__version__":
        from roi_xl.version import VERSION

        return VERSION
    if name.startswith("_"):  # Python itself asks every module for such names
        raise AttributeError(name)
    from roi_xl.python_api import FUNCTIONS

    if name not in FUNCTIONS:
        raise AttributeError(f"roi_xl has no function {name}: there are {', '.join(FUNCTIONS)}")
    return FUNCTIONS[name]


def __dir__() -> list[str]:
    """The names that `__getattr__` knows."""
    from roi_xl.python_api import FUNCTIONS

    return ["__version__", *FUNCTIONS]
