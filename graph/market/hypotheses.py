"""From the store to the hypotheses that it watches: theses with a test and a horizon."""

from __future__ import annotations

from collections.abc import Mapping, Set

from graph.errors import UnknownEntity
from graph.market import columns
from graph.market.columns import Readable, slug_of
from graph.market.records import Hypothesis, MarketRecords
from graph.terms import CTV


def read_hypotheses(
    store: Readable, labels: Mapping[str, str], kinds: Mapping[str, Set[str]]
) -> dict[str, Hypothesis]:
    """IRI -> hypothesis, in the order of their IRIs; ``kinds`` gives the classes of each node.

    Conditions are told by their labels, or by their slugs where they have none.
    """
    watched = columns.read_links(store, CTV.watches)
    starts = columns.read_dates(store, CTV.madeOn)
    horizons = columns.read_dates(store, CTV.horizon)
    predictions = columns.read_text(store, CTV.predicts)
    confirming = columns.read_links(store, CTV.confirmIf)
    denying = columns.read_links(store, CTV.denyIf)
    fewest = columns.read_numbers(store, CTV.minStacks)
    most = columns.read_numbers(store, CTV.maxStacks)
    return {
        iri: Hypothesis(
            iri=iri,
            label=labels.get(iri) or slug_of(iri),
            watches=watched.get(iri, ()),
            made_on=starts.get(iri),
            horizon=horizons.get(iri),
            predicts=predictions.get(iri, ""),
            confirm_if=tuple(labels.get(c) or slug_of(c) for c in confirming.get(iri, ())),
            deny_if=tuple(labels.get(c) or slug_of(c) for c in denying.get(iri, ())),
            min_stacks=int(fewest[iri]) if iri in fewest else None,
            max_stacks=int(most[iri]) if iri in most else None,
        )
        for iri in sorted(iri for iri, names in kinds.items() if "Hypothesis" in names)
    }


def find_hypothesis(records: MarketRecords, name: str | None) -> Hypothesis | None:
    """The hypothesis of that slug, IRI or label, or the only one there is; None when none is.

    Raises
    ------
    UnknownEntity
        None has the name, or several are there and none is named.
    """
    known = records.hypotheses
    slugs = ", ".join(slug_of(iri) for iri in known) or "none"
    if name is None:
        if len(known) > 1:
            raise UnknownEntity("Several hypotheses fit", "no name given", f"Give one of {slugs}.")
        return next(iter(known.values()), None)
    wanted = name.strip().casefold()
    for iri, hypothesis in known.items():
        if wanted in {iri.casefold(), slug_of(iri).casefold(), hypothesis.label.casefold()}:
            return hypothesis
    raise UnknownEntity("No hypothesis has the name", name, f"The data holds {slugs}.")
