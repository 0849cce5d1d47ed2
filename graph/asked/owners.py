"""Questions about owners, vendors and contracts: what a refusal, a purchase or a signature does."""

from __future__ import annotations

from graph.asked.question import Asking, Row
from graph.market.columns import slug_of
from graph.metrics.captivity import fraction_text, score_asset
from graph.metrics.closure import find_live
from graph.metrics.dependence import DependenceFinder
from graph.metrics.gatekeepers import find_gatekeepers
from graph.metrics.power_rows import owner_rows
from graph.whatif.compare import compare
from graph.whatif.cover import By, find_cover, tell_cover
from graph.whatif.edits import Acquire, CloseChannel, CloseRoads, Edit
from graph.whatif.scenario import Scenario, apply_scenario
from graph.whatif.told import tell_comparison

MOVED = ("name", "label", "captivity_before", "captivity_after", "why")


def fewest_contracts(asking: Asking) -> list[Row]:
    """Question 2: the smallest sets of billers that cover a list of assets."""
    market = asking.market
    told = tell_cover(market, find_cover(market, asking.assets("assets"), By.BILLER))
    rows = [
        {"size": told["size"], "billers": one["items"], "buys": one["buys"]}
        for one in told["covers"]
    ]
    missing = [asset["name"] for asset in told["uncoverable"]]
    return [row | {"uncoverable": missing} for row in rows]


def drop_contract(asking: Asking) -> list[Row]:
    """Question 3: what is lost and what is kept without a contract that is held."""
    market, contract = asking.market, asking.entity("contract", "ProcurementVehicle")
    under = {
        route.channel.iri: route.channel.asset
        for routes in market.routes.values()
        for route in routes
        if contract in route.channel.procured_under
    }
    edits = tuple(CloseChannel(channel) for channel in sorted(under))
    after = apply_scenario(market, Scenario(edits)).after
    return [
        {
            "name": slug_of(asset),
            "label": market.label(asset),
            "is_lost": asset not in after.families,
            "roads_kept": len(after.routes.get(asset, ())),
            "platforms_kept": sorted(
                {slug_of(route.channel.platform) for route in after.routes.get(asset, ())}
            ),
        }
        for asset in sorted(set(under.values()))
    ]


def platform_refuses(asking: Asking) -> list[Row]:
    """Question 11: the models that a platform would close, and what each has left elsewhere.

    The platform loses every one of them, the vendor those with no road kept.
    """
    market = asking.market
    platform, vendor = asking.entity("platform", "Platform"), asking.entity("vendor")
    controls = market.ownership.controls
    entities = market.records.entities
    refused = sorted(
        asset
        for asset in market.families
        if asset in entities
        and any(controls(vendor, maker) for maker in entities[asset].developers)
        and any(route.channel.platform == platform for route in market.routes[asset])
    )
    edits: tuple[Edit, ...] = tuple(CloseRoads(asset, platform) for asset in refused)
    after = apply_scenario(market, Scenario(edits)).after
    return [
        {
            "name": slug_of(asset),
            "label": market.label(asset),
            "vendor_loses_it": asset not in after.families,
            "captivity_before": fraction_text(score_asset(market, asset).captivity),
            "captivity_after": fraction_text(score_asset(after, asset).captivity),
            "roads_kept": len(after.routes.get(asset, ())),
        }
        for asset in refused
    ]


def acquisition(asking: Asking) -> list[Row]:
    """Question 13: whose captivity moves, and by how much, when an owner buys an organisation."""
    edit = Acquire(asking.entity("owner", "Organization"), asking.entity("vendor", "Organization"))
    found = tell_comparison(compare(apply_scenario(asking.market, Scenario((edit,)))))
    return [
        {key: moved[key] for key in MOVED}
        | {"veto_before": moved["before"]["veto"], "veto_after": moved["after"]["veto"]}
        for moved in found["moved"]
    ]


def largest_gatekeeper(asking: Asking) -> list[Row]:
    """Question 14: the share of live models that each owner can make unreachable alone."""
    market = asking.market
    families = market.families
    found = find_gatekeepers(families, families)
    ranked = sorted(found.shares, key=lambda owner: (-found.shares[owner], owner))
    return [
        {
            "owner": slug_of(owner),
            "label": market.label(owner),
            "gatekeeper_share": str(found.shares[owner]),
            "captive_count": len(found.captives.get(owner, ())),
            "live_count": int(found.whole),
        }
        for owner in ranked
    ]


def shared_veto(asking: Asking) -> list[Row]:
    """Question 33: the owners that can close assets of two or more vendors, each alone."""
    market = asking.market
    families, entities = market.families, market.records.entities
    developed = [asset for asset in families if asset in entities and entities[asset].developers]
    rows = []
    for owner, captives in find_gatekeepers(families, developed).captives.items():
        vendors = {vendor for asset in captives for vendor in entities[asset].developers}
        if len(vendors) > 1:
            rows.append(
                {
                    "owner": slug_of(owner),
                    "label": market.label(owner),
                    "vendors": len(vendors),
                    "assets": len(captives),
                    "vendor_names": sorted(map(slug_of, vendors)),
                }
            )
    return sorted(rows, key=lambda row: (-row["vendors"], row["owner"]))


def power_over_reach(asking: Asking) -> list[Row]:
    """Question 15: the power of every owner over the reach of all live assets."""
    keys = ("owner", "owner_label", "shapley", "banzhaf", "sampled", "error")
    market = asking.market
    return [{key: row[key] for key in keys} for row in owner_rows(market, market.assets, None)]


def who_needs_whom(asking: Asking) -> list[Row]:
    """Question 16: how much a vendor and a platform owner depend on each other."""
    market = asking.market
    live = find_live(market)
    vendor, owner = asking.entity("vendor", "Organization"), asking.entity("owner", "Organization")
    return [DependenceFinder(market, live).find(vendor, owner).to_row(market, live)]
