"""Run by Python for Windows: several commands of ours in one process.

several.py ORDERS     a JSON list of lists of arguments; prints what each comes to
"""

import json
import sys
from pathlib import Path

from click.testing import CliRunner

from roi_xl.cli import cli


def main(orders):
    outcomes = []
    for arguments in json.loads(Path(orders).read_text(encoding="utf-8")):
        done = CliRunner().invoke(cli, arguments)
        outcomes.append([done.exit_code, done.stdout, done.stderr])
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(*sys.argv[1:])
