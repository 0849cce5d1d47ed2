"""A progress bar on stderr for long work; silent when stderr is not a terminal."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")


def track(items: Sequence[Item], description: str) -> Iterator[Item]:
    """Yield the items and show how many are done."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track as rich_track

    yield from rich_track(items, description=description, console=Console(stderr=True))


#: How often a bar looks at what the working process noted.
EVERY_S = 0.2


def note_stage(note: Path, name: str, share: float | None = None) -> None:
    """Note for :func:`show_stages` what is being done and how much of it is, from 0 to 1."""
    note.write_text(f"{name}\n{'' if share is None else share}", encoding="utf-8")


def read_stage(note: Path) -> tuple[str, float | None]:
    """The stage that was noted last; an empty name before there is one."""
    try:
        name, _, share = note.read_text(encoding="utf-8").partition("\n")
        return name, float(share) if share else None
    except (OSError, ValueError):
        return "", None


@contextmanager
def show_stages(note: Path, *, is_long: bool) -> Iterator[None]:
    """Show a bar with the noted stage while the context lasts.

    None is shown for short work, where stderr is not a terminal, and for the threads of a server.
    """
    is_ours = threading.current_thread() is threading.main_thread()
    if not (is_long and is_ours and sys.stderr.isatty()):
        yield
        return
    done = threading.Event()
    watcher = threading.Thread(target=_watch, args=(note, done), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        done.set()
        watcher.join()


def _watch(note: Path, done: threading.Event) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        while not done.wait(EVERY_S):
            name, share = read_stage(note)
            total = None if share is None else 1.0
            bar.update(task, description=name, completed=share or 0.0, total=total)
