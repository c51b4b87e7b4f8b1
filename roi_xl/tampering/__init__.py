"""Tells whether a workbook of ours still computes what its template computes.

Each calculated cell is compared with what belongs there by the template's form. Sheets, rows and columns are
matched by names and tables first, so nothing that people may do to a workbook is mistaken for tampering:
renaming, inserting, sorting, adding rows, or saving it in another program.
"""
