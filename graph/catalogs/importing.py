"""One copy of a catalog against a store: what it would change, as the Turtle of one load."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from graph.catalogs.channels import resolve_catalogs
from graph.catalogs.identity import Resolver
from graph.catalogs.known import read_known, read_openness
from graph.catalogs.platforms import PlatformTable
from graph.catalogs.quads import CatalogSource, day, describe_market, describe_source, source_of
from graph.catalogs.readers import CatalogSnapshot
from graph.catalogs.records import CatalogMarket
from graph.catalogs.snapshot_diff import Closing, SnapshotDiff, compare, require_plausible
from graph.catalogs.turtle import resource, write_turtle
from graph.errors import CatalogRejected
from graph.market.columns import Readable
from graph.terms import CTV, PROV

HEADING = "Listings of {catalogs}, imported by captivity."


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What importing one copy of a catalog would change, and the triples that would do it."""

    snapshot: CatalogSnapshot
    market: CatalogMarket
    diff: SnapshotDiff
    triples: tuple[Triple, ...]

    @property
    def source(self) -> CatalogSource:
        """The copy as a source."""
        return source_of(self.snapshot)

    @property
    def name(self) -> str:
        """The file name of the load."""
        return f"{self.snapshot.catalog}-{self.snapshot.snapshot_date.isoformat()}.ttl"


def plan_import(
    store: Readable,
    snapshot: CatalogSnapshot,
    resolver: Resolver,
    table: PlatformTable,
    *,
    keep_going: bool = False,
    is_partial: bool = False,
    close_many: bool = False,
) -> ImportPlan:
    """What the copy of a catalog would change in the store; nothing is written.

    Parameters
    ----------
    keep_going
        Load the good entries of a file with broken ones; what is broken stays as the store has it.
    is_partial
        The file is a part of the catalog: close nothing for being absent.
    close_many
        Close even most of the catalog at once.

    Raises
    ------
    CatalogRejected
        An entry is broken and ``keep_going`` is false; the store has a newer copy; or most of the
        catalog would be closed and ``close_many`` is false.
    """
    if snapshot.violations and not keep_going:
        raise reject(snapshot)
    known = read_known(store, snapshot.catalog)
    if known.last_snapshot is not None and snapshot.snapshot_date < known.last_snapshot:
        raise CatalogRejected(
            f"The store has a newer copy of {snapshot.catalog}, of {known.last_snapshot}",
            snapshot.snapshot_date.isoformat(),
            "Undo that load first, or say with --snapshot of which day this copy is.",
        )
    market = resolve_catalogs([snapshot], resolver, table, read_openness(store))
    broken = {finding.node for finding in snapshot.violations}
    diff = compare(known, market, snapshot.snapshot_date, broken=broken, is_partial=is_partial)
    if not close_many:
        require_plausible(diff, known, snapshot.snapshot_date, snapshot.catalog)
    return ImportPlan(snapshot, market, diff, describe_diff(store, market, diff, snapshot))


def describe_diff(
    store: Readable, market: CatalogMarket, diff: SnapshotDiff, snapshot: CatalogSnapshot
) -> tuple[Triple, ...]:
    """The triples of a load that makes the changes; none when nothing changes.

    What the store has described already, models and platforms above all, stays as it is.
    """
    if not diff:
        return ()
    source = source_of(snapshot)
    triples: list[Triple] = []
    describe_source(triples, source)
    triples += describe_market(market.holding(diff.channels), source, bases=market.assets)
    subjects = {triple.subject for triple in triples}
    known = {node for node in subjects if isinstance(node, NamedNode) and is_known(store, node)}
    fresh = [triple for triple in triples if triple.subject not in known]
    for closing in diff.closings:
        fresh += describe_closing(closing, source)
    return tuple(dict.fromkeys(fresh))


def is_known(store: Readable, node: NamedNode) -> bool:
    """Whether the store says anything of the node."""
    return next(store.match(subject=node), None) is not None


def describe_closing(closing: Closing, source: CatalogSource) -> Iterable[Triple]:
    """The end of a channel that another load opened, and who says so."""
    node, end = NamedNode(closing.known.iri), day(closing.day)
    assert end is not None  # noqa: S101 - tells the type checker
    yield Triple(node, CTV.validTo, end)
    yield Triple(node, PROV.hadPrimarySource, resource(source.slug))


def to_turtle(triples: Iterable[Triple], snapshots: Sequence[CatalogSnapshot]) -> bytes:
    """These triples as the file of one load."""
    named = " and ".join(f"{item.catalog} as of {item.snapshot_date}" for item in snapshots)
    heading = HEADING.format(catalogs=named)
    return write_turtle(triples, heading, ("src-", "listing/", "weights/"))


def reject(snapshot: CatalogSnapshot) -> CatalogRejected:
    """The refusal of a catalog with broken entries, one finding for each."""
    count = len(snapshot.violations)
    return CatalogRejected(
        f"The catalog has {count} broken {'entry' if count == 1 else 'entries'}",
        snapshot.catalog,
        f"Nothing was loaded. Correct it, or load the {len(snapshot.listings)} listings that can "
        "be read with --keep-going.",
        findings=snapshot.violations,
    )
