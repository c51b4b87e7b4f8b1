"""What a child can't do in Windows, as far as Wine has what Windows has: Wine 8 has jobs that end with their
owner, and neither their limit of processes nor that of memory."""

import json

import bench
import pytest

TRICKS = {
    "other programs": "__import__('subprocess').run(['cmd', '/c', 'exit 0']).returncode",
    "memory beyond --memory": "len(bytearray(1 << 30))",
    "environment": "__import__('os').environ.get('API_TOKEN')",
    "answer": "type('Evil', (), {})()",
}
PROGRAM = f"""
import json, os, time
os.environ["API_TOKEN"] = "s3cret"
from roi_xl.batch import Failure, Limits
from roi_xl.batch.cage import gaps
from roi_xl.batch.child import answer
limits = Limits(120, 512)
found = {{"gaps": answer(gaps, limits=limits)}}
for name, trick in {TRICKS!r}.items():
    met = answer(eval, trick, limits=limits)
    found[name] = met.reason if isinstance(met, Failure) else met
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def told(windows):
    done = windows.wine.run(windows.python(), "-c", PROGRAM)
    assert done.code == 0, done
    return json.loads(done.out)


def test_what_a_child_says_nothing_keeps_it_from_is_the_truth(told):
    assert {"the user's files", "the network"} <= set(told["gaps"])
    for limit, done in (("other programs", 0), ("memory beyond --memory", 1 << 30)):
        assert (told[limit] == done) == (limit in told["gaps"]), told


def test_the_environment_is_no_business_of_a_child(told):
    assert told["environment"] is None


def test_an_object_is_no_answer(told):
    assert told["answer"] == "TypeError: a child answers plain data, no Evil"


def test_the_engine_that_each_child_starts_lies_compiled_where_it_looks_for_it(windows):
    ask = "from roi_xl.engine import compiled_folder; print(compiled_folder().name)"
    done = windows.wine.run(windows.python(), "-c", ask)
    assert done.code == 0, done
    kept = (bench.place() / "prefix" / "drive_c" / "users").glob(f"*/AppData/Local/roi-xl/{done.out.strip()}")
    (folder,) = kept
    assert len([path for path in folder.glob("modules/*/*") if not path.suffix]) == len(bench.PYTHONS)
