"""Run by Python for Windows: end a command of ours by force as soon as it has said its first line.

ended.py ARGUMENT...
"""

import json
import subprocess
import sys


def main(*arguments):
    process = subprocess.Popen(
        [sys.executable, "-m", "roi_xl", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )  # fmt: skip
    first = process.stdout.readline()
    process.terminate()
    out, err = process.communicate(timeout=60)
    print(json.dumps([process.returncode, (first + out).decode(), err.decode()]))


if __name__ == "__main__":
    main(*sys.argv[1:])
