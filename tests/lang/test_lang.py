"""The languages have the same keys and write numbers as their readers do."""

import re

import pytest

from roi_xl.lang import LANGUAGES, missing, rounded, texts

languages = pytest.mark.parametrize("language", LANGUAGES)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_our_languages_lack_no_word(language):
    assert missing(language) == ()


@languages
def test_no_key_is_surplus(language):
    assert texts(language).words.keys() == texts("en").words.keys()


@languages
def test_every_text_fills_in_the_same_figures(language):
    for key, text in texts(language).words.items():
        assert sorted(re.findall(r"{\w*}", text)) == sorted(re.findall(r"{\w*}", texts("en")[key])), key


def test_an_unknown_language_is_named_with_those_there_are():
    with pytest.raises(LookupError, match=f"no language 'xx': choose one of {', '.join(LANGUAGES)}"):
        texts("xx")


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(5.625, 2, "5.63"), (-5.625, 2, "-5.63"), (0.285, 2, "0.29"), (2.5, 0, "3"), (1e300, 1, f"{10**300}.0")],
)
def test_numbers_are_rounded_as_excel_displays_them(value, decimals, shown):
    # Excel rounds half away from zero, of 15 digits; Python would give 5.62, 0.28 and 2
    assert str(rounded(value, decimals)) == shown


@pytest.mark.parametrize(
    ("language", "number", "percent"),
    [("en", "−1,234,567.50", "−62.5%"), ("sv", "−1\u00a0234\u00a0567,50", "−62,5\u00a0%")],
)
def test_numbers_are_written_as_the_language_does(language, number, percent):
    assert texts(language).number(-1_234_567.5, 2) == number
    assert texts(language).percent(-0.625) == percent


@languages
def test_a_rounded_zero_has_no_sign(language):
    assert texts(language).number(-0.001, 2)[0] == "0"
