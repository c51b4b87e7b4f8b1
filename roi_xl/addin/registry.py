"""What Windows' registry says about Excel: where it is, and which policies keep an add-in from working.

Sources: Microsoft's administrative templates office16.admx, excel16.admx and WindowsDefender.admx; the ids of
the rules are those of Microsoft's reference of attack surface reduction rules.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

Reader = Callable[[str, str, str], object]
"""Returns the value for a hive (`HKLM`, `HKCU`), key and name; None if there is none."""

_APP_PATH: Final = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
_OFFICE: Final = r"SOFTWARE\Policies\Microsoft\Office\16.0"
_DEFENDER: Final = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_RULES: Final = (rf"SOFTWARE\Policies\{_DEFENDER}", rf"SOFTWARE\{_DEFENDER}")
_BLOCK: Final = frozenset({"1", "6"})  # 6 warns: the action is blocked until the user allows it
_NO_CHILDREN: Final = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
_NO_WINDOWS_CALLS: Final = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b"


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that keeps our add-in from working.

    Attributes:
        detail: What it forbids.
        remedy: What to ask IT for.
    """

    detail: str
    remedy: str


_UNSIGNED: Final = "have IT sign the add-in (`roi-xl addin it` says how), or use xlwings Lite (`roi-xl lite`)"
_EXCLUDED: Final = "ask IT for an exclusion (`roi-xl addin it`), or use xlwings Lite (`roi-xl lite`)"
_OFFICE_POLICIES: Final = (
    (rf"{_OFFICE}\Common", "vbaoff", {1}, Policy("no VBA runs in Office (vbaoff)", _EXCLUDED)),
    (
        rf"{_OFFICE}\Excel\Security", "DisableAllAddins", {1},
        Policy("Excel loads no add-in (DisableAllAddins)", _EXCLUDED),
    ),
    (
        rf"{_OFFICE}\Excel\Security", "RequireAddinSig", {1},
        Policy("Excel loads signed add-ins alone (RequireAddinSig)", _UNSIGNED),
    ),
    (
        rf"{_OFFICE}\Common\Security", "RequireAlwaysOnMacroSig", {1},
        Policy("Office loads signed add-ins alone (RequireAlwaysOnMacroSig)", _UNSIGNED),
    ),
)  # fmt: skip
_LOCATIONS: Final = rf"{_OFFICE}\Excel\Security\Trusted Locations"
_NOT_WITHOUT_SIGNATURE: Final = frozenset({3, 4})  # VBAWarnings: signed macros only; no macros


def registry_value(hive: str, key: str, name: str) -> object:
    """A value of this computer's registry, as Excel sees it."""
    return _registry_value(hive, key, name) if os.name == "nt" else None


def _registry_value(hive: str, key: str, name: str) -> object:  # pragma: no cover - Windows
    registry: Any = import_module("winreg")  # other systems lack it
    root = {"HKLM": registry.HKEY_LOCAL_MACHINE, "HKCU": registry.HKEY_CURRENT_USER}[hive]
    try:
        with registry.OpenKey(root, key, access=registry.KEY_READ | registry.KEY_WOW64_64KEY) as opened:
            found: object = registry.QueryValueEx(opened, name)[0]
    except OSError:
        return None
    return found


def excel_program(value: Reader = registry_value) -> str | None:
    """The path of the Excel that opens workbooks; None if there is none.

    Args:
        value: Function that reads the registry.
    """
    found = (value(hive, _APP_PATH, "") for hive in ("HKCU", "HKLM"))
    return next((program.strip('"') for program in found if isinstance(program, str) and program), None)


def is_from_store(program: str) -> bool:
    """Whether an Excel comes from Microsoft Store: it can't reach programs from outside the Store."""
    return "windowsapps" in program.lower().replace("/", "\\").split("\\")


def policies(value: Reader = registry_value) -> Iterator[Policy]:
    """The active policies that block an unsigned add-in that starts Python.

    Args:
        value: Function that reads the registry.
    """
    for key, name, forbidding, policy in _OFFICE_POLICIES:
        if any(value(hive, key, name) in forbidding for hive in ("HKCU", "HKLM")):
            yield policy
    closed = any(value(hive, _LOCATIONS, "AllLocationsDisabled") == 1 for hive in ("HKCU", "HKLM"))
    strict = value("HKCU", rf"{_OFFICE}\Excel\Security", "VBAWarnings") in _NOT_WITHOUT_SIGNATURE
    if closed and strict:
        yield Policy("no unsigned macro runs, in trusted folders neither (VBAWarnings)", _UNSIGNED)
    if _is_blocked(value, _NO_CHILDREN):
        yield Policy("Defender lets Office start no program, so no Python (ASR rule d4f940ab)", _EXCLUDED)
    if _is_blocked(value, _NO_WINDOWS_CALLS):
        yield Policy("Defender lets macros call no DLL (ASR rule 92e97fa1)", _EXCLUDED)


def _is_blocked(value: Reader, rule: str) -> bool:
    spellings = (rule, rule.upper())
    return any(str(value("HKLM", key, name)) in _BLOCK for key in _RULES for name in spellings)
