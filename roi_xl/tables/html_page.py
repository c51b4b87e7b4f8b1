"""The frame of a self-contained HTML page: no script, and nothing that a browser would have to fetch."""

from __future__ import annotations

from html import escape
from typing import Final

from roi_xl.lang import ENGLISH

_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
"""What a browser may load: nothing but the page's own style."""


def html_page(title: str, body: str, *, style: str, generator: str, language: str = ENGLISH) -> bytes:
    """A page whose heading is its title.

    Args:
        title: The title, as a text.
        body: What follows the heading, as HTML that ends with a line break.
        style: Its style sheet.
        generator: The command that makes it, such as `roi-xl diff`.
        language: The language of its words.
    """
    return f"""<!DOCTYPE html>
<html lang="{language}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="{generator}">
<title>{escape(title)}</title>
<style>{style}</style>
<h1>{escape(title)}</h1>
{body}</html>
""".encode()
