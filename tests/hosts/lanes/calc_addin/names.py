"""What the add-in and its functions are called inside LibreOffice, whose names have no underscores."""

SERVICE = "org.roixl.RoiXl"


def camel(name):
    """A name as UNO spells it: `trainingRoi` for TRAINING_ROI."""
    first, *others = name.lower().split("_")
    return first + "".join(map(str.title, others))


def stored(name):
    """The name of a worksheet function in a formula, as every LibreOffice binds it when it reads a workbook.

    7.4 doesn't know plain names in .xlsx files, 25.2 knows both.
    """
    return f"{SERVICE}.{camel(name)}".upper()
