"""A sheet as a Parquet file. It needs the package pyarrow, which is brought in only here and only when asked for."""

from decimal import Decimal
from typing import Any

from ledger.errors import InvalidError
from projections.exports.sheet import Sheet, safe_rows

PRECISION, SCALE = 18, 2  # points: two places, far more digits than a year has


def write(path: str, sheet: Sheet) -> None:
    """Write the sheet over what stood there. Points are decimal128(18, 2), exact.

    Raises:
        InvalidError: pyarrow is not installed, or the file can't be written.
    """
    try:
        import pyarrow  # type: ignore[import-untyped,unused-ignore]
        import pyarrow.parquet  # type: ignore[import-untyped,unused-ignore]
    except ImportError as error:
        raise InvalidError("Parquet needs the package pyarrow: install Jifen with its extra [parquet]") from error
    kinds: dict[str, Any] = {
        "text": pyarrow.string(),
        "points": pyarrow.decimal128(PRECISION, SCALE),
        "count": pyarrow.int64(),
        "flag": pyarrow.bool_(),
    }
    fields = [pyarrow.field(column.name, kinds[column.kind]) for column in sheet.columns]
    rows = safe_rows(sheet)
    arrays = [pyarrow.array([_exact(row[place]) for row in rows], type=each.type) for place, each in enumerate(fields)]
    try:
        pyarrow.parquet.write_table(pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields)), path)
    except OSError as error:
        raise InvalidError("{path} can't be written: {why}", path=path, why=error.strerror or str(error)) from error


def _exact(value: object) -> object:
    return value.quantize(Decimal(1).scaleb(-SCALE)) if isinstance(value, Decimal) else value
