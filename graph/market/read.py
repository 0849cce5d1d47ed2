"""From the store to plain records: each predicate read once, so the work grows with the data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from graph.market import columns
from graph.market.columns import Readable, local_name, slug_of
from graph.market.evidence import read_claims, read_load_confidence, read_sources, weigh_claims
from graph.market.hypotheses import read_hypotheses
from graph.market.kinds import PARENTS
from graph.market.records import Channel, Claim, Entity, MarketRecords, Stake
from graph.terms import (
    CTV,
    DCTERMS,
    PROV,
    RDF,
    RDFS,
    SKOS,
    VOCABULARY_BASE,
)  # fmt: skip


def read_records(store: Readable) -> MarketRecords:
    """Everything the store says of the market, at all dates.

    One pass over each predicate. Nodes without a label are named by their slug; a channel without
    asset or platform and a stake without holder or issuer are left out.
    """
    labels = columns.read_text(store, RDFS.label)
    kinds = _read_kinds(store)
    sources = columns.read_links(store, PROV.hadPrimarySource)
    claims = read_claims(store, sources)
    channels = _read_channels(store, labels, claims, sources)
    stakes = _read_stakes(store, sources)
    return MarketRecords(
        revision=store.revision,
        entities=_read_entities(store, labels, kinds, channels, stakes),
        channels=channels,
        stakes=stakes,
        claims=claims,
        sources=read_sources(store, labels, kinds, channels, stakes, claims),
        collections=_read_collections(store),
        hypotheses=read_hypotheses(store, labels, kinds),
    )


def _read_kinds(store: Readable) -> dict[str, set[str]]:
    """Subject -> the local names of its classes; terms of the vocabulary itself are left out."""
    kinds: defaultdict[str, set[str]] = defaultdict(set)
    for subject, classes in columns.read_links(store, RDF.type).items():
        if not subject.startswith(VOCABULARY_BASE):
            kinds[subject].update(
                local_name(iri) for iri in classes if iri.startswith(VOCABULARY_BASE)
            )
    return kinds


def _read_channels(
    store: Readable,
    labels: Mapping[str, str],
    claims: Mapping[str, Claim],
    sources: columns.Links,
) -> dict[str, Channel]:
    assets = columns.read_link(store, CTV.asset)
    platforms = columns.read_link(store, CTV.platform)
    billers = columns.read_links(store, CTV.billedBy)
    hosts = columns.read_links(store, CTV.hostedOn)
    sellers = columns.read_link(store, CTV.sellerOfRecord)
    surfaces = columns.read_links(store, CTV.surface)
    upstreams = columns.read_links(store, CTV.upstream)
    vehicles = columns.read_links(store, CTV.procuredUnder)
    modes = columns.read_codes(store, CTV.accessMode)
    stages = columns.read_codes(store, CTV.stage)
    exclusivities = columns.read_codes(store, CTV.exclusivity)
    # Where two files disagree on the dates, the days that both accept remain.
    starts = columns.read_dates(store, CTV.validFrom, latest=True)
    ends = columns.read_dates(store, CTV.validTo)
    weights = columns.read_numbers(store, CTV.weight)
    set_aside = columns.read_codes(store, CTV.setAside)
    listings = columns.read_text(store, CTV.listingId)
    precisions = columns.read_codes(store, CTV.datePrecision)
    own_confidence = read_load_confidence(store) | columns.read_numbers(
        store, CTV.confidence, share=True
    )
    weighed = weigh_claims(claims.values())
    channels: dict[str, Channel] = {}
    for iri, asset in assets.items():
        if iri not in platforms:
            continue
        asserted, denied = weighed.get(iri, (None, Decimal(0)))
        if asserted is None:
            asserted = own_confidence.get(iri, Decimal(1))
        channels[iri] = Channel(
            iri=iri,
            label=labels.get(iri) or _channel_label(asset, platforms[iri], labels),
            asset=asset,
            platform=platforms[iri],
            billers=billers.get(iri, ()),
            hosts=hosts.get(iri, ()),
            surfaces=surfaces.get(iri, ()),
            upstream=upstreams.get(iri, ()),
            procured_under=vehicles.get(iri, ()),
            access_mode=modes.get(iri, "AccessUnstated"),
            stage=stages.get(iri, "StageUnstated"),
            exclusivity=exclusivities.get(iri, "ExclusivityUnknown"),
            valid_from=starts.get(iri),
            valid_to=ends.get(iri),
            weight=weights.get(iri),
            set_aside=set_aside.get(iri),
            listing_id=listings.get(iri),
            sources=sources.get(iri, ()),
            asserted=asserted,
            denied=denied,
            seller=sellers.get(iri),
            precision=precisions.get(iri),
        )
    return channels


def _channel_label(asset: str, platform: str, labels: Mapping[str, str]) -> str:
    return f"{_label(asset, labels)} through {_label(platform, labels)}"


def _label(iri: str, labels: Mapping[str, str]) -> str:
    return labels.get(iri) or slug_of(iri)


def _read_collections(store: Readable) -> dict[str, frozenset[str]]:
    """Named set -> what is stated to be part of it."""
    members: defaultdict[str, set[str]] = defaultdict(set)
    for iri, wholes in columns.read_links(store, DCTERMS.isPartOf).items():
        for whole in wholes:
            members[whole].add(iri)
    return {whole: frozenset(parts) for whole, parts in members.items()}


def _read_stakes(store: Readable, sources: columns.Links) -> dict[str, Stake]:
    holders = columns.read_link(store, CTV.holder)
    issuers = columns.read_link(store, CTV.issuer)
    voting_min = columns.read_numbers(store, CTV.votingShareMin, share=True)
    voting_max = columns.read_numbers(store, CTV.votingShareMax, share=True)
    economic_min = columns.read_numbers(store, CTV.economicShareMin, share=True)
    economic_max = columns.read_numbers(store, CTV.economicShareMax, share=True)
    controlling = columns.read_flags(store, CTV.confersControl)
    starts = columns.read_dates(store, CTV.validFrom, latest=True)
    ends = columns.read_dates(store, CTV.validTo)
    return {
        iri: Stake(
            iri=iri,
            holder=holder,
            issuer=issuers[iri],
            voting_min=voting_min.get(iri),
            voting_max=voting_max.get(iri),
            economic_min=economic_min.get(iri),
            economic_max=economic_max.get(iri),
            confers_control=iri in controlling,
            valid_from=starts.get(iri),
            valid_to=ends.get(iri),
            sources=sources.get(iri, ()),
        )
        for iri, holder in holders.items()
        if iri in issuers
    }


def _read_entities(
    store: Readable,
    labels: Mapping[str, str],
    kinds: Mapping[str, set[str]],
    channels: Mapping[str, Channel],
    stakes: Mapping[str, Stake],
) -> dict[str, Entity]:
    developers = columns.read_links(store, CTV.developedBy)
    operators = columns.read_links(store, CTV.operatedBy)
    clouds = columns.read_links(store, CTV.runsOn)
    modalities = columns.read_codes(store, CTV.modality)
    alt_labels = columns.read_texts(store, SKOS.altLabel)
    trading = columns.read_texts(store, CTV.tradingName)
    captive = columns.read_links(store, CTV.captivePlatform)
    known: defaultdict[str, set[str]] = defaultdict(set)
    for iri, names in kinds.items():
        if found := names & PARENTS.keys():
            known[iri] |= found
    typed = frozenset(known)
    for iri, role in _roles(channels, stakes, developers, operators, clouds):
        # A thing that nobody typed is what its roles say.
        if iri not in typed:
            known[iri].add(role)
    return {
        iri: Entity(
            iri=iri,
            label=_label(iri, labels),
            kinds=frozenset(names),
            alt_labels=alt_labels.get(iri, ()) + trading.get(iri, ()),
            developers=developers.get(iri, ()),
            operators=operators.get(iri, ()),
            runs_on=clouds.get(iri, ()),
            modality=modalities.get(iri),
            captive_platforms=captive.get(iri, ()),
        )
        for iri, names in known.items()
    }


def _roles(
    channels: Mapping[str, Channel],
    stakes: Mapping[str, Stake],
    developers: columns.Links,
    operators: columns.Links,
    clouds: columns.Links,
) -> Iterable[tuple[str, str]]:
    for channel in channels.values():
        yield channel.asset, "Asset"
        yield channel.platform, "Platform"
        yield from ((host, "Cloud") for host in channel.hosts)
        yield from ((surface, "Surface") for surface in channel.surfaces)
        yield from ((biller, "Organization") for biller in channel.billers)
        if channel.seller:
            yield channel.seller, "Organization"
        for vehicle in channel.procured_under:
            yield vehicle, "ProcurementVehicle"
    for stake in stakes.values():
        yield stake.holder, "Organization"
        yield stake.issuer, "Organization"
    for iri, makers in developers.items():
        yield iri, "Asset"
        yield from ((maker, "Organization") for maker in makers)
    for parties in operators.values():
        yield from ((party, "Organization") for party in parties)
    for places in clouds.values():
        yield from ((place, "Cloud") for place in places)
