"""Tables as Parquet, by Apache Arrow: numbers as doubles, in the column's unit as metadata."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, Final

from roi_xl.files import FileError
from roi_xl.tables.table import Form, Table, Value

_KIND: Final = b"roi_xl_kind"
_UNIT: Final = b"unit"
_START: Final = b"PAR1"
MISSING: Final = "pyarrow isn't installed, which reads and writes Parquet"


def library() -> tuple[Any, Any]:
    """Apache Arrow and its module for Parquet.

    Raises:
        FileError: They aren't installed.
    """
    try:
        import pyarrow  # imported here: few need it, and it is large
        import pyarrow.parquet
    except ImportError:
        remedy = "run `pip install pyarrow`, or name another format"
        raise FileError("not-installed", MISSING, remedy) from None
    return pyarrow, pyarrow.parquet


def write(table: Table) -> bytes:
    """The file's content.

    Raises:
        FileError: Apache Arrow isn't installed.
    """
    arrow, parquet = library()
    columns = [_array(arrow, [row[number] for row in table.rows]) for number in range(len(table.columns))]
    fields = [
        arrow.field(column.name, array.type, metadata={_UNIT: column.unit.value})
        for column, array in zip(table.columns, columns, strict=True)
    ]
    schema = arrow.schema(fields, metadata={_KIND: table.form.mark})
    buffer = io.BytesIO()
    parquet.write_table(arrow.Table.from_arrays(columns, schema=schema), buffer)
    return buffer.getvalue()


def is_ours(data: bytes, form: Form) -> bool:
    """Whether the file's own metadata mark it as ours."""
    if not data.startswith(_START):
        return False
    try:
        _, parquet = library()
        known = parquet.read_schema(io.BytesIO(data)).metadata or {}
    except (FileError, OSError, ValueError):  # Arrow's own errors are ValueErrors
        return False
    return bool(known.get(_KIND) == form.mark.encode())


def _array(arrow: Any, values: Sequence[Value]) -> Any:  # noqa: ANN401
    """A column: of one type if its values are, else of texts."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {float, int}:
        return arrow.array(values, arrow.float64())
    if kinds == {bool}:
        return arrow.array(values, arrow.bool_())
    return arrow.array([None if value is None else str(value) for value in values], arrow.string())
