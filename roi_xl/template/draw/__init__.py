"""Draws the sheets with XlsxWriter: where everything is placed, how it looks, and the cells themselves."""
