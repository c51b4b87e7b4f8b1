"""Reads what formulas mean, without any engine: names, tables, areas, and which cells read which."""
