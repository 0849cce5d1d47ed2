"""The platform table: which platform is a catalog's provider, what kind it is, who operates it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, RdfFormat, parse

from graph.catalogs.labs import read_table
from graph.catalogs.organisations import Organisation, find_organisation, make_slug
from graph.errors import CatalogRejected, ParseFailed
from graph.terms import CTV, ID_BASE, RDFS

#: Words of the curated CSV table and the code list of the ontology.
KINDS = {
    "first-party": "FirstPartyKind",
    "hyperscaler": "HyperscalerKind",
    "cloud": "CloudKind",
    "data-platform": "DataPlatformKind",
    "tool": "CodingToolKind",
    "host": "InferenceHostKind",
    "aggregator": "AggregatorKind",
    "local": "LocalRuntimeKind",
    "app": "ConsumerAppKind",
    "search": "SearchKind",
}
#: The class of a platform by its first kind, where the table of details does not name one.
CLASSES = {
    "FirstPartyKind": "FirstPartyService",
    "AggregatorKind": "Aggregator",
    "HyperscalerKind": "ModelPlatform",
    "CloudKind": "ModelPlatform",
    "DataPlatformKind": "ModelPlatform",
    "InferenceHostKind": "ModelPlatform",
}
#: Kinds whose listings are left out of captivity, and the reason that the channel then carries.
SET_ASIDE = {
    "AggregatorKind": "Resale",
    "ConsumerAppKind": "ConsumerApp",
    "LocalRuntimeKind": "LocalRuntime",
}
#: Kinds through which a model is reached inside a product only.
EMBEDDING = frozenset({"CodingToolKind", "ConsumerAppKind"})

HUB = "hugging-face-hub"


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform; ``kind`` is a name of the ontology's code list, empty if unknown.

    ``evidence`` are the addresses where the platform describes itself, as the catalogs give them.
    """

    slug: str
    label: str
    kind: str = ""
    kinds: tuple[str, ...] = ()
    platform_class: str = "Platform"
    operator: Organisation | None = None
    owner: Organisation | None = None
    runs_on: str = ""
    keys: tuple[str, ...] = ()
    note: str = ""
    checked: bool = False
    evidence: tuple[str, ...] = ()

    @property
    def iri(self) -> str:
        """The IRI of the platform."""
        return ID_BASE + self.slug


@dataclass(frozen=True, slots=True)
class PlatformTable:
    """Every known platform by the key of the provider that it is, ``<catalog>:<provider>``."""

    by_key: Mapping[str, Platform] = field(default_factory=dict)
    slugs: frozenset[str] = frozenset()

    def find(self, catalog: str, provider: str) -> Platform | None:
        """The platform of a catalog's provider; None if nobody has mapped it yet."""
        return self.by_key.get(f"{catalog}:{provider}")


def read_platform_csv(content: bytes, name: str = "platforms.csv") -> list[Platform]:
    """The platforms of the curated CSV table, sorted by slug, rows of one platform merged.

    Raises
    ------
    CatalogRejected
        A column is missing or a kind is unknown; the line is given.
    """
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8"))))
    wanted = {"catalog", "provider", "platform", "kind", "owner"}
    if not rows or wanted - set(rows[0]):
        raise CatalogRejected(
            "The platform table lacks a column", name, f"It needs {', '.join(sorted(wanted))}."
        )
    details = {row["platform"]: row for row in read_table("platforms.csv")}
    grouped: dict[str, list[dict[str, str]]] = {}
    for line, row in enumerate(rows, 2):
        if unknown := set(row["kind"].split("+")) - set(KINDS):
            raise CatalogRejected(
                "The platform table holds an unknown kind",
                name,
                f"{', '.join(sorted(unknown))} is none of {', '.join(KINDS)}.",
                line=line,
            )
        grouped.setdefault(choose_slug(row["platform"], details), []).append(row)
    slugs = frozenset(grouped)
    return [merge_rows(slug, grouped[slug], details, slugs) for slug in sorted(grouped)]


def choose_slug(platform: str, details: Mapping[str, Mapping[str, str]]) -> str:
    """The slug of a platform: curated where there is one, else made of its name."""
    return (details.get(platform) or {}).get("slug") or make_slug(platform)


def merge_rows(
    slug: str,
    rows: list[dict[str, str]],
    details: Mapping[str, Mapping[str, str]],
    slugs: frozenset[str],
) -> Platform:
    """One platform from every row that maps a provider to it; the plainest kind counts."""
    row = min(rows, key=lambda row: (len(row["kind"]), row["catalog"], row["provider"]))
    detail = details.get(row["platform"]) or {}
    kinds = tuple(KINDS[word] for word in row["kind"].split("+"))
    default_class = "ModelPlatform" if len(kinds) > 1 else CLASSES.get(kinds[0], "Platform")
    owner = find_organisation(row["owner"], slugs)
    operator = find_organisation(detail.get("operator") or row["owner"], slugs)
    return Platform(
        slug,
        detail.get("label") or row["platform"],
        kind=kinds[0],
        kinds=kinds,
        platform_class=detail.get("class") or default_class,
        operator=operator,
        owner=owner,
        runs_on=detail.get("runs_on") or "",
        keys=tuple(sorted({f"{row['catalog']}:{row['provider']}" for row in rows})),
        note=detail.get("note") or "",
        checked=owner.checked,
    )


def add_evidence(platforms: Iterable[Platform], pages: Mapping[str, str]) -> list[Platform]:
    """The platforms with the pages that the catalogs name for their providers.

    ``pages`` maps a catalog key, ``<catalog>:<provider>``, to an address; others than web
    addresses are left out.
    """
    return [
        replace(
            platform,
            evidence=tuple(
                sorted({pages[key] for key in platform.keys if is_page(pages.get(key, ""))})
            ),
        )
        for platform in platforms
    ]


def is_page(address: str) -> bool:
    """Whether a person can open the address."""
    return address.startswith(("https://", "http://"))


def table_of(platforms: Iterable[Platform]) -> PlatformTable:
    """The table of these platforms."""
    listed = list(platforms)
    return PlatformTable(
        {key: platform for platform in listed for key in platform.keys},
        frozenset(platform.slug for platform in listed),
    )


def read_platform_turtle(content: bytes, name: str = "platforms.ttl") -> PlatformTable:
    """The table in a Turtle file, found by ``ctv:catalogKey``.

    Raises
    ------
    ParseFailed
        The file is not Turtle.
    """
    facts: dict[str, dict[str, list[str]]] = {}
    try:
        for quad in parse(content, format=RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode):
                values = facts.setdefault(quad.subject.value, {})
                values.setdefault(quad.predicate.value, []).append(
                    getattr(quad.object, "value", "")
                )
    except SyntaxError as error:
        raise ParseFailed(
            "The platform table is not Turtle", name, str(error.msg), line=error.lineno
        ) from error
    return table_of(
        Platform(
            iri.removeprefix(ID_BASE),
            first(values, RDFS.label) or iri.removeprefix(ID_BASE),
            kind=first_kind(values),
            operator=read_operator(values, facts),
            keys=tuple(sorted(values[CTV.catalogKey.value])),
        )
        for iri, values in sorted(facts.items())
        if CTV.catalogKey.value in values
    )


def read_operator(
    values: Mapping[str, list[str]], facts: Mapping[str, Mapping[str, list[str]]]
) -> Organisation | None:
    """The organisation that the file says operates a platform."""
    iri = first(values, CTV.operatedBy)
    if not iri:
        return None
    slug = iri.removeprefix(ID_BASE)
    return Organisation(slug, first(facts.get(iri, {}), RDFS.label) or slug)


def first(values: Mapping[str, list[str]], predicate: NamedNode) -> str:
    """The first value of the property, empty if there is none."""
    return next(iter(sorted(values.get(predicate.value, []))), "")


def first_kind(values: Mapping[str, list[str]]) -> str:
    """The kind that decides how the listings of a platform count."""
    kinds = [CTV.local_name(iri) or "" for iri in values.get(CTV.platformKind.value, [])]
    for kind in ("FirstPartyKind", *sorted(kinds)):
        if kind in kinds:
            return kind
    return ""
