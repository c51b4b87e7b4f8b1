"""Formulas as finance writes them, in workbooks made from a seed, with values known without any engine."""
