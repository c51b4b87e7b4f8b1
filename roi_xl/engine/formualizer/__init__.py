"""The primary engine, and what formulas need besides it to come out as in Excel."""
