"""The same call in every host: a table to be read; the tests in tests/hosts say what must hold.

    python tests/bench/parity.py

For each lane how many cases give what the core gives, and those that don't, with both results.
"""

import importlib.util
import sys
from pathlib import Path

HOSTS = Path(__file__).parents[1] / "hosts"
LONGEST = 60
sys.path.insert(0, str(HOSTS / "lanes"))  # as pytest does


def loaded(name):
    spec = importlib.util.spec_from_file_location(name, HOSTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def short(result):
    text = str(result)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def main():
    lanes, parity = loaded("conftest"), loaded("test_parity")
    cases = lanes.table()
    core = lanes.answers(lanes.HOST_LANES["core"].command, cases)
    wrong = parity.differing(cases, core, [case["result"] for case in cases], rel=1e-9)
    print(f"{len(cases)} cases\n{'core':10}{len(cases) - len(wrong):5} as the table says")
    for name, host in lanes.HOST_LANES.items():
        if name == "core":
            continue
        lacking = host.lacks()
        if lacking is not None:
            print(f"{name:10}needs {lacking}")
            continue
        apart = parity.differing(cases, lanes.answers(host.command, cases), core, rel=1e-12)
        print(f"{name:10}{len(cases) - len(apart):5} as the core")
        for case, (got, want) in apart.items():
            print(f"{'':15}  {case}: {short(got)} for {short(want)}")


if __name__ == "__main__":
    main()
