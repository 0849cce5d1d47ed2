"""What a command says on stderr about the data and the day it works on, before any number."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from graph.commands.inputs import print_findings

if TYPE_CHECKING:
    from graph.errors import Finding
    from graph.market.columns import Readable
    from graph.market.records import MarketRecords


def print_oddities(store: Readable, records: MarketRecords, *, is_checked: bool) -> None:
    """Say what is odd about the data, and about the day if the running command is given one.

    Parameters
    ----------
    store
        Where the records were read from.
    records
        The records.
    is_checked
        Whether the data went through validation, so that some faults cannot be there.
    """
    from graph.market.checks import find_day_notes, find_empty_notes

    options = _running_options()
    print_findings("data", _find_oddities(store, records, options, is_checked=is_checked))
    day = options.get("as_of")
    if isinstance(day, date):
        notes = [*find_day_notes(records, day)] if _is_given("as_of") else []
        for note in (*notes, *find_empty_notes(records, day)):
            click.echo(f"note: {note}", err=True)


def _find_oddities(
    store: Readable, records: MarketRecords, options: dict[str, object], *, is_checked: bool
) -> Iterator[Finding]:
    from graph.market import checks
    from graph.market.support import DEFAULT_FLOOR
    from graph.market.unread import find_unread

    yield from checks.check_shares(store)
    if not is_checked:
        yield from checks.check_repeats(store)
        yield from find_unread(store, records)
    yield from checks.check_circles(records)
    day, floor = options.get("as_of"), options.get("floor")
    if isinstance(day, date):
        chosen = floor if isinstance(floor, Decimal) else DEFAULT_FLOOR
        yield from checks.check_ownership(records, day, chosen)


def _running_options() -> dict[str, object]:
    """The options of the command that runs; none outside of a command."""
    context = click.get_current_context(silent=True)
    return dict(context.params) if context is not None else {}


def _is_given(name: str) -> bool:
    """Whether the user gave the option, which then deserves an answer about its value."""
    context = click.get_current_context(silent=True)
    source = context.get_parameter_source(name) if context is not None else None
    return source is not ParameterSource.DEFAULT
