"""Canonical models as assets: what the listings of one model agree on, labels made distinct."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from graph.catalogs.identity import canonicalise
from graph.catalogs.labs import read_table
from graph.catalogs.listing import Listing, RegistryModel
from graph.catalogs.organisations import Organisation, make_slug
from graph.catalogs.records import CatalogAsset, CatalogChannel

#: A model is open by its listings when at least this share of them says so.
OPEN_SHARE = 2 / 3
PARAMETERS = re.compile(r"(?<![a-z0-9.])(?:\d+x)?\d+(?:\.\d+)?b(?=-|$)")
IN_PARENTHESES = re.compile(r"\s*\([^)]*\)")
SQUARE_BRACKETS = re.compile(r"[\[\]]")
#: What a listing says the model makes, and the concept of the ontology; others are OtherModality.
MODALITIES = {
    "text": "Text",
    "embedding": "Embedding",
    "image": "Image",
    "audio": "Audio",
    "video": "Video",
    "rerank": "Rerank",
    "moderation": "Moderation",
}


def make_assets(
    channels: Sequence[CatalogChannel],
    developers: Mapping[str, Organisation],
    registry: Mapping[str, RegistryModel],
    openness: Mapping[str, bool],
) -> dict[str, CatalogAsset]:
    """One asset for each canonical model, sorted by its name, labels made distinct.

    ``openness`` says of models what is already decided about their weights.
    """
    grouped: dict[str, list[CatalogChannel]] = defaultdict(list)
    for channel in channels:
        grouped[channel.identity.canonical].append(channel)
    curated: dict[str, list[RegistryModel]] = defaultdict(list)
    for key, model in sorted(registry.items()):
        curated[canonicalise(key) or key].append(model)
    labels = distinguish(
        {name: choose_label(name, grouped[name], curated.get(name, [])) for name in sorted(grouped)}
    )
    made = {
        name: make_asset(
            name, labels[name], developers[name.partition("/")[0]], grouped[name], curated[name]
        )
        for name in sorted(grouped)
    }
    return {
        name: replace(asset, is_open=openness.get(name, asset.is_open))
        for name, asset in made.items()
    }


def make_asset(
    name: str,
    label: str,
    developer: Organisation,
    channels: Sequence[CatalogChannel],
    curated: Sequence[RegistryModel],
) -> CatalogAsset:
    """One model from its listings and its entries in the registry."""
    dated = [channel for channel in channels if channel.valid_from is not None]
    first = min(dated, key=lambda channel: str(channel.valid_from), default=None)
    return CatalogAsset(
        name,
        label,
        developer,
        modality=choose_modality(channels),
        released=agree(
            [model.released for model in curated]
            or [channel.listing.released for channel in channels]
        ),
        is_open=is_open(name, channels, curated),
        weights_url=next((model.weights_url for model in curated if model.weights_url), None),
        first_seen=first.valid_from if first else None,
        precision=(first.precision if first else None) or "FirstListed",
    )


def choose_modality(channels: Sequence[CatalogChannel]) -> str:
    """What most listings say the model makes; those that say nothing count only alone."""
    detailed = [channel for channel in channels if channel.is_detailed] or channels
    votes = Counter(MODALITIES.get(c.listing.kind, "OtherModality") for c in detailed)
    return min(votes, key=lambda modality: (-votes[modality], modality))


def choose_label(
    canonical: str, channels: Sequence[CatalogChannel], curated: Sequence[RegistryModel]
) -> str:
    """The display name that most agree on, without brackets and seller prefixes."""
    model = canonical.partition("/")[2]
    registered = Counter(tidy_name(entry.name) for entry in curated)
    listed = Counter(tidy_name(c.listing.name) for c in channels if has_display_name(c.listing))
    for names in (registered, listed):
        exact = [name for name in names if make_slug(name) == make_slug(model)]
        if exact:
            return min(exact, key=lambda name: (name.islower(), -names[name], name))
    names = registered or listed
    return min(names, key=lambda name: (-names[name], len(name), name), default="") or model


def has_display_name(listing: Listing) -> bool:
    """Whether the listing has a name for people: more than its id in another column.

    An id with capitals and without a path is a name for people itself: MAI-Code-1-Flash.
    """
    name = listing.name
    return bool(name) and (name != listing.model_id or not (name.islower() or "/" in name))


def tidy_name(name: str) -> str:
    """The name without a seller's prefix and remarks in brackets.

    >>> tidy_name("OpenAI: GPT-4o (2024-11-20)")
    'GPT-4o'
    >>> tidy_name("FLUX.2 [max]")
    'FLUX.2 max'
    """
    return SQUARE_BRACKETS.sub("", IN_PARENTHESES.sub("", name.rpartition(": ")[2])).strip()


def distinguish(labels: Mapping[str, str]) -> dict[str, str]:
    """The labels with the model's own name added where two models share one."""
    shared = Counter(label.lower() for label in labels.values())
    distinct = {}
    for canonical, label in labels.items():
        model = canonical.partition("/")[2]
        is_exact = make_slug(label) == make_slug(model)
        distinct[canonical] = (
            label if shared[label.lower()] == 1 or is_exact else f"{label} ({model})"
        )
    again = Counter(label.lower() for label in distinct.values())
    return {
        canonical: label if again[label.lower()] == 1 else f"{label} ({canonical})"
        for canonical, label in distinct.items()
    }


def agree(days: Iterable[date | None]) -> date | None:
    """The one day that all who name a day agree on; None if they disagree."""
    named = {day for day in days if day is not None}
    return named.pop() if len(named) == 1 else None


def is_open(
    canonical: str, channels: Sequence[CatalogChannel], curated: Sequence[RegistryModel]
) -> bool:
    """Whether anybody may run the weights, by the best word there is on it.

    A curator's decision, then the registry's flag, then two thirds of the listings, or one of
    them when the name carries a number of parameters, as the names of published weights do; such
    a name alone is enough where no listing says anything.
    """
    if (decision := open_decisions().get(canonical)) is not None:
        return decision
    registered = [model.open_weights for model in curated if model.open_weights is not None]
    if registered:
        return any(registered)
    flags = [c.listing.open_weights for c in channels if c.listing.open_weights is not None]
    if PARAMETERS.search(canonical):
        return any(flags) or not flags
    return any(flags) and sum(flags) >= OPEN_SHARE * len(flags)


@lru_cache(maxsize=1)
def open_decisions() -> dict[str, bool]:
    """What a curator decided about the weights of single models."""
    rows = read_table("open_weights.csv")
    return {row["canonical_model"]: row["open"] == "yes" for row in rows}
