"""The review queue behind the page: kept until the data or the decisions change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from graph.catalogs.decisions import Decision, Key, read_decisions, user_decisions_path
from graph.catalogs.disagreements import KINDS, QueueEntry
from graph.catalogs.listing import Listing
from graph.catalogs.review import EDIT, decide, find_listing, list_store_queue, read_store_listings
from graph.settings import Settings
from web.choices import one_of, read_page
from web.state import State

MADE_SHOWN = 50
#: One decision at a time: each reads the file, adds its line and writes it again.
DECIDING = Lock()

#: When the file of decisions was written, and how long it is; two zeros when there is none.
Stamp = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Wish:
    """Which part of the queue the reader wants; every field stands in the address."""

    kind: str = ""
    catalog: str = ""
    page: int = 1

    def args(self) -> dict[str, str]:
        """The part of an address that restores the wish, without the page."""
        pairs = {"kind": self.kind, "catalog": self.catalog}
        return {name: value for name, value in pairs.items() if value}


def read_wish(args: Mapping[str, str]) -> Wish:
    """The part of the queue that an address asks for.

    Raises
    ------
    InvalidInput
        A reason or page that there is not.
    """
    return Wish(
        one_of("reason", args.get("kind", ""), ("", *KINDS)),
        args.get("catalog", ""),
        read_page(args.get("page", "") or "1"),
    )


def queue_of(state: State) -> list[QueueEntry]:
    """The review queue of the store, worked out once for its revision and the decisions."""
    return state.kept(
        ("queue", read_stamp(state.settings)),
        lambda: list_store_queue(state.settings, state.store),
    )


def listings_of(state: State) -> Mapping[Key, Listing]:
    """Every listing that the store has a channel for, read once a revision."""
    return state.kept("listings", lambda: read_store_listings(state.store))


def read_stamp(settings: Settings) -> Stamp:
    """What changes whenever the user's file of decisions does."""
    path = user_decisions_path(settings)
    try:
        found = path.stat() if path is not None else None
    except FileNotFoundError:
        found = None
    return (found.st_mtime_ns, found.st_size) if found is not None else (0, 0)


def select_entries(entries: Iterable[QueueEntry], wish: Wish) -> Sequence[QueueEntry]:
    """The entries that fit, in their order."""
    return [
        entry
        for entry in entries
        if wish.kind in ("", entry.kind) and wish.catalog in ("", entry.catalog)
    ]


def decide_entry(
    state: State, key: Key, verdict: str, canonical: str | None, *, who: str, note: str
) -> Decision:
    """The decision about a listing, written down; its entry leaves the queue at once.

    Only ``edit`` looks at ``canonical``: a name typed beside another verdict is no part of it.

    Raises
    ------
    UnknownEntity
        The store has no such listing.
    InvalidInput, NotAllowed, StoreUnwritable
        As :func:`graph.catalogs.review.decide`.
    """
    named = canonical if verdict == EDIT else None
    listing = find_listing(listings_of(state).values(), key)
    with DECIDING:
        before = queue_of(state)
        decision = decide(state.settings, listing, verdict, named, who=who, note=note)
        # Resolving every listing again for each decision would take the curator seconds.
        rest = [e for e in before if (e.catalog, e.provider, e.model_id) != key]
        state.kept(("queue", read_stamp(state.settings)), lambda: rest)
    return decision


def list_made(settings: Settings) -> list[Decision]:
    """The user's own decisions, newest first, the last fifty."""
    path = user_decisions_path(settings)
    return [] if path is None else read_decisions(path)[: -MADE_SHOWN - 1 : -1]


def find_made(settings: Settings, model_id: str) -> Decision | None:
    """The newest of the user's own decisions about that model id; None when there is none."""
    return next((d for d in list_made(settings) if d.model_id == model_id), None)
