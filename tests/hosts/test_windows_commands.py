"""Our command in CPython for Windows: it does what it does here, to the byte."""

import pytest
from commands import COMMANDS, here, on_windows


@pytest.mark.parametrize("command", COMMANDS, ids=str)
def test_windows_does_what_this_machine_does(command, windows, place):
    there = on_windows(windows, command, place / "there")
    assert there.code == command.code, there
    assert there == here(windows, command, place / "here")
