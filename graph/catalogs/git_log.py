"""Ask git when files came and went, and make half-open intervals of it."""

from __future__ import annotations

import shutil
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from graph.catalogs.listing import Interval
from graph.errors import CatalogRejected

#: A line of the log that starts a commit begins with this, which no path can hold.
COMMIT_MARK = "\x01"
TIMEOUT_S = 600.0

#: Day, ``A`` for added or ``D`` for deleted, and what it happened to.
Event = tuple[date, str, str]
ListingEvent = tuple[date, str, tuple[str, str]]


def run_git(folder: Path, *arguments: str) -> str:
    """What git prints.

    Raises
    ------
    CatalogRejected
        Git is not installed, is too slow, or refuses; its own words are given.
    """
    git = shutil.which("git")
    if git is None:
        raise CatalogRejected(
            "Git is not installed", advice="Install git, or give api.json and a history file."
        )
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with arguments of our own
            [git, "-C", str(folder), "-c", "core.quotePath=false", *arguments],
            capture_output=True,
            check=True,
            timeout=TIMEOUT_S,
        )
    except subprocess.CalledProcessError as error:
        words = error.stderr.decode("utf-8", errors="replace").strip().splitlines()
        raise CatalogRejected(
            "Git cannot read the checkout", str(folder), words[-1] if words else ""
        ) from error
    except subprocess.TimeoutExpired as error:
        raise CatalogRejected(
            "Git needs too long for the checkout", str(folder), "Give a history file instead."
        ) from error
    return done.stdout.decode("utf-8", errors="surrogateescape")


def read_commit(folder: Path) -> tuple[str, date]:
    """The commit that is checked out and its day in UTC."""
    commit, moment = run_git(folder, "log", "-1", "--format=%H %cI").split()
    return commit, day_of(moment)


def day_of(moment: str) -> date:
    """The day in UTC of a moment with its offset.

    >>> day_of("2026-07-02T01:30:00+02:00")
    datetime.date(2026, 7, 1)
    """
    return datetime.fromisoformat(moment).astimezone(UTC).date()


def read_events(folder: Path, under: str) -> Iterator[Event]:
    """Yield every file that came or went below a folder, the oldest first.

    Only the main line counts: what a merge brought happened on the day of the merge.
    """
    log = run_git(
        folder,
        "log",
        "--reverse",
        "--first-parent",
        "--diff-merges=first-parent",
        "--no-renames",
        "--name-status",
        "--diff-filter=AD",
        f"--format={COMMIT_MARK}%cI",
        "--",
        under,
    )
    day = date.min
    for line in log.splitlines():
        if line.startswith(COMMIT_MARK):
            day = day_of(line.removeprefix(COMMIT_MARK))
        elif line[:1] in ("A", "D") and "\t" in line:
            yield day, line[0], line.split("\t", 1)[1].strip('"')


def to_intervals(events: Iterable[ListingEvent]) -> tuple[Interval, ...]:
    """The half-open periods of listing, sorted; what came and went on one day leaves none.

    A listing that went and came back on the same day was listed all along.
    """
    spans: dict[tuple[str, str], list[tuple[date, date | None]]] = defaultdict(list)
    for day, change, key in events:
        periods = spans[key]
        is_open = bool(periods) and periods[-1][1] is None
        if change == "A" and not is_open:
            resumed = bool(periods) and periods[-1][1] == day
            periods.append((periods.pop()[0], None) if resumed else (day, None))
        elif change == "D" and is_open:
            periods.append((periods.pop()[0], day))
    return tuple(
        Interval(provider, model_id, first, last)
        for (provider, model_id), periods in sorted(spans.items())
        for first, last in periods
        if last is None or first < last
    )
