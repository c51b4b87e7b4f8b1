"""The workbook that L&D fills in and finance understands: declared as data, written by one builder."""
