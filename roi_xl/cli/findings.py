"""`roi-xl findings`: explains the codes of findings and refusals."""

from __future__ import annotations

import difflib
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from roi_xl.audit import Page, pages, rules_page
from roi_xl.cli.command import command
from roi_xl.cli.exit_codes import Exit
from roi_xl.findings import Entry, catalogue, entries, page
from roi_xl.tables import document

if TYPE_CHECKING:
    from collections.abc import Mapping


@command(
    exits={Exit.FINE: "printed"},
    examples=["roi-xl findings", "roi-xl findings circular", "roi-xl findings R204"],
)
@click.argument("code", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print everything that is known as JSON.")
@click.option("--markdown", is_flag=True, help="Print the page FINDINGS.md.")
def findings(*, code: str | None, as_json: bool, markdown: bool) -> Exit:
    """List the codes of findings and refusals, or explain one of them, or a rule of `roi-xl check`."""
    if code is not None and markdown:
        raise click.UsageError("--markdown prints the whole page: leave out CODE")
    rule = None if code is None else pages().get(code.upper().strip("[]"))
    if rule is not None:
        click.echo(
            document("roi-xl findings", {"findings": [], "rules": [asdict(rule)]}) if as_json else _rule(rule)
        )
        return Exit.FINE
    code = None if code is None else code.lower().strip("[]")
    chosen = entries() if code is None else {code: _named(code, entries())}
    if as_json:
        click.echo(document("roi-xl findings", {"findings": [asdict(entry) for entry in chosen.values()]}))
    elif markdown:
        click.echo(page() + rules_page(), nl=False)
    elif code is not None:
        click.echo(_explained(chosen[code]))
    else:
        for group in catalogue():
            formatter = click.HelpFormatter(width=max(40, min(110, click.HelpFormatter().width)))
            with formatter.section(group.title.replace("`", "")):
                formatter.write_dl([(entry.code, entry.meaning) for entry in group.entries])
            click.echo(formatter.getvalue())
        click.echo("roi-xl findings CODE explains one of them.")
    return Exit.FINE


def _named(code: str, known: Mapping[str, Entry]) -> Entry:
    if code not in known:
        close = difflib.get_close_matches(code, known)
        hint = f"did you mean {' or '.join(close)}?" if close else "`roi-xl findings` lists them"
        raise click.UsageError(f"there is no finding {code}: {hint}")
    return known[code]


def _rule(page: Page) -> str:
    examples = [("Wrong", text) for text in page.wrong] + [("Right", page.right)]
    facts = [("Level", page.level), ("About", page.about), ("Why", page.why), ("What to do", page.remedy)]
    lines = (f"{what}: {text}" for what, text in (*facts, *examples, ("Source", page.source)))
    return "\n".join([f"{page.code}\n", page.rule, "", *lines])


def _explained(entry: Entry) -> str:
    facts = {"Level": ", ".join(entry.levels), "What to do": entry.remedy, "Example": entry.example}
    lines = [f"{entry.code}\n", entry.meaning, "", *(f"{what}: {text}" for what, text in facts.items())]
    return "\n".join(lines)
