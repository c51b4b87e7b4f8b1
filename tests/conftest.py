"""What the whole suite shares."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

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
