"""The terms of the graph as RDF nodes: a misspelt one raises instead of matching nothing.

They are pyoxigraph nodes, because importing rdflib costs every command a third of a second.
``tests/graph/test_terms.py`` holds the list equal to ``ontology/captivity.ttl``, both ways.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import NamedNode

VOCABULARY_BASE = "https://w3id.org/captivity/ns#"
ID_BASE = "https://w3id.org/captivity/id/"

#: The named graph of the ontology itself, and the one that describes every load.
ONTOLOGY_GRAPH = NamedNode("https://w3id.org/captivity/ns")
LEDGER_GRAPH = NamedNode(f"{ID_BASE}ledger")


class Namespace:
    """A closed set of terms under one IRI.

    >>> RDF.type.value
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#type'
    >>> RDF.typo
    Traceback (most recent call last):
    AttributeError: http://www.w3.org/1999/02/22-rdf-syntax-ns# has no term typo
    """

    def __init__(self, base: str, members: str) -> None:
        self.base = base
        self.members = frozenset(members.split())
        self.__dict__.update({name: NamedNode(base + name) for name in self.members})

    def __getattr__(self, name: str) -> NamedNode:
        raise AttributeError(f"{self.base} has no term {name}")

    def local_name(self, iri: str) -> str | None:
        """The name of a term of this namespace; None for any other IRI."""
        name = iri.removeprefix(self.base)
        return name if name in self.members and iri.startswith(self.base) else None


CTV = Namespace(
    VOCABULARY_BASE,
    """
AccessModes AccessUnstated Acquisition AgentWork Aggregator AggregatorKind Announced
Announcement Asserts Asset Assistant AtLeast Audio Autocomplete BillingSurface Bounds Channel
Claim ClaimKinds Cloud CloudKind CloudProvider CodingToolKind CompliancePosture
CompliancePostureFactor Condition Conditional ConditionalKind ConsumerApp ConsumerAppKind
CuratedIdentity DataPlatformKind DayInferred DayStated DecisionFactor DecisionFactors Denies
Deprecated DisplayNameIdentity Embedded Embedding Event Exactly Exclusive Exclusivities
ExclusivityUnknown Fact FirstListed FirstPartyKind FirstPartyService Functions GA GeneralUse
HyperscalerKind Hypothesis IDEIntegration IdRuleIdentity IdentityMethods Image Inference
InferenceHostKind Launch Load LocalRuntime LocalRuntimeKind ManagedAgent Measurement Modalities
Model ModelFamily ModelPlatform ModelQuality Moderation NonExclusive Objective OpenWeights
Opinion Organization OtherModality Platform PlatformKinds Polarities Precisions Prediction
PredictionKind Preview ProcurementVehicle Quantities RawAPI Rename Rerank Resale Rumoured
SearchKind SetAsideReasons SnapshotSeen Source StageUnstated Stages Stake StatedIdentity
Strategy Surface Text UnresolvedIdentity Unverified Vendor Verifications Verified Video
WeeklyDevelopers WeightsHub Withdrawn YearApprox about accessMode affects agent asset billedBy
bound captivePlatform catalogKey claimKind compliance confersControl confidence confirmIf
contests controlledBy curatorNote datePrecision denyIf derivedFrom developedBy distributedVia
economicShareMax economicShareMin eventDate exclusivity floatingAlias function funnel heldWith
holder horizon hostedOn identityConfidence identityMethod inFamily issuer listingId locator
madeOn maxStacks minStacks modality ofThing operatedBy platform platformKind polarity poweredBy
predicts procuredUnder pursuedBy quantity recordedOn runsOn sellerOfRecord setAside stage
statement surface targetCloud tradingName tripleCount unit upstream validFrom validTo value
verification votingShareMax votingShareMin watches weight
    """,
)
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type first rest nil")
RDFS = Namespace(
    "http://www.w3.org/2000/01/rdf-schema#", "label comment subClassOf subPropertyOf isDefinedBy"
)
SKOS = Namespace(
    "http://www.w3.org/2004/02/skos/core#",
    "altLabel prefLabel definition example scopeNote inScheme Concept ConceptScheme exactMatch "
    "Collection",
)
PROV = Namespace(
    "http://www.w3.org/ns/prov#",
    "Activity Agent Entity hadPrimarySource wasAttributedTo wasDerivedFrom generatedAtTime",
)
DCTERMS = Namespace(
    "http://purl.org/dc/terms/",
    "title identifier issued license source description creator created extent format replaces "
    "isPartOf",
)
SCHEMA = Namespace("https://schema.org/", "url sha256 softwareVersion name")
XSD = Namespace(
    "http://www.w3.org/2001/XMLSchema#",
    "date dateTime decimal integer boolean string anyURI nonNegativeInteger",
)

#: The prefixes that files are written with and that queries may use without declaring them.
PREFIXES: Mapping[str, str] = {
    "": ID_BASE,
    "ctv": VOCABULARY_BASE,
    "dcterms": DCTERMS.base,
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": PROV.base,
    "rdf": RDF.base,
    "rdfs": RDFS.base,
    "schema": SCHEMA.base,
    "skos": SKOS.base,
    "xsd": XSD.base,
}


def short_name(iri: str) -> str:
    """An IRI as people read it: the slug of an entity, the prefixed name of a term, else itself.

    >>> short_name("https://w3id.org/captivity/id/codex"), short_name(RDFS.label.value)
    ('codex', 'rdfs:label')
    >>> short_name("https://example.org/x")
    'https://example.org/x'
    """
    for prefix, base in PREFIXES.items():
        if iri.startswith(base) and len(iri) > len(base):
            return f"{prefix}:{iri.removeprefix(base)}".lstrip(":")
    return iri
