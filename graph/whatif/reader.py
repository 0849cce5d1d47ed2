"""Reads the words of one statement in turn; a fault names the line, the word and the choices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.days import parse_date
from graph.errors import InvalidDate, InvalidEdit, UnknownEntity
from graph.market.columns import slug_of
from graph.market.kinds import is_kind, main_kind
from graph.market.names import NameIndex
from graph.market.records import Entity
from graph.suggest import did_you_mean
from graph.terms import ID_BASE
from graph.whatif.statements import Statement

#: Under this name a scenario opens channels; they are known before they are there.
HYPOTHETICAL = f"{ID_BASE}hypothetical/"
NAMES_SHOWN = 6
IN_QUOTES = "A name of several words needs quotes."
_IN_WORDS = {"Organization": "an organisation", "Asset": "an asset", "Platform": "a platform",
             "Cloud": "a cloud", "Surface": "a surface"}  # fmt: skip


@dataclass(slots=True)
class Reader:
    """The words of a statement and how far they are read; ``form`` is how it should be written."""

    statement: Statement
    index: NameIndex
    form: str
    at: int = 0

    def fault(self, what: str, thing: str, advice: str) -> InvalidEdit:
        """An error at this line; how the edit is written is added to the advice."""
        if self.form:
            advice += f" Write: {self.form}."
        return InvalidEdit(what, thing, advice.strip(), line=self.statement.line)

    def next(self, wanted: str) -> str:
        """The next word; ``wanted`` says what it should be."""
        if self.at >= len(self.statement.words):
            raise self.fault(f"The edit ends where {wanted} is due", self.statement.text, "")
        self.at += 1
        return self.statement.words[self.at - 1]

    def is_next(self, word: str) -> bool:
        """Whether the next word is this one, in any case."""
        words = self.statement.words
        return self.at < len(words) and words[self.at].lower() == word

    def expect(self, word: str) -> None:
        """Read exactly this word."""
        found = self.next(repr(word))
        if found.lower() != word:
            raise self.fault(f"Expected {word!r}, found", repr(found), IN_QUOTES)

    def end(self) -> None:
        """Check that no word is left."""
        if self.at < len(self.statement.words):
            word = self.statement.words[self.at]
            raise self.fault("One word too many", repr(word), IN_QUOTES)

    def option(self, known: Iterable[str]) -> str | None:
        """The next word if it is one of these, read; None at the end or before any other."""
        if self.at < len(self.statement.words):
            word = self.statement.words[self.at].lower()
            if word in known:
                self.at += 1
                return word
        return None

    def choose(self, what: str, known: Iterable[str]) -> str:
        """The one of the known words that comes next, in any case."""
        word = self.next(what)
        names = list(known)
        for name in names:
            if name.lower() == word.lower():
                return name
        hint = did_you_mean(word, names)
        advice = f"{hint} The choices are {', '.join(names)}.".strip()
        raise self.fault(f"Not {what}", repr(word), advice)

    def day(self) -> date:
        """The day that comes next."""
        word = self.next("a day")
        try:
            return parse_date(word)
        except InvalidDate as error:
            raise self.fault(error.what, error.thing, error.advice) from error

    def entity(self, *kinds: str) -> str:
        """The IRI of the entity named next, which must be of one of the kinds."""
        iri, is_channel = self.channel_or_entity(*kinds)
        wanted = " or ".join(_IN_WORDS[kind] for kind in kinds)
        entity = self.index.records.entities.get(iri)
        if is_channel or entity is None:
            raise self.fault(f"Not {wanted}", slug_of(iri), "It names a record of another sort.")
        if not any(is_kind(entity.kinds, kind) for kind in kinds):
            thing = f"{slug_of(iri)} ({main_kind(entity.kinds)})"
            raise self.fault(f"Not {wanted}", thing, self._advise(entity, kinds))
        return iri

    def _advise(self, entity: Entity, kinds: tuple[str, ...]) -> str:
        """What may have been meant by a thing of another kind."""
        if "Organization" in kinds and entity.operators:
            return f"Its operator is {', '.join(map(slug_of, entity.operators))}."
        others = self.index.records.entities.values()
        if "Platform" in kinds:
            for said, field in (("On it run", "runs_on"), ("It operates", "operators")):
                found = sorted(slug_of(e.iri) for e in others if entity.iri in getattr(e, field))
                if found:
                    return f"{said} {', '.join(found[:NAMES_SHOWN])}. {IN_QUOTES}"
        return IN_QUOTES

    def channel(self) -> str:
        """The IRI of the channel named next."""
        iri, is_channel = self.channel_or_entity()
        if not is_channel:
            advice = self.offers(iri) or "`captivity explain ASSET` lists channels by name."
            raise self.fault("Not a channel", slug_of(iri), advice)
        return iri

    def channel_or_entity(self, *kinds: str) -> tuple[str, bool]:
        """The IRI of what is named next, and whether it is a channel."""
        name = self.next(" or ".join(_IN_WORDS[kind] for kind in kinds) or "a channel")
        for iri in (name, ID_BASE + name):
            if iri in self.index.records.channels or iri.startswith(HYPOTHETICAL):
                return iri, True
        try:
            return self.index.resolve(name, kinds[0] if kinds else None), False
        except UnknownEntity as error:
            raise UnknownEntity(
                error.what, error.thing, error.advice, line=self.statement.line
            ) from error

    def offers(self, asset: str) -> str:
        """Which channels the asset has, as a sentence; empty when it has none."""
        found = sorted(
            slug_of(c.iri) for c in self.index.records.channels.values() if c.asset == asset
        )
        more = f" and {len(found) - NAMES_SHOWN} more" if len(found) > NAMES_SHOWN else ""
        return f"Its channels are {', '.join(found[:NAMES_SHOWN])}{more}." if found else ""
