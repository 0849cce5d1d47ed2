"""Addresses on our pages: of an entity, of an external source, and what is never made a link."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

from graph.terms import CTV, ID_BASE

LINKED_SCHEMES = frozenset({"http", "https", "mailto"})
_SAFE = "/:@!$&'()*+,;=~-._"


def entity_url(iri: str, **args: str) -> str:
    """The address of our page about a node; a node with a foreign IRI is asked for by ``?iri=``.

    >>> entity_url("https://w3id.org/captivity/id/openai/gpt-5.5")
    '/id/openai/gpt-5.5'
    >>> entity_url("https://example.org/x", view="vendor")
    '/id?iri=https%3A%2F%2Fexample.org%2Fx&view=vendor'
    """
    slug = iri.removeprefix(ID_BASE)
    # An empty or dotted segment would be tidied away on the road.
    is_plain = iri.startswith(ID_BASE) and not {"", ".", ".."} & set(slug.split("/"))
    pairs = {} if is_plain else {"iri": iri}
    query = "&".join(f"{k}={quote(v, safe='')}" for k, v in (pairs | args).items())
    return (f"/id/{quote(slug, safe=_SAFE)}" if is_plain else "/id") + (
        f"?{query}" if query else ""
    )


def term_url(iri: str) -> str | None:
    """The place of a term of the vocabulary on /ns; None for any other IRI.

    >>> term_url("https://w3id.org/captivity/ns#GA")
    '/ns#GA'
    """
    name = CTV.local_name(iri)
    return f"/ns#{name}" if name else None


def safe_url(text: str | None) -> str | None:
    """The address if a browser may be sent there; None for ``javascript:`` and its like.

    >>> safe_url("https://example.org/"), safe_url(" JavaScript:alert(1)"), safe_url("//x.org")
    ('https://example.org/', None, None)
    """
    if not text or any(ord(c) <= 32 or ord(c) == 127 for c in text):
        return None
    try:
        scheme = urlsplit(text).scheme.lower()
    except ValueError:
        return None
    return text if scheme in LINKED_SCHEMES and text.lower().startswith(f"{scheme}:") else None


def node_url(iri: str) -> str | None:
    """Where an IRI in a result leads: our page, the vocabulary, or the web."""
    if iri.startswith(ID_BASE):
        return entity_url(iri)
    return term_url(iri) or safe_url(iri)
