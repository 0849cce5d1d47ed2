"""The index behind every search box: names read whole, and words that are nearly right."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from heapq import nsmallest

from graph.search.folding import LONGEST_QUERY, fold

#: Words of a query that are read.
MOST_WORDS = 8
#: Letters from which a word may be found inside another one.
INSIDE_FROM = 3
#: Fewer hits than this, and near words are looked for as well.
FEW = 3
#: Letters of a word -> slips of a finger that it may have.
SLIPS = ((8, 2), (3, 1))
#: Letters from which the beginning of a longer word may be wrong as well.
BEGUN_FROM = 4


class Tier(IntEnum):
    """How well a name fits what was typed, best first."""

    EXACT = 0
    START = 1
    WORD_START = 2
    INSIDE = 3
    WORDS = 4
    NEAR = 5


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found: ``names`` is all that it goes by, ``label`` what is shown.

    ``section`` is the group in which it is listed, ``detail`` a few words more about it, and
    ``popularity`` a count that puts it before others that fit as well.
    """

    key: str
    label: str
    kind: str
    section: str
    names: tuple[str, ...]
    detail: str = ""
    popularity: int = 0


#: Tier, slips, popularity turned round, length of the label, place: hits sort by it.
Rank = tuple[int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Section:
    """The best hits of one group, how many there are in all, and the rank of the first."""

    name: str
    total: int
    entries: Sequence[Entry]
    rank: Rank

    @property
    def tier(self) -> Tier:
        """How well its first hit fits."""
        return Tier(self.rank[0])


@dataclass(frozen=True, slots=True)
class Found:
    """What a text finds; ``words`` are the folded words that fit, to be marked in the labels."""

    sections: Sequence[Section] = ()
    words: frozenset[str] = field(default_factory=frozenset)

    @property
    def total(self) -> int:
        """All hits of all groups."""
        return sum(section.total for section in self.sections)

    @property
    def is_guess(self) -> bool:
        """Whether nothing has that name and these are only near it."""
        return bool(self.sections) and all(s.tier is Tier.NEAR for s in self.sections)


class SearchIndex:
    """Finds entries by any of their names; for reading by many threads at once."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(sorted(entries, key=lambda entry: (entry.label, entry.key)))
        #: One row for each name: folded with a space before it, without spaces, place of its entry.
        self._names: list[tuple[str, str, int]] = []
        places: defaultdict[str, set[int]] = defaultdict(set)
        for place, entry in enumerate(self.entries):
            for name in dict.fromkeys(map(fold, entry.names)):
                if name:
                    self._names.append((f" {name}", name.replace(" ", ""), place))
                    for word in name.split():
                        places[word].add(place)
        self._places = dict(places)
        self._words = sorted(places)

    def find(self, text: str, limit: int = 10, section: str | None = None) -> Found:
        """The entries that fit the text, the ``limit`` best of each section, best section first.

        Equal names come before names that start with the text, then names in which a word does,
        then those that contain it, then those that have all its words, then near misses, of whole
        names first; among equals those of greater popularity, then of shorter label. An empty text
        finds nothing.
        """
        wanted = fold(text[:LONGEST_QUERY])
        words = wanted.split()[:MOST_WORDS]
        if not words:
            return Found()
        tiers = self._match(wanted)
        if len(words) > 1:
            for place in self._with_all(words):
                tiers.setdefault(place, Tier.WORDS)
        ranks = {place: (int(tier), 0) for place, tier in tiers.items()}
        marked = set(words)
        if len(ranks) < FEW:
            near, fitting = self._near(words)
            # A hit stays one, whatever else it is near to.
            near = {place: slips for place, slips in near.items() if place not in ranks}
            whole = self._whole(wanted, near) if near else set()
            ranks = {
                place: (int(Tier.NEAR), 2 * slips + (place not in whole))
                for place, slips in near.items()
            } | ranks
            marked |= fitting
        return Found(self._sort(ranks, limit, section), frozenset(marked))

    def _match(self, wanted: str) -> dict[int, Tier]:
        """Place -> the best way in which one of its names contains the text."""
        start, squeezed = f" {wanted}", wanted.replace(" ", "")
        reads_inside = len(squeezed) >= INSIDE_FROM or not wanted.isascii()
        found: dict[int, Tier] = {}
        for name, tight, place in self._names:
            if start in name:
                tier = Tier.WORD_START
            elif squeezed in tight and (reads_inside or tight.startswith(squeezed)):
                tier = Tier.INSIDE
            else:
                continue
            if tight == squeezed:
                tier = Tier.EXACT
            elif tight.startswith(squeezed):
                tier = Tier.START
            if tier < found.get(place, Tier.NEAR):
                found[place] = tier
        return found

    def _with_all(self, words: Sequence[str]) -> set[int]:
        """The places where each of the words begins some word."""
        columns = []
        for wanted in words:
            starting = self._starting(wanted)
            columns.append(set().union(*(self._places[word] for word in starting)))
        return set.intersection(*columns)

    def _starting(self, wanted: str) -> Iterator[str]:
        for place in range(bisect_left(self._words, wanted), len(self._words)):
            if not self._words[place].startswith(wanted):
                return
            yield self._words[place]

    def _near(self, words: Sequence[str]) -> tuple[dict[int, int], set[str]]:
        """Place -> slips in all, where every word of the query is nearly there; and those words."""
        columns: list[dict[int, int]] = []
        fitting: set[str] = set()
        for wanted in words:
            column: dict[int, int] = {}
            for word, slips in self._near_words(wanted).items():
                fitting.add(word)
                for place in self._places[word]:
                    column[place] = min(slips, column.get(place, slips))
            columns.append(column)
        shared = set(columns[0]).intersection(*columns[1:])
        return {place: sum(column[place] for column in columns) for place in shared}, fitting

    def _whole(self, wanted: str, near: Mapping[int, int]) -> set[int]:
        """The near places of which a whole name, and not a part of one, is as near."""
        from rapidfuzz.distance import OSA

        squeezed = wanted.replace(" ", "")
        return {
            place
            for _, tight, place in self._names
            if place in near
            and OSA.distance(squeezed, tight, score_cutoff=near[place]) <= near[place]
        }

    def _near_words(self, wanted: str) -> Mapping[str, int]:
        """Word -> slips of a finger between it, or its beginning, and the word that was typed.

        A word that begins so counts 0. Words with few letters, and numbers, must be right.
        """
        found = dict.fromkeys(self._starting(wanted), 0)
        allowed = next((slips for letters, slips in SLIPS if len(wanted) >= letters), 0)
        if found or not allowed or not any(map(str.isalpha, wanted)):
            return found
        size = len(wanted)
        for cut in (None, size, size + 1) if size >= BEGUN_FROM else (None,):
            for word, slips in self._measure(wanted, cut, allowed):
                found[word] = min(slips, found.get(word, slips))
        return found

    def _measure(self, wanted: str, cut: int | None, allowed: int) -> list[tuple[str, int]]:
        # Here, because it takes a tenth of a second that only a search needs.
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        heads = self._words if cut is None else [word[:cut] for word in self._words]
        distances = process.cdist([wanted], heads, scorer=OSA.distance, score_cutoff=allowed)[0]
        return [(self._words[i], int(distances[i])) for i in (distances <= allowed).nonzero()[0]]

    def _sort(
        self, ranks: Mapping[int, tuple[int, int]], limit: int, section: str | None
    ) -> list[Section]:
        rows: defaultdict[str, list[Rank]] = defaultdict(list)
        for place, (tier, slips) in ranks.items():
            entry = self.entries[place]
            if section is None or entry.section == section:
                rank = (tier, slips, -entry.popularity, len(entry.label), place)
                rows[entry.section].append(rank)
        best = {name: nsmallest(limit, found) for name, found in rows.items()}
        return [
            Section(name, len(rows[name]), [self.entries[rank[-1]] for rank in found], found[0])
            for name, found in sorted(best.items(), key=lambda item: item[1])
            if found
        ]
