"""What people call things: from a name to the one entity meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from graph.errors import UnknownEntity
from graph.market.columns import slug_of
from graph.market.kinds import is_kind, main_kind
from graph.market.records import Entity, MarketRecords
from graph.suggest import did_you_mean
from graph.terms import ID_BASE

__all__ = ["NameIndex", "slug_of"]

AMBIGUITY_SHOWN = 6


class NameIndex:
    """Finds entities by slug, label, alternative label or last part of the path, in any case."""

    def __init__(self, records: MarketRecords) -> None:
        self.records = records
        tiers: list[defaultdict[str, set[str]]] = [defaultdict(set) for _ in range(4)]
        for entity in records.entities.values():
            for tier, name in _names(entity):
                tiers[tier][name.casefold()].add(entity.iri)
        self._tiers = tiers

    def resolve(self, name: str, kind: str | None = None) -> str:
        """The IRI of the entity meant; ``kind`` (``"Asset"``) settles names that fit several.

        Parameters
        ----------
        name
            An IRI, slug, label, alternative label or last part of a slug, in any case. Slugs and
            IRIs of channels, stakes, claims and sources are known too.
        kind
            A class of the ontology; entities of this kind are preferred.

        Raises
        ------
        UnknownEntity
            No entity of that name (with suggestions), or several (with the slugs to choose from).
        """
        if (record := self._find_record(name)) is not None:
            return record
        wanted = name.strip().casefold()
        for tier in self._tiers:
            found = self._prefer(tier.get(wanted, set()), kind)
            if len(found) == 1:
                return next(iter(found))
            if found:
                raise self._ambiguous(name, found)
        raise UnknownEntity("No entity has the name", name, self._advice(name, kind))

    def resolve_asset(self, name: str) -> str:
        """The IRI of the asset meant: what is said to be one, or has a channel.

        Raises
        ------
        UnknownEntity
            As :meth:`resolve`, or what has the name is no asset.
        """
        iri = self.resolve(name, kind="Asset")
        entity = self.records.entities.get(iri)
        if entity is not None and is_kind(entity.kinds, "Asset"):
            return iri
        if any(channel.asset == iri for channel in self.records.channels.values()):
            return iri
        found = main_kind(entity.kinds) if entity is not None else "other kind of record"
        raise UnknownEntity(
            "Not a model, model family or assistant",
            f"{slug_of(iri)} ({found})",
            "Give the name of something that is sold through channels.",
        )

    def label(self, iri: str) -> str:
        """The label of any record; its slug where it has none."""
        if (entity := self.records.entities.get(iri)) is not None:
            return entity.label
        channel = self.records.channels.get(iri)
        return channel.label if channel is not None else slug_of(iri)

    def _find_record(self, name: str) -> str | None:
        for iri in (name, ID_BASE + name):
            tables = (self.records.entities, self.records.channels, self.records.stakes,
                      self.records.claims, self.records.sources)  # fmt: skip
            if any(iri in table for table in tables):
                return iri
        return None

    def _prefer(self, found: set[str], kind: str | None) -> set[str]:
        if kind is None or len(found) < 2:
            return found
        entities = self.records.entities
        return {iri for iri in found if is_kind(entities[iri].kinds, kind)} or found

    def _ambiguous(self, name: str, found: set[str]) -> UnknownEntity:
        slugs = sorted(slug_of(iri) for iri in found)
        more = f" and {len(slugs) - AMBIGUITY_SHOWN} more" if len(slugs) > AMBIGUITY_SHOWN else ""
        shown = ", ".join(slugs[:AMBIGUITY_SHOWN])
        return UnknownEntity(
            f"The name fits {len(slugs)} entities", name, f"Give one of the slugs {shown}{more}."
        )

    def _advice(self, name: str, kind: str | None) -> str:
        entities = self.records.entities.values()
        fitting = [e for e in entities if kind is None or is_kind(e.kinds, kind)] or list(entities)
        known = {e.label.casefold(): e.label for e in fitting}
        known |= {slug.casefold(): slug for slug in (slug_of(e.iri) for e in fitting)}
        suggestion = did_you_mean(name, sorted(known.values()))
        return suggestion or "Names are slugs such as codex or labels such as Amazon Bedrock."


def _names(entity: Entity) -> Iterator[tuple[int, str]]:
    """Every name of an entity with its tier: 0 slug, 1 label, 2 alternative label, 3 last part."""
    slug = slug_of(entity.iri)
    yield 0, slug
    yield 1, entity.label
    for name in entity.alt_labels:
        yield 2, name
    yield 3, slug.rsplit("/", 1)[-1]
