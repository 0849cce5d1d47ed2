"""Who may run the inference of a product: the names that catalogs use, and the clouds they are."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, Triple

from graph.catalogs.organisations import describe_organisation, find_organisation
from graph.catalogs.platform_triples import CLOUDS, describe_cloud
from graph.catalogs.turtle import Describe, resource
from graph.terms import CTV, RDF, RDFS

#: What a catalog calls a host, and the slug of the cloud.
HOSTS = {
    "Amazon Web Services": "aws",
    "AWS": "aws",
    "Google Cloud": "gcp",
    "Microsoft Azure": "azure",
    "Azure": "azure",
    "OpenAI": "openai-inference",
    "Anthropic": "anthropic-inference",
    "Fireworks AI": "fireworks-inference",
}
#: Hosts that are no cloud of the platform table: label, and who operates them.
OWN_INFERENCE = {
    "openai-inference": ("OpenAI's own inference", "OpenAI"),
    "anthropic-inference": ("Anthropic's own inference", "Anthropic"),
    "fireworks-inference": ("Fireworks AI's inference", "Fireworks AI"),
}


def find_hosts(names: Iterable[str]) -> list[str]:
    """The slugs of the hosts of these names, sorted; names that nobody knows are left out.

    >>> find_hosts(["Google Cloud", "Amazon Web Services", "a friend"])
    ['aws', 'gcp']
    """
    return sorted({HOSTS[name] for name in names if name in HOSTS})


def describe_host(triples: list[Triple], slug: str) -> None:
    """Add one host as a cloud, with its operator."""
    if slug in CLOUDS:
        describe_cloud(triples, slug)
        return
    label, operator = OWN_INFERENCE[slug]
    organisation = find_organisation(operator, {"fireworks-ai"})
    describe_organisation(triples, organisation)
    Describe(triples, slug).add(RDF.type, CTV.Cloud).add(RDFS.label, Literal(label)).add(
        CTV.operatedBy, resource(organisation.slug)
    )
