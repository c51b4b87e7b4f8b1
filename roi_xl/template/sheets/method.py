"""The sheet Method: how the figures are calculated, in words."""

from __future__ import annotations

from roi_xl.template.declaration import (
    Kind,
    Prose,
    Sheet,
)

METHOD = Sheet("method", Kind.DOCUMENT, (Prose("method"),), widths=(5, 28, 30, 30, 30), portrait=True)
