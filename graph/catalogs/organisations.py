"""The organisations behind platforms and labs: one IRI each, the same in every shipped file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, Triple

from graph.catalogs.labs import read_table
from graph.catalogs.turtle import Describe
from graph.terms import CTV, RDF, RDFS

NOT_IN_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Organisation:
    """One organisation as the shipped market names it."""

    slug: str
    label: str
    classes: tuple[str, ...] = ("Organization",)
    checked: bool = False


def make_slug(name: str) -> str:
    """The name as a slug.

    >>> make_slug("302.AI"), make_slug("ai&")
    ('302-ai', 'ai')
    """
    return NOT_IN_SLUG.sub("-", name.lower()).strip("-")


@lru_cache(maxsize=1)
def known_organisations() -> dict[str, Organisation]:
    """The organisations with a curated slug, by the name that our tables use."""
    return {
        row["name"]: Organisation(
            row["slug"], row["label"], tuple(row["classes"].split()), row["checked"] == "yes"
        )
        for row in read_table("organisations.csv")
    }


def find_organisation(name: str, platform_slugs: Collection[str]) -> Organisation:
    """The organisation of that name; one that shares its name with a platform gets ``-org``."""
    if (known := known_organisations().get(name)) is not None:
        return known
    slug = make_slug(name)
    return Organisation(f"{slug}-org" if slug in platform_slugs else slug, name)


def describe_organisation(
    triples: list[Triple], organisation: Organisation, *, is_vendor: bool = False
) -> None:
    """Add label and classes; a lab is a vendor besides what it was."""
    classes = set(organisation.classes) | ({"Vendor"} if is_vendor else set())
    if len(classes) > 1:
        classes.discard("Organization")
    Describe(triples, organisation.slug).add(
        RDF.type, *(getattr(CTV, name) for name in sorted(classes))
    ).add(RDFS.label, Literal(organisation.label))
