"""What a newer copy of a catalog changes in a store: listings opened, closed, renamed, corrected.

Nothing that an older load says is edited. A listing that is gone gets an end in the new load, and
of several ends the earliest counts. A listing that is different from now on ends and goes on as a
new channel. A listing that we had read wrongly ends on the day it began, which is on no day, and
a corrected channel takes its whole place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date

from graph.catalogs.differences import asset_iri, is_corrected, is_moved
from graph.catalogs.known import Key, KnownCatalog, KnownListing
from graph.catalogs.records import CatalogChannel, CatalogMarket
from graph.errors import CatalogRejected
from graph.terms import ID_BASE

#: Above this share of the open listings gone at once, something is wrong with the file.
MOST_CLOSED = 0.5
#: Fewer closings than this are never suspicious.
FEW = 20


@dataclass(frozen=True, slots=True)
class Closing:
    """A channel of the store that ends, and the first day on which it no longer holds."""

    known: KnownListing
    day: date

    @property
    def is_withdrawn(self) -> bool:
        """Whether it then holds on no day at all."""
        return self.known.valid_from is not None and self.day <= self.known.valid_from


@dataclass(frozen=True, slots=True)
class SnapshotDiff:
    """What an import would change; ``unchanged`` counts the listings that stay as they are.

    ``renamed`` pairs a closed channel with the opened one that took its place under another id.
    ``moved`` channels go on differently from a day on, ``corrected`` ones are read anew.
    """

    opened: tuple[CatalogChannel, ...] = ()
    closed: tuple[Closing, ...] = ()
    renamed: tuple[tuple[Closing, CatalogChannel], ...] = ()
    moved: tuple[tuple[Closing, CatalogChannel], ...] = ()
    corrected: tuple[tuple[Closing, CatalogChannel], ...] = ()
    past: tuple[CatalogChannel, ...] = ()
    unchanged: int = 0

    @property
    def channels(self) -> tuple[CatalogChannel, ...]:
        """Every channel that is new to the store."""
        pairs = (*self.renamed, *self.moved, *self.corrected)
        return (*self.opened, *self.past, *(channel for _, channel in pairs))

    @property
    def closings(self) -> tuple[Closing, ...]:
        """Every channel of the store that ends."""
        pairs = (*self.renamed, *self.moved, *self.corrected)
        return (*self.closed, *(closing for closing, _ in pairs))

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return bool(self.channels or self.closings)

    def count(self) -> dict[str, int]:
        """The figures of the summary."""
        return {
            "opened": len(self.opened),
            "closed": len(self.closed),
            "renamed": len(self.renamed),
            "changed": len(self.moved),
            "corrected": len(self.corrected),
            "already ended": len(self.past),
            "unresolved among the new": sum(
                channel.identity.method == "unresolved" for channel in self.channels
            ),
            "unchanged": self.unchanged,
        }


def compare(
    known: KnownCatalog,
    market: CatalogMarket,
    snapshot: date,
    *,
    broken: Collection[str] = (),
    is_partial: bool = False,
) -> SnapshotDiff:
    """What the store lacks of this copy, and what it still holds open that the copy does not list.

    Parameters
    ----------
    known
        What the store holds of the catalog.
    market
        The catalog's copy, resolved.
    snapshot
        The day of the copy.
    broken
        Entries (``provider model id``, or a provider) that could not be read: they are not gone.
    is_partial
        Whether the file is a part of the catalog: then nothing is closed for being absent.
    """
    made = Comparison(known, snapshot)
    for channel in market.channels:
        made.add(channel)
    if not is_partial:
        made.close_absent(broken)
    return made.finish()


class Comparison:
    """Collects the changes, one channel of the copy after the other."""

    def __init__(self, known: KnownCatalog, snapshot: date) -> None:
        self.known = known
        self.snapshot = snapshot
        self.opened: list[CatalogChannel] = []
        self.past: list[CatalogChannel] = []
        self.closed: list[Closing] = []
        self.moved: list[tuple[Closing, CatalogChannel]] = []
        self.corrected: list[tuple[Closing, CatalogChannel]] = []
        self.unchanged = 0
        self.seen: set[Key] = set()
        self.taken = set(known.by_iri)
        self.hosted: dict[tuple[str, str], list[KnownListing]] = defaultdict(list)
        for item in known.by_iri.values():
            if item.key[2]:
                self.hosted[item.key[:2]].append(item)

    def add(self, channel: CatalogChannel) -> None:
        """Take note of one channel of the copy."""
        if self.keep_hosts(channel):
            return
        same = self.known.by_iri.get(ID_BASE + channel.slug)
        if channel.is_open:
            self.seen.add(channel.key)
            self.add_open(channel)
        elif same is None:
            standing = self.known.find_open(channel.key, self.snapshot)
            if standing is not None and self.covers(standing, channel):
                self.end(standing, channel)
            else:
                self.past.append(channel)
        elif same.is_open_on(self.snapshot):
            self.end(same, channel)
        else:
            self.unchanged += 1

    def keep_hosts(self, channel: CatalogChannel) -> bool:
        """Let known hosts stay where the copy says nothing about hosts; whether that is the case.

        The listing then stands or ends by every host that the store knows.
        """
        provider, model_id, _ = channel.key
        hosted = () if channel.alternative else self.hosted.get((provider, model_id), ())
        standing = [item for item in hosted if item.is_open_on(self.snapshot)]
        if not hosted or (channel.is_open and not standing):
            return False
        for item in standing:
            if channel.is_open:
                self.seen.add(item.key)
                self.unchanged += 1
            else:
                self.end(item, channel)
        self.unchanged += len(hosted) - len(standing) if not channel.is_open else 0
        return True

    def covers(self, standing: KnownListing, channel: CatalogChannel) -> bool:
        """Whether an open channel of the store is the one that the copy says has ended."""
        return channel.valid_from is None or standing.valid_from == channel.valid_from

    def end(self, standing: KnownListing, channel: CatalogChannel) -> None:
        """Close a channel on the day that the copy states."""
        assert channel.valid_to is not None  # noqa: S101 - tells the type checker
        days = [day for day in (channel.valid_to, standing.valid_from) if day is not None]
        self.seen.add(standing.key)
        self.closed.append(Closing(standing, max(days)))

    def add_open(self, channel: CatalogChannel) -> None:
        """Open a channel, unless the store holds one for the listing that says the same."""
        standing = self.known.find_open(channel.key, self.snapshot)
        if standing is None:
            self.opened.append(self.rename(self.start(channel)))
        elif is_corrected(standing, channel):
            self.correct(standing, channel)
        elif is_moved(standing, channel):
            self.move(standing, channel)
        else:
            self.unchanged += 1

    def start(self, channel: CatalogChannel) -> CatalogChannel:
        """The channel as listed first on this day, if an earlier copy did not list it."""
        if self.known.last_snapshot is None or channel.valid_from != self.snapshot:
            return channel
        return replace(channel, precision="FirstListed")

    def rename(self, channel: CatalogChannel) -> CatalogChannel:
        """The channel under a slug that the store does not have yet."""
        slug, number = channel.slug, 1
        while ID_BASE + slug in self.taken:
            mark = f".{number}" if number > 1 else ""
            slug = f"{channel.slug.partition(f'@{self.snapshot}')[0]}@{self.snapshot}{mark}"
            number += 1
        self.taken.add(ID_BASE + slug)
        return replace(channel, slug=slug)

    def correct(self, standing: KnownListing, channel: CatalogChannel) -> None:
        """Withdraw a channel that was read wrongly, and put another in its whole place."""
        since = standing.valid_from or self.snapshot
        better = replace(channel, valid_from=since, replaces=standing.iri.removeprefix(ID_BASE))
        self.corrected.append((Closing(standing, since), self.rename(better)))

    def move(self, standing: KnownListing, channel: CatalogChannel) -> None:
        """End a channel today and go on with what the copy says of it."""
        if standing.valid_from is not None and standing.valid_from >= self.snapshot:
            self.correct(standing, channel)
            return
        sequel = replace(
            channel,
            valid_from=self.snapshot,
            precision="FirstListed",
            replaces=standing.iri.removeprefix(ID_BASE),
        )
        self.moved.append((Closing(standing, self.snapshot), self.rename(sequel)))

    def close_absent(self, broken: Collection[str]) -> None:
        """Close what the store holds open and the copy does not list."""
        for iri, standing in sorted(self.known.by_iri.items()):
            provider, model_id, _ = standing.key
            is_gone = standing.is_open_on(self.snapshot) and standing.key not in self.seen
            if is_gone and not {provider, model_id, f"{provider} {model_id}"} & set(broken):
                day = max(self.snapshot, standing.valid_from or self.snapshot)
                self.closed.append(Closing(self.known.by_iri[iri], day))

    def finish(self) -> SnapshotDiff:
        """Everything collected, with the renamed listings paired."""
        renamed = pair_renamed(self.closed, self.opened)
        gone = {closing.known.iri for closing, _ in renamed}
        come = {channel.slug for _, channel in renamed}
        return SnapshotDiff(
            tuple(channel for channel in self.opened if channel.slug not in come),
            tuple(closing for closing in self.closed if closing.known.iri not in gone),
            tuple(renamed),
            tuple(self.moved),
            tuple(self.corrected),
            tuple(self.past),
            self.unchanged,
        )


def pair_renamed(
    closed: Iterable[Closing], opened: Iterable[CatalogChannel]
) -> list[tuple[Closing, CatalogChannel]]:
    """Closed and opened channels of one provider and model, host by host, in order of name."""
    waiting: dict[tuple[str, str, str], list[Closing]] = defaultdict(list)
    for closing in sorted(closed, key=lambda item: item.known.iri, reverse=True):
        provider, _, host = closing.known.key
        waiting[provider, host, closing.known.asset].append(closing)
    pairs = []
    for channel in sorted(opened, key=lambda item: item.slug):
        provider, _, host = channel.key
        if found := waiting.get((provider, host, asset_iri(channel))):
            pairs.append((found.pop(), channel))
    return pairs


def require_plausible(diff: SnapshotDiff, known: KnownCatalog, day: date, name: str) -> None:
    """Refuse a copy that would close most of a catalog at once.

    Raises
    ------
    CatalogRejected
        More than half of the open listings are not in it.
    """
    standing = sum(item.is_open_on(day) for item in known.by_iri.values())
    if len(diff.closed) > max(FEW, MOST_CLOSED * standing):
        gone = Counter(closing.known.key[0] for closing in diff.closed)
        most = ", ".join(provider for provider, _ in gone.most_common(3))
        raise CatalogRejected(
            f"The catalog would close {len(diff.closed):,} of {standing:,} open listings",
            name,
            f"Gone are for example those of {most}. Give --partial if the file is only a part of "
            "the catalog, or --close-many if they are gone indeed.",
        )
