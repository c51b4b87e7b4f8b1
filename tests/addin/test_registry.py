"""Policies of Windows and Office that keep the add-in from working, as their templates write them."""

import pytest

from roi_xl.addin.registry import excel_program, is_from_store, policies, registry_value

OFFICE = r"SOFTWARE\Policies\Microsoft\Office\16.0"
RULES = r"SOFTWARE\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
LOCATIONS = rf"{OFFICE}\Excel\Security\Trusted Locations"


def registry(values):
    """A registry that holds some values by hive, key and name, in any case of letters."""
    known = {tuple(map(str.lower, place)): value for place, value in values.items()}
    return lambda *place: known.get(tuple(map(str.lower, place)))


def met(values):
    return [policy.detail for policy in policies(registry(values))]


def test_a_computer_without_policies_has_none():
    assert met({}) == []


FORBIDDING = [
    ("HKCU", rf"{OFFICE}\Common", "vbaoff", 1, "vbaoff"),
    ("HKLM", rf"{OFFICE}\Common", "vbaoff", 1, "vbaoff"),
    ("HKCU", rf"{OFFICE}\Excel\Security", "DisableAllAddins", 1, "DisableAllAddins"),
    ("HKCU", rf"{OFFICE}\Excel\Security", "RequireAddinSig", 1, "RequireAddinSig"),
    ("HKCU", rf"{OFFICE}\Common\Security", "RequireAlwaysOnMacroSig", 1, "RequireAlwaysOnMacroSig"),
    ("HKLM", RULES, "D4F940AB-401B-4EFC-AADC-AD5F3C50688A", "1", "d4f940ab"),
    ("HKLM", RULES, "d4f940ab-401b-4efc-aadc-ad5f3c50688a", "6", "d4f940ab"),
    ("HKLM", RULES.replace(r"\Policies", ""), "d4f940ab-401b-4efc-aadc-ad5f3c50688a", 1, "d4f940ab"),
    ("HKLM", RULES, "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b", "1", "92e97fa1"),
]


@pytest.mark.parametrize(("hive", "key", "name", "value", "told"), FORBIDDING)
def test_a_policy_that_forbids_is_named_with_a_remedy(hive, key, name, value, told):
    (policy,) = policies(registry({(hive, key, name): value}))
    assert told in policy.detail
    assert "roi-xl addin it" in policy.remedy


@pytest.mark.parametrize(("hive", "key", "name", "value", "told"), FORBIDDING)
def test_a_policy_that_is_switched_off_or_only_notes_is_none(hive, key, name, value, told):
    for off in (0, "0", "2"):
        assert met({(hive, key, name): off}) == []


def test_strict_macro_settings_stop_an_add_in_only_where_no_folder_is_trusted():
    strict = {("HKCU", rf"{OFFICE}\Excel\Security", "VBAWarnings"): 4}
    closed = {("HKCU", LOCATIONS, "AllLocationsDisabled"): 1}
    assert met(strict) == met(closed) == []
    assert len(met(strict | closed)) == 1


APP_PATH = r"SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
STORE = r"C:\Program Files\WindowsApps\Microsoft.Office.Desktop_16051_x86__8wekyb3d8bbwe\Office16\EXCEL.EXE"


def test_excel_is_where_windows_starts_it():
    program = r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE"
    assert excel_program(registry({("HKLM", APP_PATH, ""): f'"{program}"'})) == program
    assert excel_program(registry({})) is None


def test_an_excel_from_the_store_is_known_by_its_folder():
    assert is_from_store(STORE)
    assert not is_from_store(r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE")


def test_without_windows_there_is_no_registry():
    assert registry_value("HKLM", APP_PATH, "") is None
