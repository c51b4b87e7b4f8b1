"""Asks the primary engine to compute a workbook, and reads what it answers."""
