"""How a command is declared: its help, examples and exit codes; its module is loaded only when needed."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from roi_xl.cli.exit_codes import MEANINGS, Exit, explained
from roi_xl.cli.files import FileFailure
from roi_xl.interruption import not_begun

_UNWRAPPED = "\b\n"  # before a paragraph whose lines click must not rewrap


def command(
    *, exits: Mapping[Exit, str], examples: Sequence[str] = (), name: str | None = None
) -> Callable[[Callable[..., Exit]], click.Command]:
    """Make a function a command: its docstring is the help, its return value the exit code.

    With --json, a command that fails prints a document, too.

    Args:
        exits: Its exit codes besides those of every command, each with this command's explanation; an empty
            text for that of the table.
        examples: Command lines, the most common first.
        name: The command's name, if it isn't the function's.
    """

    def declared(function: Callable[..., Exit]) -> click.Command:
        @functools.wraps(function)
        def run(**given: object) -> None:
            context = click.get_current_context()
            try:
                context.exit(function(**given))
            except FileFailure as failure:
                if given.get("as_json"):  # another program waits for a document
                    from roi_xl.cli.export import failed  # loads all table formats, which few commands need

                    code = Exit(failure.exit_code)
                    meaning = exits.get(code) or MEANINGS[code]
                    click.echo(failed(f"roi-xl {context.info_name}", failure, meaning))
                raise

        codes = [f"  {code:<3}  {meaning}" for code, meaning in explained(exits)]
        blocks = [inspect.getdoc(function) or "", _block("Exit codes", codes)]
        if examples:
            blocks.insert(1, _block("Examples", [f"  {example}" for example in examples]))
        return click.command(name or function.__name__, help="\n\n".join(blocks))(run)

    return declared


def _block(title: str, lines: Sequence[str]) -> str:
    return "\n".join((f"{_UNWRAPPED}{title}:", *lines))


class LazyGroup(click.Group):
    """A group of commands whose modules are loaded only when a command is called or listed."""

    def __init__(self, *, modules: Mapping[str, str], **options: Any) -> None:  # noqa: ANN401 - click's own
        """Take the commands' names; no module is loaded.

        Args:
            modules: `module:attribute` by the name of each command, in the order of the list.
            options: The options of click's group.
        """
        super().__init__(**options)
        self._modules = modules

    def list_commands(self, _: click.Context) -> list[str]:
        """The names of all commands."""
        return [*self._modules]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """A command by its name; None if there is none. Ctrl-C during its import ends at once."""
        if cmd_name not in self._modules:
            return None
        module, _, attribute = self._modules[cmd_name].partition(":")
        with not_begun():
            found = getattr(import_module(module), attribute)
        assert isinstance(found, click.Command)  # noqa: S101 - the table of our own modules
        return found
