"""What formulas mean, read without any engine: names, tables and areas, and which cells read which."""
