"""The version of roi-xl, defined only here; pyproject.toml reads it from this file."""

from typing import Final

VERSION: Final = "0.2.0"
