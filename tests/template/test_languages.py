"""Languages: a file makes one, what it lacks is said in English and listed, and ours lack nothing."""

import io
import tomllib
from collections.abc import Mapping

import openpyxl
import pytest
from click.testing import CliRunner

import roi_xl.lang
from roi_xl.cli import cli
from roi_xl.lang import LANGUAGES
from roi_xl.template import words
from roi_xl.template.build import written
from roi_xl.template.words import VARIANTS, Content, _completed, missing

OURS = ("en", "sv")


def paths(tree, path=()):
    """Paths of every text in a tree, with the number of texts where there are several."""
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from paths(value, (*path, key))
        else:
            yield (*path, key), len(value) if isinstance(value, list) else 0


@pytest.fixture
def half(monkeypatch):
    """A language `nb` with some of the Swedish words for the workbook, and none for the functions."""
    swedish = words._read("lang", "sv")
    part = {section: swedish[section] for section in ("sheet", "line", "list", "sentence", "step")}
    read = words._read
    monkeypatch.setattr(words, "_read", lambda *name: part if name == ("lang", "nb") else read(*name))
    monkeypatch.setattr(words, "LANGUAGES", (*LANGUAGES, "nb"))
    monkeypatch.setattr(roi_xl.lang, "LANGUAGES", (*LANGUAGES, "nb"))
    of_functions = roi_xl.lang._words
    monkeypatch.setattr(roi_xl.lang, "_words", lambda name: {} if name == "nb" else of_functions(name))
    roi_xl.lang.texts.cache_clear()
    yield part
    roi_xl.lang.texts.cache_clear()


def test_a_language_has_a_file_for_the_workbook_and_one_for_the_functions(root):
    package = root / "roi_xl"
    files = [
        {file.stem for file in (package / folder).glob("*.toml")} for folder in ("lang", "template/lang")
    ]
    assert files == [set(LANGUAGES), set(LANGUAGES)]
    assert LANGUAGES[0] == "en"


@pytest.mark.parametrize("language", OURS)
def test_our_languages_lack_no_word(language):
    assert missing(language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_has_a_word_that_english_has_not(root, language):
    english, own = (
        tomllib.loads((root / "roi_xl" / "template" / "lang" / f"{each}.toml").read_text("utf-8"))
        for each in ("en", language)
    )
    assert {path for path, _ in paths(own)} <= {path for path, _ in paths(english)}
    if language in OURS:
        assert set(paths(own)) == set(paths(english))


def test_the_examples_are_the_files_of_their_folder_in_the_order_that_they_give(root):
    files = (root / "roi_xl/template/variants").glob("*.toml")
    order = {file.stem: tomllib.loads(file.read_text("utf-8"))["order"] for file in files}
    assert list(VARIANTS) == sorted(order, key=order.__getitem__)
    assert len(set(order.values())) == len(order)
    assert (VARIANTS[0], VARIANTS[-1]) == ("sales", "blank")


def test_a_workbook_in_half_a_language_says_the_rest_in_english(half):
    book = openpyxl.load_workbook(io.BytesIO(written({}, Content.of("sales", "nb"))))
    said = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    english, swedish = words._read("lang", "en"), words._read("lang", "sv")
    assert {swedish["sheet"]["costs"]["title"], swedish["line"]["out_net"][0]} <= said
    assert {english["block"]["costs"], english["card"]["walk"]["margin"]["caption"]} <= said
    assert "nb" in said  # ROI_STATEMENT is asked for the language itself


def test_the_words_that_fall_back_are_listed_by_file(half):
    lacking = missing("nb")
    english = words._read("lang", "en")
    assert set(lacking["lang/nb.toml"]) == set(roi_xl.lang.texts("en").words)
    listed = lacking["template/lang/nb.toml"]
    assert set(listed) == {
        ".".join(path) for path, _ in paths({s: t for s, t in english.items() if s not in half})
    }
    assert "costs.1.item" in lacking["template/variants/sales.toml"]
    assert set(lacking) == {"lang/nb.toml", "template/lang/nb.toml"} | {
        f"template/variants/{variant}.toml" for variant in VARIANTS
    }


def test_a_build_lists_them(half, monkeypatch, tmp_path):
    monkeypatch.setattr("roi_xl.shipped_workbooks.EDITIONS", ())
    done = CliRunner().invoke(cli, ["template", str(tmp_path)])
    assert done.exit_code == 0, done.output
    told = " ".join(done.stderr.split())
    for file, keys in missing("nb").items():
        listed = "" if file.startswith("template/variants/") else f": {', '.join(keys)}"
        texts = "1 text, which stays" if len(keys) == 1 else f"{len(keys):,} texts, which stay"
        assert f"roi_xl/{file} lacks {texts} English{listed} " in f"{told} "


def test_a_build_says_nothing_of_languages_that_lack_nothing(monkeypatch, tmp_path):
    monkeypatch.setattr("roi_xl.shipped_workbooks.EDITIONS", ())
    monkeypatch.setattr("roi_xl.lang.LANGUAGES", OURS)
    done = CliRunner().invoke(cli, ["template", str(tmp_path)])
    assert (done.exit_code, done.output) == (0, "")


def test_functions_say_in_english_what_a_language_lacks(half):
    assert roi_xl.lang.texts("nb").percent(0.5) == "50.0%"
    assert set(roi_xl.lang.missing("nb")) == set(roi_xl.lang.texts("en").words)


@pytest.mark.parametrize(
    ("own", "whole"),
    [
        ({}, {"a": "one", "b": ["x", "y"], "c": {"d": "deep"}}),
        ({"a": "ett"}, {"a": "ett", "b": ["x", "y"], "c": {"d": "deep"}}),
        ({"b": ["ks"]}, {"a": "one", "b": ["x", "y"], "c": {"d": "deep"}}),
        ({"b": "ks", "a": ["ett"]}, {"a": "one", "b": ["x", "y"], "c": {"d": "deep"}}),
        ({"c": "flat"}, {"a": "one", "b": ["x", "y"], "c": {"d": "deep"}}),
        ({"c": {"e": "more"}}, {"a": "one", "b": ["x", "y"], "c": {"d": "deep", "e": "more"}}),
    ],
    ids=["nothing", "a text", "too few texts", "text for list", "text for table", "a surplus one stays"],
)
def test_what_a_language_lacks_is_english(own, whole):
    assert _completed(own, {"a": "one", "b": ["x", "y"], "c": {"d": "deep"}}) == whole


def test_an_example_without_a_text_in_the_language_of_the_workbook_says_it_in_english():
    assert Content("mine", "sv", {"line": {"inp_owner": {"en": "L&D"}}}).line("inp_owner") == "L&D"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({"sv": "Utbildning"}, r"mine\.toml: no 'en' in \{'sv': 'Utbildning'\}"),
        ({"en": "Training", "vs": "Utbildning"}, rf"mine\.toml: no language 'vs' \({', '.join(LANGUAGES)}\)"),
    ],
    ids=["without English", "no such language"],
)
def test_a_text_of_an_example_has_english_and_languages_that_there_are(texts, said):
    with pytest.raises(ValueError, match=said):
        Content("mine", "en", {"line": {"inp_owner": texts}}).line("inp_owner")
