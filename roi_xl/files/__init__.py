"""Reads, replaces and locks files on disk; never replaces a file that isn't ours."""

from roi_xl.files.file_error import FileError
from roi_xl.files.ownership import ANYTHING, Kind, put
from roi_xl.files.replacing import Source, check_folder, write_new
from roi_xl.files.temporary import clean

__all__ = ["ANYTHING", "FileError", "Kind", "Source", "check_folder", "clean", "put", "write_new"]
