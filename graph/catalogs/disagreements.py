"""The review queue: where the steps disagree, what none resolves, errors of the catalogs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graph.catalogs.decisions import Decision, Key, find_decision
from graph.catalogs.identity import BY_NAME, CURATED, UNRESOLVED, Resolver
from graph.catalogs.listing import Listing

DISAGREEMENT, UNRESOLVED_KIND, UPSTREAM_KIND = "disagreement", "unresolved", "upstream-error"
KINDS = (DISAGREEMENT, UNRESOLVED_KIND, UPSTREAM_KIND)
NUMBER = re.compile(r"\d+(?:\.\d+)*")
SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One listing for a curator.

    ``current`` is what it resolves to today and ``method`` by which step; ``answers`` holds what
    each step says. ``suggestions`` are known models with a similar name: nothing is decided by
    them. ``decision`` is the curated line, where there is one.
    """

    kind: str
    catalog: str
    provider: str
    model_id: str
    display_name: str
    current: str
    method: str
    answers: Mapping[str, str]
    suggestions: tuple[str, ...] = ()
    decision: Decision | None = None

    def to_row(self) -> dict[str, object]:
        """The entry as plain values for a table, JSON or CSV."""
        return {
            "kind": self.kind,
            "catalog": self.catalog,
            "provider": self.provider,
            "model_id": self.model_id,
            "display_name": self.display_name,
            "current": self.current,
            "method": self.method,
            "answers": dict(self.answers),
            "others": [
                f"{name} ({method})"
                for method, name in self.answers.items()
                if name != self.current
            ],
            "suggestions": list(self.suggestions),
            "note": self.decision.reason if self.decision else "",
        }


def list_queue(
    listings: Iterable[Listing],
    resolver: Resolver,
    decisions: Mapping[Key, Decision],
    known: Collection[str] = (),
) -> list[QueueEntry]:
    """Every listing that a curator should see, by kind, then catalog, provider and model id.

    Parameters
    ----------
    known
        The canonical names to draw suggestions from for what is unresolved.
    """
    entries = [
        entry
        for listing in listings
        if listing.is_model
        and (entry := find_entry(listing, resolver, decisions, known)) is not None
    ]
    return sorted(
        entries,
        key=lambda entry: (KINDS.index(entry.kind), entry.catalog, entry.provider, entry.model_id),
    )


def find_entry(
    listing: Listing,
    resolver: Resolver,
    decisions: Mapping[Key, Decision],
    known: Collection[str],
) -> QueueEntry | None:
    """The queue's entry for a listing; None where there is nothing to decide."""
    found = resolver.resolve(listing)
    answers = dict(resolver.iter_answers(listing))
    answers.pop(UNRESOLVED)
    decision = find_decision(dict(decisions), (*listing_key(listing),))
    kind: str | None = None
    if decision is not None:
        kind = UPSTREAM_KIND if decision.corrects_upstream else None
    elif found.method == UNRESOLVED:
        kind = UNRESOLVED_KIND
    elif disagree(answers):
        kind = DISAGREEMENT
    if kind is None:
        return None
    suggestions = suggest(listing, known) if kind == UNRESOLVED_KIND else ()
    return QueueEntry(
        kind,
        *listing_key(listing),
        listing.name,
        found.canonical,
        found.method,
        answers,
        suggestions,
        decision,
    )


def listing_key(listing: Listing) -> Key:
    """What a decision about the listing is filed under."""
    return listing.catalog, listing.provider, listing.model_id


def disagree(answers: Mapping[str, str]) -> bool:
    """Whether two steps name different models.

    A display name that only says less, or in other words, is no disagreement: it must name
    another lab or another number.

    >>> disagree({"base-model": "a/x-1", "id": "a/x-2"}), disagree({"id": "a/x-1-mini"})
    (True, False)
    >>> disagree({"id": "a/x-1-2507", "display-name": "a/x-1"})
    False
    """
    firm = {name for method, name in answers.items() if method not in (BY_NAME, CURATED)}
    if len(firm) > 1:
        return True
    shown = answers.get(BY_NAME)
    return shown is not None and any(contradicts(shown, name) for name in firm)


def contradicts(one: str, other: str) -> bool:
    """Whether two names give different labs, or numbers of which neither holds the other's."""
    if one.partition("/")[0] != other.partition("/")[0]:
        return True
    first, second = set(NUMBER.findall(one)), set(NUMBER.findall(other))
    return not (first <= second or second <= first)


def suggest(listing: Listing, known: Collection[str]) -> tuple[str, ...]:
    """Known models whose names are like the listing's; for a person to look at, never to decide."""
    if not known:
        return ()
    from graph.suggest import find_similar

    name = listing.name or listing.model_id.rpartition("/")[2]
    return tuple(find_similar(name, known, SUGGESTIONS))


def iter_known(listings: Iterable[Listing], resolver: Resolver) -> Iterator[str]:
    """Yield the canonical name of every listing that resolves."""
    for listing in listings:
        found = resolver.resolve(listing)
        if found.method != UNRESOLVED:
            yield found.canonical
