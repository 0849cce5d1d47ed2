"""What a question answered from the compiled market is, and what it is answered from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from graph.market.compile import MAJORITY, compile_market
from graph.market.gates import View
from graph.market.market import Market
from graph.market.names import NameIndex
from graph.market.records import MarketRecords
from graph.questions import Parameter

Row = dict[str, Any]
Answer = Callable[["Asking"], list[Row]]


@dataclass(frozen=True, slots=True)
class MarketQuestion:
    """A named question: ``words`` is the sentence, ``number`` its place among those collected.

    ``command`` is the command line that says more, with the parameters in braces.
    """

    name: str
    words: str
    number: int
    asked_by: str
    parameters: tuple[Parameter, ...]
    command: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Asking:
    """One question being answered: the records, the day, and the values of its parameters."""

    records: MarketRecords
    as_of: date
    values: Mapping[str, str]

    @property
    def market(self) -> Market:
        """The market on the day as developers see it."""
        return self.compile()

    def compile(
        self,
        day: date | None = None,
        view: View = View.DEVELOPER,
        threshold: Decimal = MAJORITY,
    ) -> Market:
        """The market on another day, in another view or at another threshold of votes."""
        return compile_market(self.records, day or self.as_of, view=view, threshold=threshold)

    def entity(self, name: str, kind: str | None = None) -> str:
        """The IRI that a parameter names.

        Raises
        ------
        UnknownEntity
            It names none, or several.
        """
        return NameIndex(self.records).resolve(self.values[name], kind=kind)

    def assets(self, name: str) -> list[str]:
        """The assets that a parameter lists, separated by commas."""
        index = NameIndex(self.records)
        listed = filter(None, map(str.strip, self.values[name].split(",")))
        return [index.resolve_asset(text) for text in listed]
