"""The links in the head and the foot of every page, and which of them a page belongs to."""

from __future__ import annotations

#: To look at, to work out, to work with: what stands apart in the head of a page.
NAVIGATION = (
    (("/", "Market"), ("/matrix", "Matrix"), ("/rankings", "Rankings"), ("/changes", "Changes")),
    (("/whatif", "What if"), ("/thesis", "Thesis")),
    (("/sparql", "SPARQL"), ("/add", "Add")),
)
FOOT = (("/loads", "Loads"), ("/review", "Review"), ("/ontology", "Vocabulary"),
        ("/about", "About and method"))  # fmt: skip
#: Pages that belong to one whose address theirs does not begin with.
WITHIN = {"/new": "/add", "/compare": "/rankings", "/tour": "/"}


def mark_current(url: str, path: str) -> str:
    """The ``aria-current`` of a link on the page at a path; empty where it leads elsewhere.

    >>> mark_current("/whatif", "/whatif"), mark_current("/whatif", "/whatif/exits")
    ('page', 'true')
    >>> mark_current("/add", "/new/stake"), mark_current("/", "/id/codex")
    ('true', '')
    """
    if path == url:
        return "page"
    first = f"/{path.split('/')[1]}"
    return "true" if path != "/" and WITHIN.get(first, first) == url else ""
