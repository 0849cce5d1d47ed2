"""What a search finds, as the page, the box and the API show it: groups, titles, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from graph.asked.table import every_question
from graph.errors import InvalidInput
from graph.search.entries import market_index
from graph.search.index import Entry, Found, SearchIndex, Section, Tier
from graph.terms import VOCABULARY_BASE, short_name
from web.kinds import in_words
from web.links import entity_url, term_url
from web.paging import Part
from web.vocabulary import list_terms

if TYPE_CHECKING:
    from web.state import State

#: Section -> its title, in the order in which they stand when they fit equally well.
TITLES = {
    "asset": "Models and assistants",
    "platform": "Platforms",
    "organisation": "Organisations",
    "place": "Clouds, surfaces and contracts",
    "thing": "Events, strategies and conditions",
    "question": "Questions ready to ask",
    "term": "Vocabulary",
    "claim": "Claims",
    "source": "Sources",
}
#: What people look for first; the others stand below however well they fit.
MAIN = ("asset", "platform", "organisation", "place")
#: Section -> the shape of its things.
SHAPES = {name: name for name in MAIN}
#: Rows of the box: in all, of one section, of one that stands below.
SUGGESTED, OF_MAIN, OF_OTHERS = 12, 5, 2
#: Rows of a section on the page, and when it is shown by itself.
SHOWN, SHOWN_ALONE = 12, 500


@dataclass(frozen=True, slots=True)
class Search:
    """The answer to one search; ``closest`` is a name to look for instead of a misspelt one."""

    text: str
    found: Found
    section: str | None = None

    @property
    def closest(self) -> str | None:
        """The name that was probably meant, when nothing has the one that was typed."""
        return self.found.sections[0].entries[0].label if self.found.is_guess else None

    def rows_of(self, section: Section) -> list[dict[str, Any]]:
        """The hits of a section as the page and the API show them."""
        return [describe_hit(entry, self.found.words) for entry in section.entries]


def run_search(site: State, text: str, limit: int, section: str | None = None) -> Search:
    """What the text finds in the market, the vocabulary and the questions, best section first.

    Raises
    ------
    InvalidInput
        There is no section of that name.
    """
    if section is not None and section not in TITLES:
        advice = f"Take one of {', '.join(TITLES)}."
        raise InvalidInput("There is no section of that name", section[:40], advice)
    wanted = read_text(text)
    indexes = (market_index(site.records()), product_index())
    found = [index.find(wanted, limit, section) for index in indexes]
    sections = [one for part in found for one in part.sections]
    if any(one.tier is not Tier.NEAR for one in sections):
        # What is only nearly right helps nobody who has what was asked for.
        sections = [one for one in sections if one.tier is not Tier.NEAR]
    sections.sort(key=_order)
    words = frozenset[str]().union(*(part.words for part in found))
    return Search(text.strip(), Found(sections, words), section)


def _order(section: Section) -> tuple[bool, Sequence[int]]:
    """What people look for first; then by how well it fits, a guess by its best hit."""
    place = list(TITLES).index(section.name)
    is_guess = section.tier is Tier.NEAR
    return section.name not in MAIN, section.rank if is_guess else (section.tier, place)


def read_text(text: str) -> str:
    """The text to look for: a full IRI is read as the slug or the prefixed name that it has.

    >>> read_text("https://w3id.org/captivity/id/codex"), read_text(" :codex")
    ('codex', ':codex')
    """
    return short_name(text.strip())


def suggest(
    site: State, text: str, part: Part, section: str | None
) -> tuple[list[dict[str, Any]], int]:
    """A part of the rows of the box, and how many there are of which it is one.

    Of a section by itself these are all its hits; else some of each, the best section first.
    """
    search = run_search(site, text, part.offset + part.limit if section else OF_MAIN, section)
    hits = [
        entry
        for one in search.found.sections
        for entry in (one.entries if section or one.name in MAIN else one.entries[:OF_OTHERS])
    ]
    rows = [describe_hit(entry, search.found.words) for entry in part.of(hits)]
    return rows, search.found.total if section else len(hits)


def as_document(search: Search) -> dict[str, Any]:
    """The page of a search as JSON."""
    return {
        "text": search.text,
        "total": search.found.total,
        "is_guess": search.found.is_guess,
        "sections": [
            {
                "name": one.name,
                "title": TITLES[one.name],
                "total": one.total,
                "found": search.rows_of(one),
            }
            for one in search.found.sections
        ],
    }


@lru_cache(maxsize=1)
def product_index() -> SearchIndex:
    """The index of what belongs to the product itself: its vocabulary and named questions."""
    return SearchIndex([*_list_terms(), *_list_questions()])


def describe_hit(entry: Entry, words: frozenset[str]) -> dict[str, Any]:
    """One hit: label with its matched parts, kind, section, identifier, detail and address."""
    return {
        "iri": entry.key,
        "label": entry.label,
        "kind": in_words(entry.kind),
        "url": url_of(entry),
        "id": entry.key if entry.section == "question" else short_name(entry.key),
        "detail": entry.detail,
        "section": entry.section,
        "group": TITLES[entry.section],
        "shape": SHAPES.get(entry.section, "other"),
        "parts": mark(entry.label, words),
    }


def url_of(entry: Entry) -> str:
    """The page about what was found."""
    if entry.section == "question":
        return f"/sparql?question={quote(entry.key, safe='')}"
    return (term_url(entry.key) if entry.section == "term" else None) or entity_url(entry.key)


def mark(label: str, words: frozenset[str]) -> list[tuple[str, bool]]:
    """The label in parts, each with whether it is what fits the words.

    >>> mark("GPT-5 mini", frozenset({"gpt", "5"}))
    [('GPT', True), ('-', False), ('5', True), (' mini', False)]
    """
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    pattern = "|".join(map(re.escape, longest_first))
    if not pattern:
        return [(label, False)]
    parts = re.split(f"({pattern})", label, flags=re.IGNORECASE)
    return [(part, place % 2 == 1) for place, part in enumerate(parts) if part]


def _list_terms() -> Iterator[Entry]:
    for terms in list_terms().values():
        for term in terms:
            yield Entry(
                VOCABULARY_BASE + term.name, term.label, "Term", "term",
                (term.label, term.name, f"ctv:{term.name}"), detail=term.definition,
            )  # fmt: skip


def _list_questions() -> Iterator[Entry]:
    for question in every_question():
        yield Entry(
            question.name, question.words, "Question", "question", (question.words, question.name)
        )
