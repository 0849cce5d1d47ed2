"""The platform table as a store has it: the shipped one and whatever loads have added since."""

from __future__ import annotations

from graph.catalogs.organisations import Organisation
from graph.catalogs.platforms import Platform, PlatformTable, table_of
from graph.market import columns
from graph.market.columns import Readable, slug_of
from graph.terms import CTV, RDFS


def read_store_table(store: Readable) -> PlatformTable:
    """Every platform in the store that names the catalog providers that it is."""
    keys = columns.read_texts(store, CTV.catalogKey)
    labels = columns.read_text(store, RDFS.label)
    kinds = columns.read_links(store, CTV.platformKind)
    operators = columns.read_link(store, CTV.operatedBy)
    return table_of(
        Platform(
            slug_of(iri),
            labels.get(iri) or slug_of(iri),
            kind=choose_kind([columns.local_name(kind) for kind in kinds.get(iri, ())]),
            operator=make_operator(operators.get(iri), labels),
            keys=found,
        )
        for iri, found in sorted(keys.items())
    )


def choose_kind(kinds: list[str]) -> str:
    """The kind that decides how the listings of a platform count; selling one's own comes first."""
    return "FirstPartyKind" if "FirstPartyKind" in kinds else min(kinds, default="")


def make_operator(iri: str | None, labels: dict[str, str]) -> Organisation | None:
    """The organisation behind a platform, as the store names it."""
    return None if iri is None else Organisation(slug_of(iri), labels.get(iri) or slug_of(iri))
