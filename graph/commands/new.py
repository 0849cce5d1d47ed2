"""``captivity new``: a channel, a stake or a claim with its source, from plain fields."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.errors import InvalidInput
from graph.output import emit, format_option
from graph.settings import Settings
from graph.writing.fields import FORMS, Field, Type

if TYPE_CHECKING:
    from graph.ingest.report import LoadReport
    from graph.store.port import Store
    from graph.writing.compose import Written

COLUMNS = ("status", "load_id", "name", "triples", "new", "already_known")
HINTS = {
    Type.NAME: "NAME",
    Type.CODE: "CODE",
    Type.DAY: "YYYY-MM-DD",
    Type.FRACTION: "NUMBER",
    Type.AMOUNT: "NUMBER",
    Type.SHARE: "SHARE",
    Type.FLAG: "true|false",
    Type.URL: "URL",
    Type.SLUG: "SLUG",
}
WHAT = {
    "channel": "A channel: one asset through one platform over one period.",
    "stake": "A stake: one organisation's holding in another over one period.",
    "claim": "A claim: what one source says of things that are in the graph.",
}
EXAMPLES = {
    "channel": "captivity new channel --asset codex --platform vertex-ai --stage GA "
    "--access RawAPI\n        --confidence 0.8 --source-url https://example.org/news",
    "stake": "captivity new stake --holder microsoft --issuer github --votes 1 --confidence 0.9\n"
    '        --source-title "Annual report"',
    "claim": "captivity new claim --about ch-codex-bedrock --confidence 0.7 --polarity Denies\n"
    '        --statement "It is no longer sold." --source-url https://example.org/news',
}


class Forms(click.Group):
    """A command for each form, made when it is asked for: their help reads the vocabulary."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """What can be written."""
        return list(FORMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that writes it; None for anything else."""
        return _make_command(cmd_name) if cmd_name in FORMS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, and for a misspelt one say which was meant."""
        if args and args[0] not in FORMS and not args[0].startswith("-"):
            from graph.suggest import did_you_mean

            advice = did_you_mean(args[0], FORMS) or f"There are {', '.join(FORMS)}."
            ctx.fail(f"No such thing to write: {args[0]}. {advice}")
        return super().resolve_command(ctx, args)


@click.group(cls=Forms, short_help="Write a channel, stake or claim from plain fields.")
def new() -> None:
    """Write a channel, a stake or a claim with its source as Turtle, or add it at once.

    Names are slugs or labels of what is in the graph; what is not can be declared on the way.
    The rules of `captivity validate` are applied before anything is printed.

    \b
    Example:
      captivity new channel --help
    """  # noqa: D301


def _help(field: Field) -> str:
    """The help of a field, with the codes to choose from."""
    parts = [field.help]
    if field.type is Type.CODE:
        from graph.writing.codes import read_code_lists

        parts.append(f"One of {', '.join(code.name for code in read_code_lists()[field.target])}.")
    if field.default:
        parts.append(f"Default: {field.default}.")
    if field.many:
        parts.append("May be given several times.")
    if field.required:
        parts.append("Required.")
    return " ".join(parts)


def _make_command(form: str) -> click.Command:
    options = [
        click.Option([field.option], multiple=True, metavar=HINTS.get(field.type, "TEXT"),
                     help=_help(field))
        for field in FORMS[form]
    ]  # fmt: skip

    @click.pass_obj
    def write(settings: Settings, /, **given: Any) -> None:
        _write(settings, form, given)

    command = click.Command(
        form,
        params=list(options),
        callback=write,
        help=f"{WHAT[form]}\n\n\b\nExample:\n  {EXAMPLES[form]}",
        short_help=WHAT[form],
    )
    for option in _COMMON:
        command = option(command)
    return command


_COMMON = (
    click.option(
        "--declare",
        nargs=3,
        multiple=True,
        metavar="KIND LABEL BY",
        help="A thing that is new too, such as Model 'Bot 2' openai: BY develops, runs or grants "
        "it, - for an organisation. May be given several times.",
    ),
    click.option("--add", "add", is_flag=True, help="Add it to the store at once."),
    click.option(
        "--output",
        type=click.Path(dir_okay=False, path_type=Path),
        metavar="FILE",
        help="Write the Turtle to a new file instead of printing it.",
    ),
    format_option,
)


def _write(settings: Settings, form: str, given: dict[str, Any]) -> None:
    from graph.commands.inputs import print_findings
    from graph.market.kept import load_records
    from graph.market.names import NameIndex
    from graph.seed import open_market
    from graph.writing.compose import compose

    add, output, style = given.pop("add"), given.pop("output"), given.pop("form")
    declared = _declared(given.pop("declare"))
    with open_market(settings, write=add) as store:
        written = compose(form, given, NameIndex(load_records(store)), declared)
        # What the shapes would refuse is refused before anything is written anywhere.
        report = _check(settings, store, written, add=False)
        print_findings(written.name, report.warnings)
        if output is not None:
            write_new_file(output, written.turtle)
        if add:
            report = _check(settings, store, written, add=True)
    if style == "json" or add:
        row = report.to_dict() | {"iri": written.iri, "turtle": written.turtle}
        emit([row], COLUMNS, style)
    elif output is None:
        click.echo(written.turtle, nl=False)
    else:
        click.echo(f"Wrote {output}. Add it with: captivity add {output}", err=True)


def _declared(triples: Sequence[tuple[str, str, str]]) -> list[Any]:
    from graph.writing.naming import Declared

    return [Declared(kind, label, "" if by == "-" else by) for kind, label, by in triples]


def _check(settings: Settings, store: Store, written: Written, *, add: bool) -> LoadReport:
    from graph.commands.inputs import current_user
    from graph.ingest.add import add_document, preview_document
    from graph.ingest.limits import FileLimits

    content, limits = written.turtle.encode(), FileLimits.from_settings(settings)
    if add:
        return add_document(store, written.name, content, who=current_user(), limits=limits)
    return preview_document(store, written.name, content, limits=limits)


def write_new_file(path: Path, text: str) -> None:
    """Write a file that is not there yet.

    Raises
    ------
    InvalidInput
        It is there, or cannot be written.
    """
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        advice = "Give another name, or remove it first."
        raise InvalidInput("The file is there already", str(path), advice) from error
    except OSError as error:
        thing = f"{path} ({error.strerror})"
        raise InvalidInput("The file cannot be written", thing, "Check the path.") from error
