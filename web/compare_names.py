"""What is to be compared: two to four things of one kind, by the names that an address gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from graph.errors import InvalidInput, UnknownEntity
from web.choices import one_of
from web.entity.sides import ASSET, ORGANISATION, PLATFORM, find_sides
from web.kinds import kind_words
from web.state import State
from web.viewpoint import Viewpoint

FEWEST, MOST = 2, 4


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of things that can be compared: what many of them are called, and its class."""

    many: str
    broad: str


#: Kind in an address -> what it is; of those that fit all names the first is taken.
KINDS: Mapping[str, Kind] = {
    ASSET: Kind("models or assistants", "Asset"),
    PLATFORM: Kind("platforms", "Platform"),
    ORGANISATION: Kind("organisations", "Organization"),
}


@dataclass(frozen=True, slots=True)
class Compared:
    """The things to compare, each once, in the order of their names, and the kind they share."""

    kind: str
    iris: tuple[str, ...]


def read_compared(state: State, at: Viewpoint, names: Sequence[str], kind: str = "") -> Compared:
    """The things that the names mean: of that kind, or of the first kind that all of them can be.

    Raises
    ------
    UnknownEntity
        A name that nothing has.
    InvalidInput
        More than four, things of different kinds, or a kind that cannot be compared.
    """
    one_of("kind", kind, ("", *KINDS))
    given = list(dict.fromkeys(filter(None, (name.strip() for name in names))))
    wanted = [kind] if kind else list(KINDS)
    for candidate in wanted:
        found = [find_as(state, at, name, candidate) for name in given[: MOST + 1]]
        iris = tuple(dict.fromkeys(iri for iri in found if iri is not None))
        if len(iris) > MOST:
            raise InvalidInput(
                "Too many to compare", f"{len(given)} names", f"Take {FEWEST} to {MOST} of them."
            )
        if None not in found:
            return Compared(candidate, iris)
    raise _unlike(state, at, given[: MOST + 1], kind)


def find_as(state: State, at: Viewpoint, name: str, kind: str) -> str | None:
    """What of that kind has the name; None where nothing has."""
    with suppress(UnknownEntity):
        iri = state.names().resolve(name, KINDS[kind].broad)
        return iri if kind in find_sides(state, at, iri) else None
    return None


def _unlike(state: State, at: Viewpoint, names: Sequence[str], kind: str) -> InvalidInput:
    """What is wrong with names that are not all of one kind, or of that kind.

    Raises
    ------
    UnknownEntity
        A name that nothing, or too much, has.
    """
    told = [f"{name} ({_say_kind(state, at, name)})" for name in names]
    choices = ", ".join(f"{kind.many} with {kind.many}" for kind in KINDS.values())
    advice = f"Name {FEWEST} to {MOST} of one kind: {choices}."
    if kind:
        advice = f"Name {KINDS[kind].many} alone, or leave kind={kind} out. {advice}"
    return InvalidInput("These cannot be set side by side", ", ".join(told), advice)


def _say_kind(state: State, at: Viewpoint, name: str) -> str:
    possible = [kind for kind in KINDS if find_as(state, at, name, kind)]
    if possible:
        return " or ".join(possible)
    entity = state.records().entities.get(state.names().resolve(name))
    return kind_words(entity.kinds) if entity else "neither asset, platform nor organisation"
