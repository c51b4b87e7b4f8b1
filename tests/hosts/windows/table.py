"""Every command on Windows beside the same on this machine: a table to be read; the tests say what must hold.

    python tests/hosts/windows/table.py [VERSION]

For each command its exit code on Windows, whether it and everything printed are the same here, and the
fingerprint of all the files in the folder afterwards, with whether they are the same, byte by byte.
"""

import sys
import tempfile
from pathlib import Path

import commands
from session import PYTHON, session


def main(version=PYTHON):
    print(f"| CPython {version} for Windows | exit code | output | files | sha256 |\n|---|---|---|---|---|")
    with session() as own, tempfile.TemporaryDirectory(dir=own.folder) as folder:
        for number, command in enumerate(commands.COMMANDS):
            there = commands.on_windows(own, command, Path(folder, f"{number} there"), version)
            here = commands.here(own, command, Path(folder, f"{number} here"))
            is_same = (there.code, there.out, there.err) == (here.code, here.out, here.err)
            files = ("equal" if there.files == here.files else "DIFFER") if there.files else "-"
            print(f"| `{command}` | {there.code} | {'same' if is_same else 'DIFFERS'} ", end="")
            print(f"| {commands.fingerprint(there)} | {files} |", flush=True)
            if not is_same:
                print(there, here, sep="\n", file=sys.stderr)


if __name__ == "__main__":
    main(*sys.argv[1:])
