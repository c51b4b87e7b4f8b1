"""The lock files hold what pyproject asks for, each file by its hash, from whichever registry one uses.

Written by uv in the repository's folder, after a change of pyproject and to take newer versions:

    uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --upgrade -o requirements.lock
    uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
        --no-annotate --no-header --upgrade -c requirements.lock --extra test -o requirements-test.lock
"""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SYSTEMS = {"linux": ("Linux", "posix"), "darwin": ("Darwin", "posix"), "win32": ("Windows", "nt")}
ENVIRONMENTS = [
    {"python_version": version, "python_full_version": f"{version}.1", "sys_platform": platform,
     "platform_system": system, "os_name": name, "platform_machine": "x86_64", "extra": "",
     "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    for version in ("3.11", "3.12", "3.13", "3.14")
    for platform, (system, name) in SYSTEMS.items()
]  # fmt: skip
LOCKS = {"requirements.lock": (), "requirements-test.lock": ("test", "fast")}
"""Each with the extras that it holds."""


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def entries(root, lock):
    """The lines of a lock file, continued ones joined."""
    text = (root / lock).read_text(encoding="utf-8")
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip()]


def pinned(root, lock, environment):
    """The version of each library that a lock file installs in some environment."""
    found = {}
    for line in entries(root, lock):
        requirement = Requirement(line.partition(" --hash")[0])
        if requirement.marker is None or requirement.marker.evaluate(environment):
            name = canonicalize_name(requirement.name)
            assert name not in found, f"{name} twice"
            found[name] = str(requirement.specifier).removeprefix("==")
    return found


def wanted(project, extras):
    asked = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    for extra in extras:
        asked += project["project"]["optional-dependencies"][extra]
    return [one for one in map(Requirement, asked) if canonicalize_name(one.name) != "roi-xl"]


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize(
    "environment", ENVIRONMENTS, ids=lambda e: f"{e['sys_platform']}-{e['python_version']}"
)
def test_a_lock_holds_what_pyproject_asks_for(root, project, lock, environment):
    found = pinned(root, lock, environment)
    for requirement in wanted(project, LOCKS[lock]):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            name = canonicalize_name(requirement.name)
            assert requirement.specifier.contains(found.get(name, "0"), prereleases=True), name


@pytest.mark.parametrize("lock", LOCKS)
def test_every_library_is_one_version_by_its_hashes_and_comes_from_nowhere_in_particular(root, lock):
    lines = entries(root, lock)
    assert len(lines) > 20
    for line in lines:
        assert re.fullmatch(
            r"[a-z0-9.-]+(\[[a-z,]+\])?==[^\s;]+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*", line
        )
        assert "/" not in line


def test_the_tests_run_with_what_is_installed(root):
    for environment in ENVIRONMENTS:
        tested = pinned(root, "requirements-test.lock", environment)
        assert pinned(root, "requirements.lock", environment).items() <= tested.items()


def test_the_build_is_in_the_lock_by_its_own_group(project):
    assert project["dependency-groups"]["build"] == project["build-system"]["requires"]
