"""What the whole suite shares."""

from __future__ import annotations

import os
from collections.abc import Generator
from fnmatch import fnmatch
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings
from in_process import InProcess

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("local", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return Path(__file__).parent.parent


@pytest.fixture(scope="session")
def samples() -> Path:
    """The worked examples: current, stale, and in the spellings of other add-in kinds."""
    return Path(__file__).parent / "data" / "samples"


@pytest.fixture(scope="session")
def excel_saved() -> Path:
    """Workbooks saved by Excel, with its own cached values."""
    return Path(__file__).parent / "data" / "excel-saved"


@pytest.fixture
def in_one_process(monkeypatch):
    """Commands compute in this process, for tests of what they say and write.

    What they compute goes through the same messages as from a child. How children are started, limited,
    sealed off and ended is what tests/batch, test_bad_input, test_recalc and test_signals are about.
    """
    for module in ("run", "scenario_run"):
        monkeypatch.setattr(f"roi_xl.cli.{module}.LocalProcesses", lambda *_: InProcess())


_TIERS = {
    "stress": {
        "audit/test_places",
        "calc/test_about",
        "checks/test_witnesses",
        "test_allowed",
        "test_bridge",
        "test_bridge_law",
        "catalogue/test_reasons",
        "test_check_cells",
        "test_faults",
        "test_freezing_laws",
        "test_frozen",
        "test_fuzz",
        "test_growth",
        "test_input_laws",
        "test_libreoffice_edits",
        "test_lossless",
        "test_mistakes",
        "test_model_edits",
        "test_mutations",
        "test_outputs",
        "test_round_trip",
        "test_ruins",
        "test_signals",
        "test_sizes",
        "test_tampering",
    },
    "windows": {"test_windows_*", "test_vba*"},
    "differential": {"hosts", "test_differential", "test_oracle", "test_recalculation_laws"},
    "quick": {
        "calc",
        "catalogue",
        "checks",
        "lang",
        "tables",
        "test_house",
        "test_lock",
        "test_values_as_text",
    },
}
"""Marks by folders and files of tests, so that a part of the suite can be asked for; see CONTRIBUTING."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks a test with the first tier that its folder or file is in."""
    path = item.path.relative_to(Path(__file__).parent)
    for tier, patterns in _TIERS.items():
        names = path.parts[0], path.stem, path.with_suffix("").as_posix()
        if any(fnmatch(name, pattern) for name in names for pattern in patterns):
            item.add_marker(tier)
            return


_MEASURED = frozenset({"calc", "catalogue", "files", "recalc", "xlsx"})
"""The folders of the tests that prove the parts which carry money or rewrite a user's file."""

_OF_SUBPROCESSES = "COVERAGE_PROCESS_CONFIG"
"""The variable by which coverage tells a child process to measure itself, too."""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Measures coverage only while the tests run that have to cover: it costs half of a test's time.

    Whatever is imported when tests are collected is measured in any case.
    """
    coverage = Coverage.current()
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    if coverage is None or folder in _MEASURED:
        return (yield)
    settings_of_children = os.environ.pop(_OF_SUBPROCESSES, None)
    coverage.stop()
    try:
        return (yield)
    finally:
        coverage.start()
        if settings_of_children is not None:
            os.environ[_OF_SUBPROCESSES] = settings_of_children
