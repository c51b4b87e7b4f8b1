"""The page, its charts, Markdown and PDF: complete, self-contained, and in proportion."""

import re
import stat
import sys
from html import unescape
from pathlib import Path

import pytest
from lxml import etree, html
from test_figures import texts

from roi_xl.files import FileError
from roi_xl.report.as_html import page
from roi_xl.report.as_markdown import markdown
from roi_xl.report.as_pdf import browser, printed
from roi_xl.report.charts import chart
from roi_xl.report.content import Bar, Mark, Section

BOOKS = [("sales-training", "finance"), ("healthcare-training-sv", "sponsor"), ("crowded", "learning")]


def words(text):
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ")).strip()


@pytest.mark.parametrize(("name", "audience"), BOOKS)
def test_the_page_says_all_that_the_report_says(report, name, audience):
    found = report(name, audience)
    tree = html.fromstring(page(found, "book.xlsx"))
    said = words(" ".join(tree.itertext()))
    assert [text for text in map(words, texts(found)) if text not in said] == []
    assert "book.xlsx" in said


@pytest.mark.parametrize(("name", "audience"), BOOKS)
def test_the_page_holds_no_script_and_fetches_nothing(report, name, audience):
    data = page(report(name, audience), "<img src=x>&.xlsx").decode()
    tree = html.fromstring(data.encode())
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert tags.isdisjoint({"script", "img", "link", "iframe", "object", "embed", "form", "base", "a"})
    named = {name for element in tree.iter() for name in element.attrib}
    assert not {name for name in named if name.startswith("on") or name in {"src", "href", "style"}}
    assert "url(" not in data
    assert "default-src 'none'" in data
    assert "&lt;img src=x&gt;&amp;.xlsx" in data


def test_the_page_is_one_for_readers_of_every_kind(report):
    found = report("sales-training-sv", "finance")
    tree = html.fromstring(page(found, "book.xlsx"))
    assert tree.get("lang") == "sv"
    assert [*map(words, tree.xpath("//title/text()"))] == [*map(words, tree.xpath("//h1/text()"))]
    pictures = tree.xpath("//svg")
    assert len(pictures) == sum(bool(section.bars) for section in found.sections) == 4
    told = [section for section in found.sections if section.bars]
    for picture, section in zip(pictures, told, strict=True):
        assert picture.get("role") == "img"
        assert all(f"{bar.label}: {bar.shown}" in picture.get("aria-label") for bar in section.bars)
    assert all(
        len(row.xpath("td")) == len(row.xpath("../../thead/tr/th")) for row in tree.xpath("//tbody/tr")
    )


def drawn(section):
    return etree.fromstring(chart(section))


def test_bars_are_as_long_as_their_figures_and_begin_where_they_should():
    bars = (Bar("a", "4", 0, 4), Bar("b", "-3", 4, 1, "down"), Bar("c", "−1", 0, -1))
    picture = drawn(Section("walk", "t", bars=bars))
    places = [(float(one.get("x")), float(one.get("width"))) for one in picture.iter("rect")]
    (a, long), (b, shorter), (c, unit) = places
    assert (long / unit, shorter / unit) == (pytest.approx(4, rel=0.01), pytest.approx(3, rel=0.01))
    assert b == pytest.approx(a + unit, abs=0.2)  # from 1 to 4
    assert c + unit == pytest.approx(a, abs=0.2)  # from −1 to 0
    (axis,) = picture.iter("line")
    assert float(axis.get("x1")) == pytest.approx(a, abs=0.1)


def test_points_and_marks_share_one_scale():
    bars = (Bar("x", "0 to 10", 0, 10, point=5),)
    marks = (Mark("zero", 0.0), Mark("goal", 10.0, "target"))
    picture = drawn(Section("range", "t", bars=bars, marks=marks))
    low, high, whisker = (one for one in picture.iter("line"))
    (point,) = picture.iter("circle")
    ends = float(low.get("x1")), float(high.get("x1"))
    assert ends == (float(whisker.get("x1")), float(whisker.get("x2")))
    assert float(point.get("cx")) == pytest.approx(sum(ends) / 2, abs=0.1)
    assert high.get("class") == "target"


@pytest.mark.parametrize("value", [0.0, 1e-9, 1e15, -1e15])
def test_a_chart_of_one_figure_stays_within_its_frame(value):
    picture = drawn(Section("walk", "t", bars=(Bar("a", "x", 0, value),), marks=(Mark("m", value / 2),)))
    width = float(picture.get("viewBox").split()[2])
    for one in picture.iter("rect", "line"):
        for key in ("x", "x1", "x2"):
            assert 0 <= float(one.get(key, 0)) <= width


def test_a_section_without_bars_has_no_chart():
    assert chart(Section("method", "t")) == ""


@pytest.mark.parametrize(("name", "audience"), BOOKS)
def test_markdown_has_every_text_and_whole_tables(report, name, audience):
    found = report(name, audience)
    lines = markdown(found, "book.xlsx").splitlines()
    plain = words(unescape(re.sub(r"\\(.)", r"\1", " ".join(lines))))
    assert [text for text in map(words, texts(found)) if text not in plain] == []
    width = 0
    for line in lines:
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert not line.startswith("|") or not width or cells == width
        width = cells if line.startswith("|") else 0
    assert not re.search(r"(?<!\\)<script", "\n".join(lines))


def program(folder, body, name="chromium"):
    """A browser that does what its body says; `target` is where the PDF belongs."""
    path = folder / name
    path.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "target = next(one.partition('=')[2] for one in sys.argv if one.startswith('--print-to-pdf='))\n"
        f"source = open(sys.argv[-1].removeprefix('file://'), encoding='utf-8').read()\n{body}\n"
    )
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def test_a_browser_on_the_path_prints(tmp_path):
    made = program(tmp_path, "open(target, 'w').write('%PDF-1.4 ' + source)")
    assert browser({"PATH": str(tmp_path)}) == made
    assert printed(b"a page", made) == b"%PDF-1.4 a page"


def test_a_browser_in_its_usual_folder_is_found(tmp_path):
    edge = tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe"
    edge.parent.mkdir(parents=True)
    edge.touch()
    assert browser({"PATH": "", "PROGRAMFILES(X86)": str(tmp_path)}) == edge


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("sys.exit('first line\\nno display')", "no display"),
        ("sys.exit(7)", "exit code 7"),
        ("open(target, 'w').write('<html>')", "exit code 0"),
    ],
)
def test_a_browser_that_prints_nothing_is_an_error(tmp_path, body, why):
    with pytest.raises(FileError) as refused:
        printed(b"a page", program(tmp_path, body))
    assert refused.value.code == "not-printed"
    assert why in refused.value.reason


def test_a_browser_that_takes_too_long_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr("roi_xl.report.as_pdf._SECONDS", 0.5)
    with pytest.raises(FileError, match="takes too long"):
        printed(b"a page", program(tmp_path, "import time; time.sleep(60)"))


def test_a_program_that_is_not_there_is_an_error():
    with pytest.raises(FileError, match="No such file"):
        printed(b"a page", Path("/nowhere/chromium"))


def test_without_a_browser_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setattr("roi_xl.report.as_pdf._ON_MAC", ())
    with pytest.raises(FileError) as refused:
        browser({"PATH": str(tmp_path)})
    assert refused.value.code == "no-browser"
    assert ".html" in refused.value.remedy


def test_only_the_superuser_prints_without_the_browser_s_cage(tmp_path, monkeypatch):
    made = program(tmp_path, "open(target, 'w').write('%PDF-' + ' '.join(sys.argv))")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert b"--no-sandbox" not in printed(b"a page", made)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert b"--no-sandbox" in printed(b"a page", made)
