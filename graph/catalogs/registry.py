"""The curated registry of a catalog as a named set of models, on which populations rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pyoxigraph import Literal, Triple

from graph.catalogs.identity import canonicalise
from graph.catalogs.turtle import Describe, resource
from graph.terms import CTV, DCTERMS, PROV, RDF, RDFS, SKOS

#: The slug of the set; ``graph.market.populations`` looks for its members.
REGISTRY = "registry/models.dev"
LABEL = "models.dev registry of models"
DEFINITION = (
    "The models that the models.dev tree describes one by one, apart from the listings: the "
    "curated core of the market. To correct it, add or remove a dcterms:isPartOf of a model."
)


def find_members(keys: Iterable[str], slugs: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The slugs of the registry's models, sorted, and the names that no listing bears.

    Parameters
    ----------
    keys
        The registry's own keys, ``lab/model``; several may be one model by the convention.
    slugs
        Canonical name -> slug, for every model of the market.

    Examples
    --------
    >>> find_members(["openai/gpt-4o", "openai/gpt-4o-2024-05-13"], {"openai/gpt-4o": "4o"})
    (['4o'], [])
    """
    names = {canonicalise(key) or key for key in keys}
    found = {slugs[name] for name in names if name in slugs}
    return sorted(found), sorted(names - slugs.keys())


def describe_registry(
    keys: Iterable[str], slugs: Mapping[str, str], source: str, snapshot: date
) -> list[Triple]:
    """The registry as a collection of models; ``source`` is the slug of the catalog's source."""
    keys = sorted(keys)
    members, missing = find_members(keys, slugs)
    note = (
        f"{len(keys)} entries on {snapshot.isoformat()}, {len(members)} distinct models here; "
        f"without a listing: {', '.join(missing) or 'none'}."
    )
    triples: list[Triple] = []
    Describe(triples, REGISTRY).add(RDF.type, SKOS.Collection).add(RDFS.label, Literal(LABEL)).add(
        SKOS.definition, Literal(DEFINITION)
    ).add(CTV.curatorNote, Literal(note)).add(PROV.hadPrimarySource, resource(source))
    for member in members:
        Describe(triples, member).add(DCTERMS.isPartOf, resource(REGISTRY))
    return triples
