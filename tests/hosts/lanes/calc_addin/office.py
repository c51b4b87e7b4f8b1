"""LibreOffice as a program that computes a workbook from scratch."""

import os
import shutil
import signal
import subprocess
from contextlib import suppress

from calc_addin import description

from roi_xl.calc import FUNCTIONS

RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""
"""Compute every formula on loading, whatever is cached."""

ENVIRONMENT = {
    "HOME": os.environ.get("HOME", "/"),
    "LC_ALL": "C.UTF-8",
    "PATH": os.defpath,
    "PYTHONDONTWRITEBYTECODE": "1",
}
"""Nothing of a virtual environment: LibreOffice would start its own Python with the files of ours."""

SECONDS = 180


def recalculated(source, folder, *, with_add_in):
    """Compute a workbook in a process and a user profile of its own.

    Args:
        source: The workbook.
        folder: A new folder for the profile, the add-in and the result.
        with_add_in: Whether the functions of the catalogue are there.

    Returns:
        Where the result is.

    Raises:
        RuntimeError: LibreOffice saved nothing; the message holds what it said.
        subprocess.TimeoutExpired: It took too long and was ended.
    """
    return all_recalculated([source], folder, with_add_in=with_add_in)[0]


def all_recalculated(sources, folder, *, with_add_in):
    """Compute several workbooks of different names in one process, as `recalculated` does one."""
    profile, add_ins = folder / "profile", folder / "add-ins"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    command = [
        shutil.which("soffice"),
        "--headless",
        "--norestore",
        f"-env:UserInstallation={profile.as_uri()}",
    ]
    if with_add_in:
        description.write(FUNCTIONS, add_ins / "roi_xl")
        command.append(f"-env:BUNDLED_EXTENSIONS={add_ins.as_uri()}")  # needs no installing
    said = _said(
        [*command, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", folder / "out", *sources]
    )
    results = [folder / "out" / source.name for source in sources]
    if not all(result.exists() for result in results):  # its exit code is 0 even where it loaded nothing
        raise RuntimeError(f"LibreOffice saved nothing: {said}")
    return results


def _said(command):
    """What a program says; whatever becomes of it, no process that it started stays behind."""
    program = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env=ENVIRONMENT, start_new_session=True,
    )  # fmt: skip
    try:
        return program.communicate(timeout=SECONDS)[0]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(program.pid, signal.SIGKILL)
        program.wait()
