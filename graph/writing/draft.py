"""A Turtle file of what the graph says of a node, commented and ready to be changed and added."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from graph.ingest.ledger import LOAD_BASE
from graph.store.port import Store
from graph.terms import CTV, DCTERMS, ID_BASE, PROV, RDF, RDFS, XSD
from graph.writing.turtle import Section, write_sections

#: What hangs on a node and comes with it, in this order; so many of them at most.
ATTACHED = {CTV.Claim: "A claim", CTV.Stake: "A stake", CTV.Channel: "A channel"}
LIMIT = 24
MANY = 500
NAMED_BY = (RDFS.label, DCTERMS.title, CTV.statement)

ADVICE = """{name}: what the graph says of it, to change and add again.

A statement that you leave as it is changes nothing: the graph has it. Take out what you need not.
A value that you change is added beside the old one. To put right what a load said, change it in
that load's file and add it with "Replaces the load". To say that something ended, add ctv:validTo.
To contradict it, add a ctv:Claim that ctv:Denies: an example is at the end.{left_out}"""


def draft_node(store: Store, iri: str, limit: int = LIMIT) -> str:
    """The statements of a node and of the claims, stakes and channels at it, as a Turtle file.

    Each section says by which load its statements came. Nothing in it is new to the graph, so that
    the file as it stands can be added and changes nothing. Empty when nothing is said of the node.

    Parameters
    ----------
    store
        The graph.
    iri
        The node.
    limit
        How many claims, stakes and channels come along; the others are counted.
    """
    node = NamedNode(iri)
    own = list(store.match(node))
    attached = find_attached(store, node)
    if not own and not attached:
        return ""
    sections = [_section(store, "This is it", node, own)] if own else []
    sections += [
        _section(store, what, other, list(store.match(other))) for other, what in attached[:limit]
    ]
    more = len(attached) - limit
    left_out = f"\n{more} more claims, stakes and channels are not in here." if more > 0 else ""
    advice = ADVICE.format(name=_name(own) or _short(iri), left_out=left_out)
    return write_sections(sections, advice) + _example(node)


def find_attached(store: Store, node: NamedNode) -> list[tuple[NamedNode, str]]:
    """The claims, stakes and channels that speak of a node, with their kind in words, in order.

    Of the channels those of which it is the asset come first.
    """
    subjects = {q.subject for q in store.match(None, None, node)}
    speakers = {s for s in subjects if isinstance(s, NamedNode) and s != node}
    own = {q.subject for q in store.match(None, CTV.asset, node)}
    found: list[tuple[NamedNode, str]] = []
    for kind, what in ATTACHED.items():
        named = _of_kind(store, speakers, kind)
        found += [(s, what) for s in sorted(named, key=lambda s: (s not in own, s.value))]
    return found


def _of_kind(store: Store, nodes: set[NamedNode], kind: NamedNode) -> set[NamedNode]:
    """Those of the nodes that are of a kind; of many by the list of the kind, which is quicker."""
    if len(nodes) > MANY:
        every = {quad.subject for quad in store.match(None, RDF.type, kind)}
        return {node for node in nodes if node in every}
    return {node for node in nodes if any(True for _ in store.match(node, RDF.type, kind))}


def _section(store: Store, what: str, node: NamedNode, quads: Iterable[Quad]) -> Section:
    """One node under a comment; what a blank node says cannot be written apart, so it stays out."""
    said = sorted(quads, key=lambda q: (q.predicate != RDF.type, str(q.predicate), str(q.object)))
    loads = dict.fromkeys(
        q.graph_name.value.removeprefix(LOAD_BASE)
        for q in said
        if isinstance(q.graph_name, NamedNode)
    )
    name = _name(said).rstrip(".")
    called = f"{what}: {name}" if name else what
    comment = f"{called}. Said by {', '.join(loads) or 'no load'}."
    section = Section(" ".join(comment.split()), node)
    hidden = 0
    for predicate, value in dict.fromkeys((q.predicate, q.object) for q in said):
        if isinstance(value, NamedNode | Literal):
            section.add(predicate, value)
        else:
            hidden += isinstance(value, BlankNode)
    if hidden:
        section.comment += f" {hidden} of its values have no name and are not in here."
    return section


def _name(quads: Iterable[Quad]) -> str:
    """The label, title or statement among what is said of a node."""
    names = {q.predicate: q.object.value for q in quads if isinstance(q.object, Literal)}
    return next((names[by] for by in NAMED_BY if by in names), "")


def _short(iri: str) -> str:
    return iri.removeprefix(ID_BASE)


def _example(node: NamedNode) -> str:
    """A claim against something at the node and its source, as comments."""
    claim, source = NamedNode(f"{ID_BASE}claim-new"), NamedNode(f"{ID_BASE}src-new")
    said = Section("What a source says. Take the # away, and give both a name of their own.", claim)
    said.add(RDF.type, CTV.Claim)
    said.add(CTV.about, node)
    said.add(CTV.claimKind, CTV.Fact)
    said.add(CTV.polarity, CTV.Denies)
    said.add(CTV.confidence, Literal("0.8", datatype=XSD.decimal))
    said.add(CTV.statement, Literal("What it says, in your own words."))
    said.add(PROV.hadPrimarySource, source)
    page = Section("The page that says so.", source)
    page.add(RDF.type, CTV.Source)
    page.add(DCTERMS.title, Literal("The title of the page"))
    lines = write_sections([said, page]).splitlines()
    commented = (line if line.startswith("#") else f"# {line}".rstrip() for line in lines)
    return "\n".join(["", *commented, ""])
