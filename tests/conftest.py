"""What the whole suite shares."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
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
