"""What the filters of the market page offer: the owners and vendors most models depend on."""

from __future__ import annotations

from collections import Counter

from graph.market.columns import slug_of
from graph.market.populations import POPULATIONS
from web.filters import ACCESS_MODES, KINDS, STAGES
from web.kinds import in_words
from web.market.address import Address
from web.market.roads import vendors_of
from web.state import State

#: A longer list is no choice; whoever is not in it has a page with a link to this filter.
OFFERED = 40
FLOORS = ("0", "0.5", "0.8", "0.95")
PLURALS = {"Model": "models", "Assistant": "assistants", "ModelFamily": "model families"}


def list_choices(state: State, address: Address) -> dict[str, list[tuple[str, str]]]:
    """Name of a filter -> its values with their words, what is chosen always among them."""
    filters = address.filters
    owners, vendors = state.kept(("parties", address.at), lambda: _count_parties(state, address))
    return {
        "kind": [(kind, PLURALS[kind]) for kind in KINDS],
        "population": [(name, name) for name in POPULATIONS],
        "owner": _name_parties(state, owners, filters.owner),
        "vendor": _name_parties(state, vendors, filters.vendor),
        "access": [(mode, in_words(mode)) for mode in ACCESS_MODES],
        "stage": [(stage, in_words(stage)) for stage in STAGES],
        "floor": [(floor, f"from {floor}") for floor in FLOORS],
    }


def _count_parties(state: State, address: Address) -> tuple[Counter[str], Counter[str]]:
    """The owners behind channels and the vendors, each with the number of models."""
    market = state.market(address.at)
    owners, vendors = Counter[str](), Counter[str]()
    for asset, family in market.families.items():
        owners.update(frozenset().union(*family))
        vendors.update(vendor for vendor in vendors_of(market, asset) if vendor)
    return owners, vendors


def _name_parties(state: State, counted: Counter[str], chosen: str) -> list[tuple[str, str]]:
    busiest = sorted(counted, key=lambda iri: (-counted[iri], iri))[:OFFERED]
    wanted = dict.fromkeys([*busiest, *filter(None, [chosen])])
    names = state.names()
    named = [(slug_of(iri), names.label(iri)) for iri in wanted]
    return sorted(named, key=lambda pair: (pair[1].casefold(), pair[0]))
