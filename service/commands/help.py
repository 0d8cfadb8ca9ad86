"""Commands that explain themselves in the language of the terminal.

English stands beside each option, and Typer shows it. Other languages are in catalogues, a table
for each command, and are shown without boxes: their sides would be out of line wherever a terminal
orders the letters from right to left.
"""

from collections.abc import Iterator
from enum import Enum
from typing import TYPE_CHECKING

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from search.fields import FACETS, STORED
from search.queries.rules import Rule
from service.language import Language, Translate, translator
from service.language.environment import language, words

if TYPE_CHECKING:
    from typer._click.core import Context, Parameter
    from typer._click.formatting import HelpFormatter

# Options that mean the same in every command.
SHARED = frozenset({"help", "index", "json", "reranker", "sparse_model", "device"})
# Options that are made from the fields of a document.
FILTERS = frozenset(facet.name for facet in FACETS)
FIELDS_GIVEN = ", ".join(("id", "text", *(field.name for field in STORED)))
RULES = ", ".join(rule.value for rule in Rule)
_OPTIONAL = "[OPTIONS]"


class Command(TyperCommand):
    """One command."""

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the help."""
        if language() is Language.EN:
            super().format_help(ctx, formatter)
        else:
            _write_translated(ctx, formatter)


class Group(TyperGroup):
    """Commands under one name; without a command it shows its help."""

    def parse_args(self, ctx: "Context", args: list[str]) -> list[str]:
        """Take a command, or nothing, for the question what there is."""
        return super().parse_args(ctx, args or ["--help"])

    def format_help(self, ctx: "Context", formatter: "HelpFormatter") -> None:
        """Write the help."""
        if language() is Language.EN:
            super().format_help(ctx, formatter)
            return
        said = _write_translated(ctx, formatter)
        path = _path(ctx)
        with formatter.section(said("headings.commands")):
            rows = [(name, said(f"{path}{name}.about")) for name in self.list_commands(ctx)]
            formatter.write_dl(rows)


def print_usage_error(error: TyperException) -> None:
    """What is wrong with a command as it was typed, and how it is written, in its language."""
    from service.terminal import isolated, print_error, print_note

    said = words()
    # What this program says is translated already, and Typer's messages are in English.
    message = error.format_message() if error.message.isascii() else error.message
    print_error(said("usage.error", message=f"\u2068{message}\u2069"))
    ctx: Context | None = getattr(error, "ctx", None)  # of those that are about one command
    if ctx is not None:
        formatter = ctx.make_formatter()
        _write_usage(ctx, formatter, translator(language(), "commands"))
        print_note(formatter.getvalue().strip())
        print_note(said("usage.help", command=isolated(f"{ctx.command_path} --help")))


def _write_translated(ctx: "Context", formatter: "HelpFormatter") -> Translate:
    said = translator(language(), "commands")
    path = _path(ctx)
    _write_usage(ctx, formatter, said)
    for paragraph in ("about", "more", "examples"):
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(said(f"{path}{paragraph}"))
    for kind in ("argument", "option"):
        rows = list(_rows(ctx, kind, said))
        if rows:
            with formatter.section(said(f"headings.{kind}s")):
                formatter.write_dl(rows)
    return said


def _write_usage(ctx: "Context", formatter: "HelpFormatter", said: Translate) -> None:
    pieces = " ".join(ctx.command.collect_usage_pieces(ctx))
    shown = pieces.replace(_OPTIONAL, said("headings.optional"))
    formatter.write_usage(ctx.command_path, shown, said("headings.usage"))


def _rows(ctx: "Context", kind: str, said: Translate) -> Iterator[tuple[str, str]]:
    """What is written and what it means, of the arguments or of the options."""
    for param in ctx.command.get_params(ctx):
        record = param.get_help_record(ctx)
        if record is not None and param.param_type_name == kind:
            written = record[0] if kind == "option" else str(param.metavar or param.name)
            yield written, _meaning(_path(ctx), param, said) + _notes(ctx, param, said)


def _meaning(path: str, param: "Parameter", said: Translate) -> str:
    if param.name in FILTERS:
        of_fields = translator(language(), "fields")
        return of_fields("repeated", filter=of_fields(f"{param.name}.filter"))
    return said(help_key(path, param), fields=FIELDS_GIVEN, rules=RULES)


def help_key(path: str, param: "Parameter") -> str:
    """The key of what an argument or option means."""
    return f"shared.{param.name}" if param.name in SHARED else f"{path}{param.name}"


def _notes(ctx: "Context", param: "Parameter", said: Translate) -> str:
    """The default of an option, or that there is none."""
    if param.required:
        return said("headings.required")
    default = param.get_default(ctx)
    if isinstance(default, bool) or default in {None, ""}:
        return ""
    shown = default.value if isinstance(default, Enum) else default
    return said("headings.default", default=shown)


def _path(ctx: "Context") -> str:
    """The beginning of a command's keys, such as ``shawahid.key.create.``."""
    return f"{ctx.command_path.replace(' ', '.')}."
