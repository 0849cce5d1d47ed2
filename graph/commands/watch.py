"""``captivity watch``: a folder whose files are loaded as they appear and change."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from graph.errors import CaptivityError, FileMissing, InvalidInput
from graph.settings import Settings

if TYPE_CHECKING:
    from graph.ingest.watch import Watch


@click.command(short_help="Load the files of a folder as they appear and change.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--once", is_flag=True, help="Look once, load what is there, and end.")
@click.option(
    "--interval",
    metavar="SECONDS",
    type=click.FloatRange(0.05, 3600),
    default=1.0,
    show_default=True,
    help="Time between two looks; a file is loaded when it is the same at two.",
)
@click.pass_obj
def watch(settings: Settings, folder: Path, once: bool, interval: float) -> None:
    """Load the files of a folder as they appear and change; stop with Ctrl+C.

    Each gets a report beside it: FILE.report.json for programs, FILE.report.txt for people. A
    changed file takes the place of what it brought before; one that breaks a rule is refused, and
    what it said before stays. A file that goes away stays loaded (see `captivity undo`). Hidden
    files, other endings and folders within are left alone. The store is open only while
    something is loaded, so that other commands can write in between.

    \b
    Example:
      captivity watch --once incoming
    """  # noqa: D301
    from graph.commands.inputs import current_user
    from graph.ingest.limits import FileLimits
    from graph.ingest.watch import Watch
    from graph.seed import open_market

    if settings.store_path is None:
        advice = "Give the folder of a store: captivity --store PATH watch DIR."
        raise InvalidInput("A store in memory would be gone after each file", ":memory:", advice)
    if not folder.is_dir():
        raise FileMissing("There is no such folder", str(folder), "Make it, or check the path.")
    limits = FileLimits.from_settings(settings)
    watching = Watch(folder, lambda: open_market(settings, write=True), current_user(), limits)
    with stop_asked() as stop:
        watching.look()
        if once:
            stop.wait(interval)
            _pass(watching, stop)
            for path in watching.unsettled if not stop.is_set() else ():
                click.echo(f"{path.name} is still being written: not loaded.", err=True)
        else:
            click.echo(f"Watching {folder} (stop with Ctrl+C)", err=True)
            _run(watching, stop, interval)


@contextmanager
def stop_asked() -> Iterator[threading.Event]:
    """An event that SIGINT and SIGTERM set, so that the file under way is finished first."""
    stop = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _run(watching: Watch, stop: threading.Event, interval: float) -> None:
    """Pass after pass until asked to stop; a trouble is told once for as long as it lasts."""
    told = ""
    while not stop.wait(interval):
        try:
            _pass(watching, stop)
            told = ""
        except CaptivityError as error:
            # A locked or full store, or a folder that is away for a while.
            if told != error.code:
                click.echo(f"captivity: {error.message} [{error.code}] Trying again.", err=True)
            told = error.code


def _pass(watching: Watch, stop: threading.Event) -> None:
    from graph.ingest.watch import tell

    for path, outcome in watching.load(watching.look(), is_stopping=stop.is_set):
        click.echo(outcome.summary)
        if (complaint := tell(path, outcome)) is not None:
            click.echo(complaint, err=True)
