"""What is read from sources: encodings, delimiters, headers, numbers, dates, people; and what is refused."""

import datetime as dt
import io
import tracemalloc

import pytest
import xlsxwriter

from roi_xl.files import FileError
from roi_xl.importing.detect import detected
from roi_xl.importing.extract import extract
from roi_xl.importing.mapping import map_from, presets
from roi_xl.importing.pseudonyms import fingerprint, key_from, new_key, pseudonym
from roi_xl.importing.readings import Days, Decimals, UnreadableError
from roi_xl.importing.recognition import Wishes

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))


def taken(text, map_=None, encoding="utf-8", **wishes):
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return extract(data, map_, Wishes(**wishes), KEY)


def cells(found, table="people"):
    return [dict(record.cells) for record in found.records if record.table == table]


def export(root, name, **wishes):
    return extract((root / "tests" / "data" / "exports" / name).read_bytes(), None, Wishes(**wishes), KEY)


EXPORTS = {
    # file: preset, rows, rows taken, records by table; counted by hand in the files
    "bamboohr-employees.csv": ("bamboohr", 2, 2, {"people": 2}),
    "canvas-gradebook.csv": ("canvas", 4, 2, {"people": 2}),
    "clickup-form-responses.csv": ("clickup-form", 2, 2, {"answers": 2}),
    "clickup-workspace-tasks.csv": ("clickup-tasks", 2, 2, {"people": 2}),
    "cornerstone-transcript.xlsx": ("cornerstone", 3, 2, {"people": 2}),
    "docebo-users-courses.csv": ("docebo", 2, 2, {"people": 2}),
    "google-forms-quiz.csv": ("google-forms", 3, 2, {"people": 2}),
    "google-forms-swedish.csv": ("google-formular", 2, 2, {"answers": 2}),
    "hubspot-deals.csv": ("hubspot", 2, 0, {}),
    "intercom-conversations.csv": ("intercom", 2, 0, {}),
    "jira-issues.csv": ("jira", 2, 0, {}),
    "linkedin-learning-learner-summary.csv": ("linkedin-learning", 2, 0, {}),
    "moodle-completion-de.csv": ("moodle-completion-de", 2, 2, {"people": 2}),
    "moodle-grades.csv": ("moodle-grades", 2, 2, {"people": 2}),
    "ms-forms-quiz.xlsx": ("ms-forms", 2, 2, {"answers": 2}),
    "ms-forms-swedish.csv": ("ms-forms-sv", 2, 0, {}),
    "personio-employees-de.csv": ("personio-de", 2, 2, {"people": 2}),
    "qualtrics-choice-text.csv": ("qualtrics", 3, 1, {"answers": 1}),
    "quirk-decimal-comma-mixed.csv": ("list", 3, 3, {"people": 3}),
    "quirk-excel-sep-line.csv": ("list", 1, 1, {"people": 1}),
    "salesforce-opportunities.csv": ("salesforce", 5, 0, {}),
    "surveymonkey-expanded.csv": ("surveymonkey", 2, 2, {"answers": 2}),
    "talentlms-learning-progress.csv": ("talentlms", 2, 2, {"people": 2}),
    "typeform.csv": ("typeform", 2, 1, {"answers": 1}),
    "workday-headcount.xlsx": ("workday", 2, 2, {"people": 2}),
    "zendesk-tickets.csv": ("zendesk", 2, 0, {}),
}


def test_every_sample_is_in_the_table(root):
    assert {path.name for path in (root / "tests" / "data" / "exports").iterdir()} == set(EXPORTS)


@pytest.mark.parametrize("name", EXPORTS)
def test_an_export_gives_what_a_hand_counts_in_it(root, name):
    preset, rows, taken_rows, records = EXPORTS[name]
    found = export(root, name, test="after", leave_out=True)
    by_table = [record.table for record in found.records]
    assert (found.preset, found.rows, found.taken) == (preset, rows, taken_rows)
    assert {table: by_table.count(table) for table in by_table} == records
    left = sum(each.number for each in found.left_out if each.what == "rows")
    assert found.taken + left == found.rows
    if not records:
        assert found.missing or found.left_out


@pytest.mark.parametrize("name", EXPORTS)
def test_nobody_s_name_or_address_leaves_the_source(root, name):
    found = export(root, name, test="after", leave_out=True)
    told = repr(found.records) + repr(found.left_out)
    assert "@" not in told
    assert "E001" not in told
    assert "E002" not in told


def test_values_are_those_of_the_file(root):
    assert cells(export(root, "moodle-grades.csv")) == [
        {"before": 11.6, "after": 16.6, "team": "Sales", "group": "trained"},
        {"after": 14.0, "team": "Sales", "group": "trained"},
    ]
    assert cells(export(root, "clickup-workspace-tasks.csv")) == [
        {"before": 58.0, "after": 83.0, "group": "trained", "completed": "yes"},
        {"after": 61.0, "group": "control", "completed": "no"},
    ]
    # 2024 with 70 points is older than 2025 with 83
    assert cells(export(root, "cornerstone-transcript.xlsx", test="after"))[0]["after"] == 83.0
    assert cells(export(root, "qualtrics-choice-text.csv"), "answers") == [
        {"recommend": 9.0, "relevance": 4.0}
    ]
    commas = cells(export(root, "quirk-decimal-comma-mixed.csv", leave_out=True))
    assert commas == [{"before": 58.5, "after": 83.0}, {"before": 1061.5, "after": 1100.25}, {"after": 12.0}]


def test_a_score_waits_until_the_user_says_which_test_it_is(root):
    found = export(root, "talentlms-learning-progress.csv")
    assert all("after" not in each and "before" not in each for each in cells(found))
    assert any("--test" in text for text in found.missing)
    assert cells(export(root, "talentlms-learning-progress.csv", test="before"))[0]["before"] == 83.0


def moment(*numbers):
    return dt.datetime(*numbers)  # noqa: DTZ001 - clocks of exports have no zone


LIST = "Person;Före\nE1;5,5\nŁó;6\n"


@pytest.mark.parametrize(
    ("data", "wishes"),
    [
        (LIST.encode(), {}),
        (LIST.encode("utf-8-sig"), {}),
        (LIST.encode("utf-16"), {}),
        (LIST.encode("utf-16-le"), {}),
        (LIST.encode("utf-16-be"), {}),
        (LIST.replace("Ł", "L").encode("cp1252"), {}),
        (LIST.replace("Före", "före").encode("cp1250"), {"encoding": "cp1250"}),
        (("sep=;\r\n" + LIST).encode(), {}),
        (LIST.replace(";", "\t").encode(), {}),
        (LIST.replace(";", "|").encode(), {}),
        (("\n".join(f"Line {number} of a report" for number in range(9)) + "\n\n" + LIST).encode(), {}),
    ],
    ids=[
        "utf-8",
        "mark",
        "utf-16",
        "le",
        "be",
        "cp1252",
        "cp1250",
        "sep",
        "tabs",
        "bars",
        "nine lines above",
    ],
)
def test_one_list_in_every_dress_is_the_same_list(data, wishes):
    assert cells(taken(data, **wishes)) == [{"before": 5.5}, {"before": 6.0}]


def test_a_table_may_begin_anywhere_on_any_sheet():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        book.add_worksheet("Empty")
        book.add_worksheet("Notes").write_row("A1", ["a", "note"])
        sheet = book.add_worksheet("Data")
        sheet.write_column("C3", ["Report", "", "Person", "E1"])
        sheet.write_column("D5", ["Pre", 5.5])
    assert cells(taken(file.getvalue())) == [{"before": 5.5}]
    assert cells(taken(file.getvalue(), sheet="Data")) == [{"before": 5.5}]
    with pytest.raises(FileError, match="name one of Empty, Notes, Data"):
        taken(file.getvalue(), sheet="data")


@pytest.mark.parametrize(
    ("numbers", "sign"),
    [
        (["1,5"], ","), (["1.5"], "."), (["1.234,5"], ","), (["1,234.5"], "."), (["1 234,5"], ","),
        (["1.234.567"], ","), (["1,234", "2.5"], "."), (["1.234", "2,5"], ","), (["0,125"], ","),
        (["1234.125"], "."), (["7"], "."),
    ],
)  # fmt: skip
def test_the_decimal_sign_is_the_one_that_the_numbers_show(numbers, sign):
    decimals = Decimals()
    for number in numbers:
        decimals.see(number, "row 2")
    assert decimals.sign == sign


def test_numbers_are_read_by_the_sign():
    comma, point = Decimals(","), Decimals(".")
    assert comma.number("1.061,50") == comma.number("1 061,50") == comma.number("1\u00a0061,5") == 1061.5
    assert point.number("1,061.50") == point.number("1'061.5") == 1061.5
    assert point.number("12 / 20") == 12
    assert point.number("83%") == 83
    assert point.number("\u22123") == -3


@pytest.mark.parametrize(
    ("text", "wishes", "wanted"),
    [
        ("2025-03-14 15:02:11", {}, moment(2025, 3, 14, 15, 2, 11)),
        ("2025/03/14 3:02:11 PM GMT+1", {}, moment(2025, 3, 14, 15, 2, 11)),
        ("2025-03-14 15.02.11", {}, moment(2025, 3, 14, 15, 2, 11)),
        ("14/03/2025", {}, moment(2025, 3, 14)),
        ("3/14/2025 3:02 PM", {}, moment(2025, 3, 14, 15, 2)),
        ("01.04.2021", {}, moment(2021, 4, 1)),
        ("03/04/2025", {"wanted": "dmy"}, moment(2025, 4, 3)),
        ("03/04/2025", {"wanted": "mdy"}, moment(2025, 3, 4)),
        ("03/Feb/25 9:41 AM", {}, moment(2025, 2, 3, 9, 41)),
        ("1741017600000", {}, moment(2025, 3, 3, 16)),
        ("1749722400", {}, moment(2025, 6, 12, 10)),
        (dt.date(2025, 3, 14), {}, moment(2025, 3, 14)),
    ],
)
def test_moments_are_read_as_their_clock_showed_them(text, wishes, wanted):
    days = Days(**wishes)
    days.see(text, "row 2")
    assert days.moment(text) == wanted


@pytest.mark.parametrize("text", ["10", "March", "12:30", "March 2025", "soon", "31/31/2025", ""])
def test_half_a_date_is_none(text):
    with pytest.raises(UnreadableError):
        Days("dmy").moment(text)


REFUSED = {
    "two signs": ("Person;Pre\nE1;5,5\nE2;6.5\n", {}, "mixed-decimals", ["'5,5'", "'6.5'", "row 2", "row 3"]),
    "thousands or not": ("Person;Pre\nE1;1.234\n", {}, "unclear-decimal", ["'1.234'", "--decimal"]),
    "no number": ("Person;Pre\nE1;=cmd|calc\n", {}, "unreadable-cell", ["'=cmd|calc'", "--leave-out"]),
    "same person, other score": ("Person;Pre\nE1;5\ne1 ;6\n", {}, "twice-different", ["row 2", "row 3"]),
    "off the scale": ("Person;Would you recommend it?\nE1;11\n", {}, "unreadable-cell", ["0 to 10"]),
    "two orders": (
        "Timestamp;ID;Score\n14/03/2025;E1;5\n03/25/2025;E1;6\n", {"test": "after"}, "mixed-dates",
        ["'14/03/2025'", "'03/25/2025'"],
    ),
    "day or month": (
        "Timestamp;ID;Score\n03/04/2025;E1;5\n04/03/2025;E1;6\n", {"test": "after"}, "unclear-date",
        ["--dates"],
    ),
    "other maximum": (
        "Timestamp;ID;Score\n2025-01-01;E1;5 / 20\n2025-01-01;E2;5 / 30\n", {"test": "after"},
        "unreadable-cell", ["30", "20"],
    ),
    "open quotation": ('Person;Pre\nE1;"5\n' + "x" * 140_000, {}, "unreadable-source", ["field"]),
    "no table": ("just a line\n", {}, "no-header", []),
    "nothing": ("", {}, "no-rows", []),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_certain_is_refused_with_its_place(case):
    text, wishes, code, words = REFUSED[case]
    with pytest.raises(FileError) as error:
        taken(text, **wishes)
    assert error.value.code == code
    assert all(word in str(error.value) for word in words), str(error.value)


def test_two_answers_within_a_second_are_two_answers():
    found = taken("Timestamp,Would you recommend it?\n2025-01-01 10:00:00,9\n2025-01-01 10:00:00,9\n")
    assert len({record.id for record in found.records}) == 2


def test_a_text_that_looks_like_a_formula_stays_a_text():
    assert cells(taken("Person;Pre;Team\nE1;5;=1+1\n"))[0]["team"] == "=1+1"


def test_a_scale_of_its_own_needs_a_map_and_is_a_share_with_one():
    text = "Person,Confidence to apply (1-5)\nE1,5\nE2,4\n"
    assert taken(text).left_out[0].reason.startswith("confidence: ")
    mapped = map_from(b'person="Person"\n[answers]\nconfidence={column="Confidence*",low=1,high=5}\n')
    assert cells(taken(text, mapped), "answers") == [{"confidence": 1.0}, {"confidence": 0.75}]


def test_what_detect_prints_is_a_map_that_gives_the_same(root):
    for name in ("moodle-grades.csv", "surveymonkey-expanded.csv", "clickup-workspace-tasks.csv"):
        data = (root / "tests" / "data" / "exports" / name).read_bytes()
        found = detected(data, None, Wishes())
        again = extract(data, map_from(found.map.encode()), Wishes(), KEY)
        assert again.records == extract(data, None, Wishes(), KEY).records


@pytest.mark.parametrize(
    "text",
    ["x", "none = 1", "[people]\nnone = 'a'", "people = 1", "header_rows = 0", "preset = 'none'",
     "skip = [1]", "[people]\nbefore = 1", "[answers]\nconfidence = {column='a', low=5, high=1}"],
)  # fmt: skip
def test_a_map_with_a_slip_is_refused(text):
    with pytest.raises(FileError) as error:
        map_from(text.encode())
    assert error.value.code == "unclear-map"


def test_a_map_that_names_an_absent_column_is_refused_and_told_which_there_are():
    with pytest.raises(FileError, match="Person, Pre"):
        taken("Person;Pre\nE1;5\n", map_from(b'person = "Person"\n[people]\nbefore = "Previous"\n'))


def test_every_preset_names_columns_to_recognise_it_by_and_says_where_to_export():
    for name, map_ in presets().items():
        assert map_.title and map_.export and map_.source, name  # noqa: PT018
        assert map_.columns or name == "list"


def test_a_pseudonym_depends_on_the_key_and_on_who_it_is_alone():
    one = pseudonym(KEY, "P", "E001")
    assert one == pseudonym(KEY, "P", " e001 ")
    assert one != pseudonym(OTHER_KEY, "P", "E001")
    assert one != pseudonym(KEY, "A", "E001")  # an answer can't be told to be the person's
    assert one.isalnum()
    assert one[0].isalpha()  # or Excel would take some for numbers, such as 12345678 or 1234e567
    assert key_from(new_key()) != key_from(new_key())
    assert fingerprint(KEY) != fingerprint(OTHER_KEY)


def test_memory_does_not_grow_with_the_rows():
    data = b"Issue key,Person,Pre\n" + b"".join(b"D-%d,E%d,5\n" % (n, n % 50) for n in range(20_000))
    tracemalloc.start()
    found = extract(data, None, Wishes(), KEY)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.rows, len(found.records)) == (20_000, 50)
    assert peak < 1_500_000  # all rows as lists of texts would take about 5 MB
