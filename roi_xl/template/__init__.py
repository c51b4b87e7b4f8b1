"""The workbook that L&D fills in and finance reads: declared as data, written by a builder."""
