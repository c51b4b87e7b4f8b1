"""`roi-xl import`: exports into a workbook's tables; what it plans, writes, keeps, and refuses to write."""

import datetime as dt
import io
import json
import shutil
import statistics
import sys
import zipfile

import fastjsonschema
import openpyxl
import pytest
from click.testing import CliRunner

from roi_xl.cli import cli
from roi_xl.layout import study_from
from roi_xl.recalc import Settings, computed

pytestmark = pytest.mark.usefixtures("in_one_process")

DAY = "--today", "2026-01-02"


@pytest.fixture
def place(root, tmp_path, monkeypatch):
    """A folder with a blank workbook and all sample exports."""
    shutil.copytree(root / "tests" / "data" / "exports", tmp_path, dirs_exist_ok=True)
    shutil.copy(root / "workbooks" / "blank-training.xlsx", tmp_path / "book.xlsx")
    shutil.copy(root / "workbooks" / "blank-training-sv.xlsx", tmp_path / "bok.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments):
    return CliRunner().invoke(cli, ["import", *map(str, arguments), *DAY])


def imported(*sources, book="book.xlsx", options=()):
    done = run(*sources, "--into", book, "--key", "people.key", "--in-place", *options)
    assert done.exit_code == 0, done.output
    return done


def study(path):
    return study_from(computed(path.read_bytes(), Settings(dt.date(2026, 1, 2))))[0]


def figure(path, name):
    model = computed(path.read_bytes(), Settings(dt.date(2026, 1, 2)))
    return model.value(model.cell(name))


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


SCORES = [(58, 83), (41, 70), (63, 90), (70, 88), (52, 79), (66, 71)]
RECOMMEND = [10, 9, 9, 8, 7, 6, 3, 10, 9, 0]


def write_scores(folder):
    lines = [f"E{number:03},North,Trained,{pre},{post}" for number, (pre, post) in enumerate(SCORES)]
    text = "\n".join(["Person,Team,Group,Pre,Post", *lines, "E900,,Control,60,62", "E901,,Control,50,51"])
    (folder / "scores.csv").write_text(text)


def write_survey(folder):
    lines = [f"2025-03-14 15:02:{second:02},{score}" for second, score in enumerate(RECOMMEND)]
    (folder / "survey.csv").write_text("\n".join(["Timestamp,Would you recommend the course?", *lines]))


def test_figures_are_those_that_a_hand_computes(place):
    write_scores(place)
    write_survey(place)
    imported("scores.csv", "survey.csv")
    book = place / "book.xlsx"
    gains = [post - pre for pre, post in SCORES]
    assert figure(book, "cal_learning_gain") == pytest.approx(sum(gains) / len(gains))
    trained, control = [post for _, post in SCORES], [62, 51]
    squares = sum((x - statistics.mean(group)) ** 2 for group in (trained, control) for x in group)
    deviation = (squares / (len(trained) + len(control) - 2)) ** 0.5
    effect = (statistics.mean(trained) - statistics.mean(control)) / deviation
    assert figure(book, "cal_effect_control") == pytest.approx(effect)
    promoters, detractors = 5, 3  # 10 9 9 10 9, and 6 3 0
    assert figure(book, "cal_nps") == pytest.approx(100 * (promoters - detractors) / 10)


def test_figures_of_sample_exports_are_those_of_a_hand(place):
    # Moodle: E001 from 11.6 to 16.6 points; E002 has no first test and counts in no gain.
    imported("moodle-grades.csv")
    assert figure(place / "book.xlsx", "cal_learning_gain") == pytest.approx(5.0)
    # ClickUp's form has answers of 9 and 7, SurveyMonkey 9 and 6: two promoters and a detractor of four.
    imported("clickup-form-responses.csv", "surveymonkey-expanded.csv")
    assert figure(place / "book.xlsx", "cal_nps") == pytest.approx(100 * (2 - 1) / 4)
    # TalentLMS: E001 completed, E002 didn't.
    imported("talentlms-learning-progress.csv", options=["--person", "User"])
    assert figure(place / "book.xlsx", "cal_completed") == pytest.approx(0.5)


def test_sources_about_one_person_meet_in_one_row(place):
    imported("moodle-grades.csv", "moodle-completion-de.csv", "docebo-users-courses.csv")
    one, two = study(place / "book.xlsx").people
    assert (one.before, one.after, one.completed, one.group) == (11.6, 16.6, "yes", "trained")
    assert (two.before, two.after, two.completed) == (None, 14.0, "no")


def test_the_same_import_again_changes_nothing(place):
    sources = "moodle-grades.csv", "qualtrics-choice-text.csv"
    imported(*sources)
    before = (place / "book.xlsx").read_bytes()
    done = imported(*sources)
    assert "nothing is new" in done.output
    assert (place / "book.xlsx").read_bytes() == before


def test_another_program_reads_what_was_written_and_only_sheets_and_tables_differ(place):
    before = parts(place / "book.xlsx")
    imported("moodle-grades.csv", "qualtrics-choice-text.csv")
    after = parts(place / "book.xlsx")
    changed = {name for name in before if before[name] != after.get(name)}
    assert all(name.startswith(("xl/worksheets/", "xl/tables/")) for name in changed)
    assert list(before) == list(after)
    rows = openpyxl.load_workbook(place / "book.xlsx")["People"].iter_rows(values_only=True)
    assert [row[5:7] for row in rows if row[8] == "Moodle"] == [(11.6, 16.6), (None, 14)]
    assert CliRunner().invoke(cli, ["recalc", "--check", "book.xlsx", *DAY]).exit_code == 0


def test_no_name_address_or_number_of_a_person_is_in_the_workbook_or_the_output(place):
    text = "First name,Last name,ID number,Email address,Course total (Real),Quiz: Pre-test (Real)\n"
    (place / "named.csv").write_text(text + "Ada,Lovelace,S-4711,ada@example.test,9,8\n")
    done = imported("named.csv")
    written = b"".join(parts(place / "book.xlsx").values())
    for word in ("Ada", "Lovelace", "S-4711", "example.test"):
        assert word not in done.output
        assert word.encode() not in written


def test_nothing_is_written_without_being_asked_and_no_key_is_made(place):
    before = (place / "book.xlsx").read_bytes()
    for options in ((), ("--dry-run",)):
        done = run("moodle-grades.csv", "--into", "book.xlsx", "--key", "people.key", *options)
        assert done.exit_code == 0
        assert "2 new" in done.output
        assert "nothing was written" in done.output
    assert (place / "book.xlsx").read_bytes() == before
    assert not (place / "people.key").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_new_key_is_for_its_owner_alone(place):
    imported("moodle-grades.csv")
    assert (place / "people.key").stat().st_mode & 0o777 == 0o600


def test_another_key_is_refused_and_nothing_is_left_behind(place):
    imported("moodle-grades.csv")
    before = (place / "book.xlsx").read_bytes()
    done = run("moodle-grades.csv", "--into", "book.xlsx", "--key", "other.key", "--in-place")
    assert done.exit_code == 3
    assert "[other-key]" in done.output
    assert (place / "book.xlsx").read_bytes() == before
    assert not (place / "other.key").exists()


def test_the_log_notes_the_import_and_the_key(place):
    done = imported("moodle-grades.csv", options=["--json"])
    (entry,) = (entry for entry in study(place / "book.xlsx").versions if "roi-xl import" in entry.change)
    assert json.loads(done.stdout)["key"] in entry.change
    assert "Moodle" in entry.change
    assert entry.date == dt.date(2026, 1, 2)


def test_later_imports_are_noted_in_the_same_row_of_the_log(place):
    imported("moodle-grades.csv")
    imported("qualtrics-choice-text.csv")
    (entry,) = study(place / "book.xlsx").versions
    assert "Qualtrics" in entry.change


def test_what_was_typed_stays_unless_it_is_to_be_replaced(place):
    imported("moodle-grades.csv")
    person = study(place / "book.xlsx").people[0].id
    filled = ["fill", "book.xlsx", "--set", f"people.{person}.before=99", "--in-place", *DAY]
    assert CliRunner().invoke(cli, filled).exit_code == 0
    options = "--into", "book.xlsx", "--key", "people.key", "--in-place"
    kept = run("moodle-grades.csv", *options)
    assert kept.exit_code == 1
    assert "99 stays, the source has 11.6" in kept.output
    assert study(place / "book.xlsx").people[0].before == 99
    assert run("moodle-grades.csv", *options, "--replace").exit_code == 0
    assert study(place / "book.xlsx").people[0].before == 11.6


def test_blank_cells_are_filled_in_later(place):
    (place / "one.csv").write_text("Person,Pre\nE1,5\n")
    (place / "two.csv").write_text("Person,Post\nE1,7\n")
    imported("one.csv", options=["--group", "trained"])
    imported("two.csv", options=["--group", "trained"])
    (person,) = study(place / "book.xlsx").people
    assert (person.before, person.after) == (5, 7)


def test_small_teams_have_no_name_until_they_are_large_enough(place):
    few = [f"E{number},North,5" for number in range(4)]
    (place / "few.csv").write_text("\n".join(["Person,Team,Pre", *few]))
    (place / "many.csv").write_text("\n".join(["Person,Team,Pre", *few, "E4,North,5"]))
    imported("few.csv")
    assert {person.team for person in study(place / "book.xlsx").people} == {"small group"}
    imported("many.csv")
    assert [person.team for person in study(place / "book.xlsx").people] == ["North"] * 5
    imported("few.csv", book="bok.xlsx")
    assert {person.team for person in study(place / "bok.xlsx").people} == {"liten grupp"}


def test_an_export_of_personnel_only_completes_people_who_are_there(place):
    lines = "\n".join(f"E{number},Sales,2021-04-01" for number in range(9))
    (place / "staff.csv").write_text(f"Employee #,Department,Hire Date\n{lines}\n")
    people = "\n".join(f"E{number},5" for number in range(6))
    (place / "list.csv").write_text(f"Person,Pre\n{people}\n")
    done = imported("list.csv", "staff.csv", options=["--json"])
    (table,) = json.loads(done.stdout)["tables"]
    assert (table["new"], table["unknown"]) == (6, 3)
    assert {person.team for person in study(place / "book.xlsx").people} == {"Sales"}


def test_more_people_than_the_table_has_rows_make_it_longer(place):
    lines = [f"E{number},Trained,{number % 50},{number % 50 + 7}" for number in range(130)]
    (place / "list.csv").write_text("\n".join(["Person,Group,Pre,Post", *lines]))
    imported("list.csv")
    assert len(study(place / "book.xlsx").people) == 130
    assert figure(place / "book.xlsx", "cal_learning_gain") == pytest.approx(7)
    assert figure(place / "book.xlsx", "cal_people") == 130


def test_teams_of_a_longer_table_have_their_own_means(place):
    lines = [
        f"E{n},{'North' if n < 30 else 'South'},Trained,{n},{n + (5 if n < 30 else 9)}" for n in range(50)
    ]
    (place / "list.csv").write_text("\n".join(["Person,Team,Group,Pre,Post", *lines]))
    imported("list.csv")
    sheet = openpyxl.load_workbook(place / "book.xlsx", data_only=True)["People"]
    rows = [row for row in sheet.iter_rows(values_only=True) if isinstance(row[1], int) and row[2]]
    teams = [(row[2], row[3], row[7]) for row in rows]
    assert teams == [("North", 30, 5), ("South", 20, 9)]
    assert figure(place / "book.xlsx", "cal_teams") == 2


def test_a_swedish_workbook_has_its_own_words(place):
    imported("clickup-workspace-tasks.csv", book="bok.xlsx")
    sheet = openpyxl.load_workbook(place / "bok.xlsx")
    texts = {
        cell for name in sheet.sheetnames for row in sheet[name].iter_rows(values_only=True) for cell in row
    }
    assert {"Utbildad", "Kontroll"} <= texts
    assert [person.group for person in study(place / "bok.xlsx").people] == ["trained", "control"]


def test_a_text_that_looks_like_a_formula_is_never_one(place):
    lines = [f"E{number},=cmd|' /C calc'!A0,5" for number in range(5)]
    (place / "list.csv").write_text("\n".join(["Person,Team,Pre", *lines]))
    imported("list.csv")
    book = openpyxl.load_workbook(place / "book.xlsx")
    cells = [cell for row in book["People"].iter_rows() for cell in row if str(cell.value).startswith("=cmd")]
    found = zipfile.ZipFile(io.BytesIO((place / "book.xlsx").read_bytes()))
    assert len(cells) == 5
    assert not any(b"<f>cmd" in found.read(name) for name in found.namelist())


def test_two_sources_that_contradict_each_other_are_refused(place):
    (place / "one.csv").write_text("Person,Pre\nE1,5\n")
    (place / "two.csv").write_text("Person,Pre\nE1,7\n")
    done = run("one.csv", "two.csv", "--into", "book.xlsx", "--key", "people.key", "--in-place")
    assert done.exit_code == 3
    assert "[twice-different]" in done.output
    assert not (place / "people.key").exists()


def test_nothing_to_take_is_a_finding(place):
    done = run("linkedin-learning-learner-summary.csv", "--into", "book.xlsx")
    assert done.exit_code == 1
    assert "missing: which course was completed" in done.output


def test_detect_prints_a_map_that_can_be_given_back(place):
    done = run("--detect", "moodle-grades.csv")
    assert done.exit_code == 0
    (place / "map.toml").write_text(done.stdout)
    imported("moodle-grades.csv", options=["--map", "map.toml"])
    assert len(study(place / "book.xlsx").people) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ["moodle-grades.csv"],
        ["moodle-grades.csv", "--into", "book.xlsx", "--in-place"],
        ["moodle-grades.csv", "--into", "book.xlsx", "--dry-run", "--in-place"],
        ["moodle-grades.csv", "--into", "book.xlsx", "--preset", "none-such"],
        ["moodle-grades.csv", "--into", "book.xlsx", "--preset", "list", "--map", "m.toml"],
    ],
    ids=["no book", "no key", "dry and wet", "no preset", "preset and map"],
)
def test_wrong_usage_does_nothing(place, arguments):
    before = sorted(place.iterdir())
    assert run(*arguments).exit_code == 2
    assert sorted(place.iterdir()) == before


def with_protection(path, attributes):
    """The same workbook, its sheets protected with other attributes."""
    new = path.with_name("protected.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as made:
        for name in old.namelist():
            made.writestr(
                name, old.read(name).replace(b"<sheetProtection ", b"<sheetProtection " + attributes)
            )
    return new


def test_a_password_keeps_a_table_from_getting_longer(place):
    lines = "\n".join(f"E{number},5" for number in range(60))
    (place / "list.csv").write_text(f"Person,Pre\n{lines}\n")
    book = with_protection(place / "book.xlsx", b'password="CC1A" ')
    done = run("list.csv", "--into", book, "--key", "people.key", "--in-place")
    assert done.exit_code == 3
    assert "[no-room]" in done.output
    assert not (place / "people.key").exists()


TICKETS = {"Jan": (4, 3), "Feb": (5, 3), "Mar": (9, 9), "Apr": (8, 4), "May": (7, 2)}
"""Resolved tickets of the trained and the control group; the training is in March."""


def write_tickets(folder):
    (folder / "people.csv").write_text("Person,Group,Pre\nE1,Trained,5\nE2,Trained,5\nE3,Control,5\n")
    lines = ["Summary,Issue key,Issue id,Assignee,Resolved", "never done,D-0,0,E1,"]
    for month, (trained, control) in TICKETS.items():
        for who, number in (("E1", trained - 2), ("E2", 2), ("E3", control), ("E9", 5)):
            lines += [f"x,D-1,1,{who},03/{month}/25 9:41 AM"] * number
    (folder / "tickets.csv").write_text("\n".join(lines))
    days = "--set", "inp_start=2025-03-03", "--set", "inp_end=2025-03-14"
    line = "--set", "benefits.B1.benefit=Resolved tickets"
    filled = CliRunner().invoke(cli, ["fill", "book.xlsx", *days, *line, "--in-place", *DAY])
    assert filled.exit_code == 0, filled.output


def test_work_results_become_figures_by_month_of_both_groups(place):
    write_tickets(place)
    sources, options = ("people.csv", "tickets.csv"), ("--measure", "B1", "--json")
    done = json.loads(imported(*sources, options=options).stdout)
    found = study(place / "book.xlsx")
    rows = [(row.number, row.period, row.phase, row.trained, row.control) for row in found.kpi1]
    assert rows == [
        (1, "2025-01", "before", 4, 3),
        (2, "2025-02", "before", 5, 3),
        (4, "2025-04", "after", 8, 4),
        (5, "2025-05", "after", 7, 2),
    ]
    assert found.measures[0].id == "B1"
    table = done["tables"][-1]
    assert (table["new"], table["during"], table["unknown"]) == (4, 1, 1)
    by_hand = ((8 + 7) / 2 - (4 + 5) / 2) - ((4 + 2) / 2 - (3 + 3) / 2)
    assert figure(place / "book.xlsx", "cal_kpi1_control") == pytest.approx(by_hand)
    assert "nothing is new" in imported(*sources, options=options[:2]).output


def test_means_and_sums_by_month_are_those_of_a_hand(place):
    write_tickets(place)
    header = "Id,Requester,Assignee,Solved at,Full resolution time in minutes"
    rows = ["1,,E1,2025-01-05 09:00,100", "2,,E2,2025-01-25 09:00,50", "3,,E3,2025-01-25 09:00,70"]
    (place / "zendesk.csv").write_text("\n".join([header, *rows, "4,,E1,2025-05-25 09:00,40.5"]))
    won = "Opportunity Owner,Opportunity Name,Stage,Amount,Close Date"
    deals = [
        "E1,D,Closed Won,12000.50,4/30/2025",
        "E2,D,Closed Won,1000,4/1/2025",
        "E1,D,Closed Lost,9,4/2/2025",
    ]
    (place / "salesforce.csv").write_text("\n".join([won, *deals, '"Grand Totals (3 records)",,,13009.50,']))
    imported("people.csv", "zendesk.csv", options=["--measure", "B1"])
    benefit = "--set", "benefits.B2.benefit=Sales"
    assert CliRunner().invoke(cli, ["fill", "book.xlsx", *benefit, "--in-place", *DAY]).exit_code == 0
    imported("salesforce.csv", options=["--measure", "B2"])
    found = study(place / "book.xlsx")
    assert [(row.period, row.trained, row.control) for row in found.kpi1] == [
        ("2025-01", (100 + 50) / 2, 70), ("2025-05", 40.5, None),
    ]  # fmt: skip
    assert [(row.period, row.trained, row.control) for row in found.kpi2] == [("2025-04", 13000.5, None)]


def test_figures_by_month_need_the_days_of_the_training_and_a_benefit_line(place):
    write_tickets(place)
    shutil.copy(place / "bok.xlsx", place / "fresh.xlsx")
    options = "--key", "people.key", "--in-place", "--measure"
    done = run("people.csv", "tickets.csv", "--into", "fresh.xlsx", *options, "B1")
    assert (done.exit_code, "[no-training-days]" in done.output) == (3, True)
    done = run("people.csv", "tickets.csv", "--into", "book.xlsx", *options, "B77")
    assert (done.exit_code, "[invalid]" in done.output) == (3, True)
    assert not (place / "people.key").exists()


def test_what_programs_get_is_as_the_schema_says(place, root):
    schema = json.loads((root / "roi_xl" / "output.schema.json").read_text(encoding="utf-8"))
    check = fastjsonschema.compile(schema)
    planned = run("moodle-grades.csv", "--into", "book.xlsx", "--json")
    found = check(json.loads(planned.stdout))
    assert (found["written"], found["changed"], found["sources"][0]["taken"]) == (None, True, 2)
    (gain,) = [figure for figure in found["evidence"] if figure["label"] == "Learning gain"]
    assert (gain["old"], gain["new"]) == (None, pytest.approx(5.0))
    check(json.loads(run("--detect", "moodle-grades.csv", "--json").stdout))
