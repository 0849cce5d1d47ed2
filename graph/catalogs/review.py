"""Decide about listings of the store: what the command and the page ``/review`` both call."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import unquote

from graph.catalogs.decisions import (
    Decision,
    Key,
    load_decisions,
    record_decision,
    user_decisions_path,
)
from graph.catalogs.disagreements import QueueEntry, iter_known, list_queue
from graph.catalogs.identity import Resolver, canonicalise, load_resolver, own_name
from graph.catalogs.listing import Listing
from graph.errors import InvalidInput, NotAllowed, UnknownEntity
from graph.query import Queryable, select_rows
from graph.settings import Settings
from graph.terms import ID_BASE

ACCEPT, REJECT, EDIT = "accept", "reject", "edit"
VERDICTS = (ACCEPT, REJECT, EDIT)
LISTING_BASE = f"{ID_BASE}listing/"
LISTINGS = """
PREFIX ctv: <https://w3id.org/captivity/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?channel ?id ?asset ?method WHERE {
  ?channel ctv:listingId ?id ; ctv:asset ?asset .
  OPTIONAL { ?channel ctv:identityMethod ?method }
}
"""


def read_store_listings(store: Queryable) -> dict[Key, Listing]:
    """Every listing that the store has a channel for, with the model that the import gave it.

    The catalog's own statement of the model is kept where the import went by it.
    """
    found: dict[Key, Listing] = {}
    for row in select_rows(store, LISTINGS):
        channel, asset = row["channel"], row["asset"]
        if channel is None or asset is None or row["id"] is None:
            continue
        catalog, _, rest = channel.value.removeprefix(LISTING_BASE).partition("/")
        provider = unquote(rest.partition("/")[0])
        stated = row["method"] is not None and row["method"].value.endswith("StatedIdentity")
        canonical = asset.value.removeprefix(ID_BASE)
        listing = Listing(
            catalog, provider, row["id"].value, base_model=canonical if stated else None
        )
        found[catalog, provider, row["id"].value] = listing
    return found


def list_store_queue(settings: Settings, store: Queryable) -> list[QueueEntry]:
    """The review queue of everything that the store lists."""
    user_file = user_decisions_path(settings)
    resolver = load_resolver(user_file)
    listings = list(read_store_listings(store).values())
    known = sorted(set(iter_known(listings, resolver)))
    return list_queue(listings, resolver, load_decisions(user_file), known)


def list_file_queue(
    settings: Settings, catalog: str, file: Path, base_models: Path | None = None
) -> list[QueueEntry]:
    """The review queue of a catalog file, which need not be imported."""
    from graph.catalogs.readers import read_catalog

    user_file = user_decisions_path(settings)
    resolver = load_resolver(user_file)
    listings = read_catalog(catalog, file, base_models=base_models).models
    known = sorted(set(iter_known(listings, resolver)))
    return list_queue(listings, resolver, load_decisions(user_file), known)


def decide(
    settings: Settings,
    listing: Listing,
    verdict: str,
    canonical: str | None = None,
    *,
    who: str,
    note: str = "",
) -> Decision:
    """The decision, written to the user's file; it takes effect with the next import.

    Parameters
    ----------
    verdict
        ``accept`` takes what the listing resolves to today, or ``canonical`` where it is given;
        ``edit`` takes ``canonical``; ``reject`` leaves the listing in its seller's own name space.

    Raises
    ------
    InvalidInput
        The verdict is none, or the name is not a canonical one.
    NotAllowed
        The store is in memory, so there is no place for decisions.
    StoreUnwritable
        The file cannot be written.
    """
    path = require_path(settings)
    resolver = load_resolver(path)
    decision = Decision(
        listing.catalog,
        listing.provider,
        listing.model_id,
        choose_model(listing, verdict, canonical, resolver),
        f"{verdict}: {note}" if note else verdict,
        who,
        datetime.now(UTC).date().isoformat(),
    )
    record_decision(path, decision)
    return decision


def choose_model(listing: Listing, verdict: str, canonical: str | None, resolver: Resolver) -> str:
    """The canonical name that a verdict gives the listing."""
    if verdict not in VERDICTS:
        raise InvalidInput("No such verdict", verdict, f"Give {', '.join(VERDICTS)}.")
    if verdict == REJECT:
        own = own_name(listing)
        return canonicalise(own) or own
    if canonical is None:
        if verdict == EDIT:
            raise InvalidInput("No model given", listing.entry, "Name it as lab/model.")
        return resolver.resolve(listing).canonical
    return require_canonical(canonical)


def require_canonical(name: str) -> str:
    """The name, if it is a canonical one.

    Raises
    ------
    InvalidInput
        It is not of the form ``lab/model``, or the convention spells it otherwise.
    """
    spelt = canonicalise(name)
    if spelt is None:
        raise InvalidInput(
            "Not the name of a model", name, "Write it as lab/model: openai/gpt-5.5."
        )
    if spelt != name:
        raise InvalidInput("Not the canonical spelling", name, f"Write {spelt}.")
    return name


def require_path(settings: Settings) -> Path:
    """The user's file of decisions."""
    path = user_decisions_path(settings)
    if path is None:
        raise NotAllowed(
            "Decisions need a store on disk", advice="Give a folder with --store, not :memory:."
        )
    return path


def find_listing(listings: Iterable[Listing], key: Key) -> Listing:
    """The listing of that key.

    Raises
    ------
    UnknownEntity
        There is none; similar model ids of the provider are named.
    """
    listings = list(listings)
    for listing in listings:
        if (listing.catalog, listing.provider, listing.model_id) == key:
            return listing
    from graph.suggest import did_you_mean

    near = [item.model_id for item in listings if item.provider == key[1]]
    raise UnknownEntity("No such listing in the store", " ".join(key), did_you_mean(key[2], near))
