"""Files on the disk: read, replaced as a whole, locked, and never one that isn't ours to replace."""

from roi_xl.files.errors import FileError
from roi_xl.files.ownership import ANYTHING, Kind, put
from roi_xl.files.replacing import Source, write_new
from roi_xl.files.temporary import clean

__all__ = ["ANYTHING", "FileError", "Kind", "Source", "clean", "put", "write_new"]
