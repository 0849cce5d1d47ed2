"""What several commands ask for in the same words: a day, a view, a floor, the data to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.days import parse_date, today
from graph.errors import InvalidInput

if TYPE_CHECKING:
    from graph.market.market import Market
    from graph.market.records import MarketRecords
    from graph.questions import Askable
    from graph.settings import Settings

VIEWS = ("developer", "vendor", "procurement")


def parse_floor(text: str) -> Decimal:
    """The confidence that the text names, in [0, 1].

    Raises
    ------
    InvalidInput
        It is not a number from 0 to 1.
    """
    from graph.market.columns import parse_number

    number = parse_number(text)
    if number is None or not 0 <= number <= 1:
        raise InvalidInput("Not a confidence", repr(text), "Give a number from 0 to 1: 0.5.")
    return number


def day_or_none(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date | None:
    """The day that the user gave; None without one."""
    return None if text is None else parse_date(text)


def day_or_today(_ctx: click.Context, _param: click.Parameter, text: str | None) -> date:
    """The day that the user gave, else today."""
    return today() if text is None else parse_date(text)


def parse_threshold(text: str) -> Decimal:
    """The share of votes that the text names, above 0 and up to 1/2; fractions are taken too.

    >>> parse_threshold("0.25"), parse_threshold("1/4")
    (Decimal('0.25'), Decimal('0.25'))

    Raises
    ------
    InvalidInput
        It is no such share.
    """
    from graph.market.columns import parse_number
    from graph.market.influence import require_threshold

    above, _, below = text.partition("/")
    parts = parse_number(above), parse_number(below or "1")
    if parts[0] is None or not parts[1]:
        raise InvalidInput(
            "Not a threshold of votes", repr(text), "Give a number above 0 and up to 0.5: 0.25."
        )
    threshold = parts[0] / parts[1]
    require_threshold(threshold)
    return threshold


def _floor_option(_ctx: click.Context, _param: click.Parameter, text: str) -> Decimal:
    return parse_floor(text)


def _threshold_option(_ctx: click.Context, _param: click.Parameter, text: str) -> Decimal:
    return parse_threshold(text)


Decorator = Callable[[Any], Any]

as_of_option: Decorator = click.option(
    "--as-of", metavar="YYYY-MM-DD", callback=day_or_today, help="The day. Default: today."
)
data_option: Decorator = click.option(
    "--data",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read this Turtle file instead of the store; may be given several times.",
)
floor_option: Decorator = click.option(
    "--floor",
    metavar="NUMBER",
    default="0.5",
    show_default=True,
    callback=_floor_option,
    help="Confidence that the best claim for a channel must reach.",
)
population_option: Decorator = click.option(
    "--population",
    metavar="NAME",
    help="Only the members of this population on the day: core, closed-core, all-listings ...",
)

_VIEWPOINT: tuple[Decorator, ...] = (
    as_of_option,
    click.option(
        "--view",
        type=click.Choice(VIEWS),
        default="developer",
        show_default=True,
        help="Every gate; those of others than the vendor; or the biller only.",
    ),
    floor_option,
    click.option(
        "--count-resale",
        is_flag=True,
        help="Count what catalogs set aside: resale, consumer apps, local runtimes.",
    ),
    click.option(
        "--threshold",
        metavar="SHARE",
        default="0.5",
        show_default=True,
        callback=_threshold_option,
        help="Share of votes from which a holder is a gate; 0.5: only who controls.",
    ),
    data_option,
)


def viewpoint_options(command: Any) -> Any:
    """The options that say which market a command works on: day, view, floor, threshold, data."""
    for option in reversed(_VIEWPOINT):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """The answers to :func:`viewpoint_options`."""

    as_of: date
    view: str
    floor: Decimal
    count_resale: bool
    files: tuple[Path, ...]
    threshold: Decimal = Decimal("0.5")

    def compile(self, records: MarketRecords) -> Market:
        """The market of these records, seen from here."""
        from graph.market.compile import View, compile_market

        return compile_market(
            records,
            self.as_of,
            view=View(self.view),
            floor=self.floor,
            count_set_aside=self.count_resale,
            threshold=self.threshold,
        )


@contextmanager
def open_data(settings: Settings, files: tuple[Path, ...]) -> Iterator[Askable]:
    """The files read into memory if any are given, else the store, open for reading."""
    if files:
        from graph.store.memory import read_files

        yield read_files(files)
    else:
        from graph.seed import open_market

        with open_market(settings, write=False) as store:
            yield store


@contextmanager
def open_asked(settings: Settings, files: tuple[Path, ...]) -> Iterator[Askable]:
    """As :func:`open_data`, for one query at once.

    The process that makes its worker starts first, beside our own imports and the opening of the
    store: each takes a fifth of the whole command.
    """
    if files or settings.is_remote or settings.store_path is None:
        with open_data(settings, files) as store:
            yield store
        return
    from graph.store.nursery import Nursery
    from graph.store.worker_process import WorkerLimits

    nursery = Nursery(WorkerLimits.of(settings))
    try:
        # Whatever is wrong here, the query will say.
        with suppress(OSError):
            nursery.begin()
        from graph.seed import open_market

        with open_market(settings, write=False, nursery=nursery) as store:
            yield store
    finally:
        nursery.close()


def read_market_records(settings: Settings, files: tuple[Path, ...]) -> MarketRecords:
    """The market records of the files, or of the store when none are given.

    What is odd about them, and about the day that the command asks for, is said on stderr.
    """
    from graph.commands.findings import print_oddities
    from graph.market.kept import load_records

    with open_data(settings, files) as store:
        records = load_records(store)
        print_oddities(store, records, is_checked=not files)
    return records
