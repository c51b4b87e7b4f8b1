"""The Excel add-in: built from the installed xlwings, put where Excel finds it, diagnosed."""
