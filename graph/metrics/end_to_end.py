"""End-to-end captivity of an assistant: the models it needs and the shops that sell it, together.

An assistant reaches a developer when some model reaches it and some shop offers it. One way from
end to end is a supply channel (its platform is the assistant) with a distribution channel (its
asset is the assistant); the gates of both must consent.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from graph.market.columns import slug_of
from graph.market.gates import Route, View
from graph.market.market import Family, Market
from graph.metrics.captivity import fraction_text
from graph.metrics.game import Game, solve_game


@dataclass(frozen=True, slots=True)
class EndToEnd:
    """The captivity of an assistant on both sides and as a whole.

    Attributes
    ----------
    supply, distribution
        The live channels of models into the assistant, and those of the assistant to developers.
    supply_game, distribution_game, game
        The games of both sides and of all ways from end to end. The whole game has no captivity
        when a side has no known channel.
    """

    assistant: str
    supply: tuple[Route, ...]
    distribution: tuple[Route, ...]
    supply_game: Game
    distribution_game: Game
    game: Game

    @property
    def captive_part(self) -> str | None:
        """Where one owner alone can close every way; None where nobody can or it is not known.

        ``"supply"``, ``"distribution"`` or ``"both"``. The owners who can close the whole are
        those who can close a side, so there is no fourth case.
        """
        if not (self.supply and self.distribution):
            return None
        captive = (bool(self.supply_game.veto), bool(self.distribution_game.veto))
        names = {(True, False): "supply", (False, True): "distribution", (True, True): "both"}
        return names.get(captive)

    @property
    def sole_owners(self) -> tuple[str, ...]:
        """The owners who can close the supply and the distribution, each of them alone."""
        if self.captive_part is None:
            return ()
        return tuple(o for o in self.supply_game.veto if o in self.distribution_game.veto)

    def to_dict(self, market: Market) -> dict[str, Any]:
        """Everything as plain JSON values, with one sentence that says which part is captive."""
        return {
            "name": slug_of(self.assistant),
            "label": market.label(self.assistant),
            "as_of": market.as_of.isoformat(),
            "view": str(market.view),
            **_describe(self.game),
            "captive_part": self.captive_part,
            "sole_owners": [slug_of(owner) for owner in self.sole_owners],
            "supply": _describe_side(self.supply_game, self.supply),
            "distribution": _describe_side(self.distribution_game, self.distribution),
            "reason": self.say(market),
        }

    def say(self, market: Market) -> str:
        """One sentence: which part is captive, and to whom."""
        if not self.supply or not self.distribution:
            sides = (("supply", self.supply), ("distribution", self.distribution))
            missing = " and no ".join(name for name, routes in sides if not routes)
            return f"No {missing} channel is known on that day, so end to end nothing is defined."
        if self.captive_part is None:
            return "Nobody alone can close the supply or the distribution."
        if sole := self.sole_owners:
            return f"{_names(market, sole)} can close the supply and the distribution alone."
        parts = (("supply", self.supply_game), ("distribution", self.distribution_game))
        said = [
            f"the {part} is captive to {_names(market, game.veto)}"
            for part, game in parts
            if game.veto
        ]
        sentence = ", and ".join(said)
        return f"{sentence[0].upper()}{sentence[1:]}."


def trace_assistant(market: Market, assistant: str) -> EndToEnd:
    """The end-to-end captivity of an assistant; it is never below that of either side.

    Parameters
    ----------
    market
        The market on the day and in the view asked for. In the vendor view the group of the
        assistant's own vendor is taken out on both sides.
    assistant
        The IRI of the assistant.
    """
    supply = _find_supply(market, assistant)
    distribution = market.routes.get(assistant, ())
    supplied = frozenset(_gate_set(market, assistant, route) for route in supply)
    sold = frozenset(route.owners for route in distribution)
    return EndToEnd(
        assistant=assistant,
        supply=supply,
        distribution=distribution,
        supply_game=solve_game(supplied),
        distribution_game=solve_game(sold),
        game=solve_game(combine(supplied, sold)),
    )


def _find_supply(market: Market, assistant: str) -> tuple[Route, ...]:
    """The live channels whose platform is the assistant; only assets it ever carried are opened."""
    channels = market.records.channels.values()
    carried = sorted({channel.asset for channel in channels if channel.platform == assistant})
    return tuple(
        route
        for asset in carried
        for route in market.routes.get(asset, ())
        if route.channel.platform == assistant
    )


def combine(supply: Family, distribution: Family) -> Family:
    """The gate sets of all ways that take one road of each side.

    >>> ways = combine(frozenset({frozenset("a")}), frozenset({frozenset("a"), frozenset("b")}))
    >>> sorted(map(sorted, ways))
    [['a'], ['a', 'b']]
    """
    return frozenset(one | other for one in supply for other in distribution)


def _gate_set(market: Market, assistant: str, route: Route) -> frozenset[str]:
    """The gates of a supply channel as the assistant, not the model, sees them."""
    if market.view is not View.VENDOR:
        return route.owners
    gates = frozenset[str]().union(*(gate.owners for gate in route.gates))
    return gates - market.vendors.get(assistant, frozenset())


def _describe(game: Game) -> dict[str, Any]:
    return {
        "captivity": fraction_text(game.captivity),
        "escape": fraction_text(game.escape),
        "veto": [slug_of(owner) for owner in game.veto],
        "cut": game.cut,
        "routes": game.routes,
    }


def _describe_side(game: Game, routes: Iterable[Route]) -> dict[str, Any]:
    channels = sorted(slug_of(route.channel.iri) for route in routes)
    return {**_describe(game), "channels": channels}


def _names(market: Market, owners: Iterable[str]) -> str:
    names = sorted((market.label(owner) for owner in owners), key=str.casefold)
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
