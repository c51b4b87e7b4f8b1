"""`roi-xl due` as owners meet it: what is overdue first, by owner; a calendar that other programs read."""

import datetime as dt
import json

import icalendar
import pytest
import vobject

pytestmark = pytest.mark.usefixtures("in_one_process")

ON = "--on", "2026-01-20"


@pytest.fixture
def sales(root):
    return root / "workbooks" / "sales-training.xlsx"


def test_overdue_first_by_owner(invoke, sales):
    done = invoke("due", sales, *ON, "--within", "22d")
    lines = [line for line in done.stdout.splitlines() if not line.startswith("        ")]
    assert done.exit_code == 1
    assert lines[0] == "On 2026-01-20: 2 overdue, 3 due within 22 days, 1 later"
    owners = [line.strip() for line in lines if line.startswith("  ") and not line.startswith("    ")]
    late, soon = ["Head of Sales", "L&D analyst"], ["Finance controller", "Head of Order Desk"]
    assert owners == [*late, *soon, "HR business partner"]
    assert "    2025-06-26  208 days late  Decide: extend, change or stop" in lines
    assert "Follow-up'!B12" in done.stdout


def test_nothing_overdue_is_fine(invoke, sales, root):
    assert invoke("due", sales, "--on", "2025-03-01", "--quiet").exit_code == 0
    assert invoke("due", sales, "--on", "2025-03-01", "--quiet").stdout == ""
    blank = invoke("due", root / "workbooks" / "blank-training.xlsx", *ON)
    assert blank.exit_code == 0
    assert "the training's end is blank" in blank.stdout


def test_words_in_swedish(invoke, root):
    said = invoke("due", root / "workbooks" / "sales-training-sv.xlsx", *ON, "--language", "sv").stdout
    assert "Försenat" in said
    assert "208 dagar sent" in said
    assert "late" not in said


def test_a_book_that_is_not_ours_stops_no_other(invoke, sales, sum_of_two):
    done = invoke("due", sum_of_two, sales, *ON, "--json")
    document = json.loads(done.stdout)
    assert done.exit_code == 3
    assert [entry["failure"]["code"] for entry in document["failed"]] == ["not-a-template"]
    assert {entry["file"] for entry in document["due"]} == {str(sales)}


@pytest.mark.parametrize("arguments", [["--within", "soon"], ["--on", "20.1.2026"]], ids=" ".join)
def test_wrong_usage(invoke, sales, arguments):
    assert invoke("due", sales, *arguments).exit_code == 2


def test_two_other_readers_take_in_the_calendar(invoke, sales, folder):
    invoke("due", sales, *ON, "--ics", "a.ics")
    data = (folder / "a.ics").read_bytes()
    entries = {e["uid"]: e for e in json.loads(invoke("due", sales, *ON, "--json").stdout)["due"]}
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    told = {str(event["uid"]): event.decoded("dtstart").isoformat() for event in events}
    assert told == {uid: entry["day"] for uid, entry in entries.items()}
    others = vobject.readOne(data.decode()).vevent_list
    assert {event.uid.value: event.dtstart.value.isoformat() for event in others} == told
    for event in others:
        assert event.dtend.value - event.dtstart.value == dt.timedelta(days=1)
        assert (event.transp.value, event.valarm.trigger.value) == ("TRANSPARENT", dt.timedelta(days=-1))
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))  # RFC 5545, 3.1
    assert b"ATTENDEE" not in data


def test_a_calendar_of_ours_is_replaced_and_somebody_s_is_not(invoke, sales, folder):
    assert invoke("due", sales, *ON, "--ics", "a.ics").exit_code == 1
    first = (folder / "a.ics").read_bytes()
    assert invoke("due", sales, *ON, "--ics", "a.ics").exit_code == 1
    assert (folder / "a.ics").read_bytes() == first
    (folder / "b.ics").write_text("BEGIN:VCALENDAR\r\nPRODID:somebody\r\nEND:VCALENDAR\r\n")
    assert invoke("due", sales, *ON, "--ics", "b.ics").exit_code == 3
    assert invoke("due", sales, *ON, "--ics", "b.ics", "--force").exit_code == 1
