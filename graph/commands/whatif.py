"""``captivity whatif``: what would move if channels opened or closed and owners changed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.commands.options import (
    Viewpoint,
    open_data,
    population_option,
    viewpoint_options,
)
from graph.errors import InvalidEdit
from graph.output import emit, format_option
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.whatif.compare import Comparison
    from graph.whatif.scenario import Scenario
    from graph.whatif.statements import Statement

CSV = ("name", "label", "captivity_before", "captivity_after", "moved", "why", "edits")
EXAMPLE = "For example: captivity whatif close codex on bedrock."


@click.command(short_help="Show what an edit of the market would move; nothing is written.")
@click.argument("edits", nargs=-1, metavar="[EDIT]...")
@viewpoint_options
@population_option
@click.option(
    "--scenario",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read edits from this file, one per line, before those given.",
)
@click.option("--shared", metavar="TEXT", help="Read edits from what --share printed.")
@click.option(
    "--save",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write the edits to this file, one per line.",
)
@click.option("--share", is_flag=True, help="Print the edits as one text for an address, no more.")
@click.option("--limit", type=click.IntRange(min=1), help="Show only the first so many assets.")
@format_option
@click.pass_obj
def whatif(
    settings: Settings,
    /,
    edits: tuple[str, ...],
    population: str | None,
    scenario: Path | None,
    shared: str | None,
    save: Path | None,
    share: bool,
    limit: int | None,
    form: str,
    **options: Any,
) -> None:
    """Show every number that would move if the market were edited, and why.

    An EDIT is a line of words, in quotes where it stands beside others. The day that the market
    is looked at is "now", unless the edit says from which day on.

    \b
      open ASSET on PLATFORM [biller X] [host X] [surface X] [upstream CHANNEL]
           [mode M] [stage S] [from DAY] [to DAY]
      close CHANNEL [from DAY]          close ASSET on PLATFORM [from DAY]
      biller|host|surface|upstream CHANNEL X     operator PLATFORM X
      drop biller|host|surface|upstream|operator THING X
      acquire OWNER X [from DAY]        divest OWNER X [from DAY]
      share HOLDER X VOTES [from DAY]   load FILE

    \b
    Examples:
      captivity whatif close codex on bedrock --as-of 2026-06-02
      captivity whatif "acquire amazon anysphere" "close ch-codex-direct"
    """  # noqa: D301
    statements = gather_statements(edits, scenario, shared)
    viewpoint = Viewpoint(**options)
    found, used = run_scenario(settings, statements, viewpoint, population)
    if save is not None:
        save_scenario(save, used)
    if share:
        click.echo(used.to_shared())
        return
    print_comparison(found, form, limit)


def gather_statements(
    edits: tuple[str, ...], scenario: Path | None, shared: str | None
) -> list[Statement]:
    """The statements of the file, the shared text and the arguments, in this order.

    Raises
    ------
    InvalidEdit, FileMissing
        There are none, or the file cannot be read.
    """
    from graph.whatif.files import read_statements
    from graph.whatif.statements import from_shared, join_arguments, split_statements

    found = read_statements(scenario) if scenario is not None else []
    found += split_statements(from_shared(shared)) if shared is not None else []
    found += split_statements(join_arguments(edits))
    if not found:
        raise InvalidEdit("No edit is given", "", EXAMPLE)
    return found


def run_scenario(
    settings: Settings, statements: list[Statement], viewpoint: Viewpoint, population: str | None
) -> tuple[Comparison, Scenario]:
    """What the statements move on the data of the viewpoint, and the scenario that they make."""
    from graph.commands.findings import print_oddities
    from graph.market.kept import load_records
    from graph.whatif.compare import compare
    from graph.whatif.loading import loader_of
    from graph.whatif.scenario import apply_scenario, read_scenario, split_loads

    with open_data(settings, viewpoint.files) as store:
        records = load_records(store)
        print_oddities(store, records, is_checked=not viewpoint.files)
        load = loader_of(store)
        loads, _ = split_loads(statements)
        named = load(tuple(Path(edit.path) for edit in loads)) if loads else records
        scenario = read_scenario(statements, named)
        outcome = apply_scenario(viewpoint.compile(records), scenario, load)
    return compare(outcome, population), scenario


def save_scenario(path: Path, scenario: Scenario) -> None:
    """Write the scenario as a file.

    Raises
    ------
    InvalidInput
        The file cannot be written.
    """
    from graph.whatif.files import write_scenario

    write_scenario(path, scenario)
    click.echo(f"Saved {len(scenario.edits)} edits as {path}.", err=True)


def print_comparison(found: Comparison, form: str, limit: int | None) -> None:
    """Print what moved, in words, as JSON or as CSV."""
    from graph.whatif.told import tell_comparison

    told = tell_comparison(found)
    told["moved"] = told["moved"][:limit]
    if form == "json":
        click.echo(json.dumps(told, indent=2, ensure_ascii=False))
    elif form == "csv":
        emit(told["moved"], CSV, form)
    else:
        print_report(told)


def print_report(told: dict[str, Any]) -> None:
    """Print the summary, each asset that moved in a sentence, and the gatekeepers."""
    click.echo(told["summary"])
    for asset in told["moved"]:
        click.echo(f"  {asset['words']}")
    if told["gatekeepers"]:
        name = told["population"]["name"]
        click.echo(f"Assets of {name} that one owner alone can close:")
    for owner in told["gatekeepers"]:
        click.echo(
            f"  {owner['label']}: {owner['assets_before']} -> {owner['assets_after']} "
            f"(share {owner['share_before']} -> {owner['share_after']})"
        )
