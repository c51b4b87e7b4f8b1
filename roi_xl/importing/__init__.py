"""Brings exports of other systems into a workbook's tables: people, answers, estimates, figures by month.

A source is read cell by cell as it was exported. What has to be guessed (encoding, delimiter, header, decimal
sign, order of dates) is decided for the whole file from evidence and said; evidence against evidence is an
error. A map says which column goes where; people become pseudonyms before anything leaves this room.
"""
