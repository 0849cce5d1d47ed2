"""Exits, exposure and cover as plain JSON values: the pages and the API show the same."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from graph.errors import InvalidInput
from graph.whatif.cover import By, find_cover, tell_cover
from graph.whatif.exits import find_exits
from graph.whatif.exits_told import tell_exits
from graph.whatif.exposure import find_exposure, tell_exposure
from web.choices import one_of
from web.state import State
from web.viewpoint import Viewpoint

#: So many smallest sets of contracts are listed, and so many names are taken.
WAYS, MOST_NAMES = 20, 200
_BETWEEN = re.compile(r"[;,\n]")


@dataclass(frozen=True, slots=True)
class Naming:
    """Names that an address gives, and by what they are to be bought."""

    at: Viewpoint
    names: tuple[str, ...]
    by: By = By.BILLER

    def args(self) -> dict[str, str]:
        """The part of an address that restores this."""
        args = self.at.args() | ({"names": "; ".join(self.names)} if self.names else {})
        return args | ({"by": str(self.by)} if self.by is not By.BILLER else {})


def read_naming(at: Viewpoint, args: Mapping[str, str], given: Sequence[str] = ()) -> Naming:
    """The names of ``names`` (separated by semicolons, commas or lines) and those given besides.

    Raises
    ------
    InvalidInput
        There are too many, or ``by`` is no way to buy.
    """
    texts = [*given, *_BETWEEN.split(args.get("names", ""))]
    names = tuple(dict.fromkeys(filter(None, (text.strip() for text in texts))))
    if len(names) > MOST_NAMES:
        advice = f"At most {MOST_NAMES} are looked at together."
        raise InvalidInput("Too many names", f"{len(names)} names", advice)
    by = one_of("way to buy", args.get("by", "") or By.BILLER, tuple(By))
    return Naming(at, names, By(by))


def require_names(naming: Naming) -> Naming:
    """The same, where it names anything.

    Raises
    ------
    InvalidInput
        It names nothing.
    """
    if not naming.names:
        raise InvalidInput("No name is given", "", "Give names: ?names=codex; mai-code-1-flash.")
    return naming


def view_exits(state: State, at: Viewpoint, name: str) -> dict[str, Any]:
    """What each single new road would do to the captivity of the asset of that name.

    Raises
    ------
    UnknownEntity
        Nothing that is sold has the name.
    """
    asset = state.names().resolve_asset(name)
    market = state.market(at)
    return state.kept(("exits", at, asset), lambda: tell_exits(market, find_exits(market, asset)))


def view_exposure(state: State, naming: Naming) -> dict[str, Any]:
    """What the vendor, the assistant or the buyer of the assets loses if an owner refuses.

    Raises
    ------
    UnknownEntity
        A name fits nothing, or one of several is no asset.
    """
    market = state.market(naming.at)
    return state.kept(
        ("exposure", naming),
        lambda: tell_exposure(market, find_exposure(market, state.names(), naming.names)),
    )


def view_cover(state: State, naming: Naming) -> dict[str, Any]:
    """The fewest contracts, billers or owners through whom the assets can be had.

    Raises
    ------
    UnknownEntity
        A name fits nothing that is sold.
    """
    market = state.market(naming.at)
    assets = [state.names().resolve_asset(name) for name in naming.names]
    return state.kept(
        ("cover", naming.at, tuple(assets), naming.by),
        lambda: tell_cover(market, find_cover(market, assets, naming.by, WAYS)),
    )
