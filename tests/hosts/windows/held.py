"""Run by Python for Windows: hold a file in one of Windows' ways while a command of ours works on it.

held.py HOW FILE ARGUMENT...     HOW: read, read-and-delete, exclusive, locked
"""

import json
import subprocess
import sys

import pywintypes
import win32con
import win32file

SHARED = {
    "read": win32con.FILE_SHARE_READ,
    "read-and-delete": win32con.FILE_SHARE_READ | win32con.FILE_SHARE_WRITE | win32con.FILE_SHARE_DELETE,
    "exclusive": 0,
    "locked": win32con.FILE_SHARE_READ | win32con.FILE_SHARE_WRITE,
}


def main(how, file, *arguments):
    handle = win32file.CreateFile(
        file, win32con.GENERIC_READ, SHARED[how], None, win32con.OPEN_EXISTING, 0, None
    )
    if how == "locked":
        everything = win32con.LOCKFILE_EXCLUSIVE_LOCK if hasattr(win32con, "LOCKFILE_EXCLUSIVE_LOCK") else 2
        win32file.LockFileEx(handle, everything, -1, 0, pywintypes.OVERLAPPED())
    done = subprocess.run(
        [sys.executable, "-m", "roi_xl", *arguments], stdin=subprocess.DEVNULL, capture_output=True,
        check=False, timeout=100,
    )  # fmt: skip
    handle.Close()
    print(json.dumps([done.returncode, done.stdout.decode(), done.stderr.decode()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
