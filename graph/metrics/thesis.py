"""The thesis on a day: the verdict of its test, and whether the market has closed as it predicts.

The two are told apart on purpose. The test of the article is about two models leaving their
platforms; its prediction is about the whole market closing into a few stacks. That the one stays
undenied does not imply the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from graph.errors import InvalidInput
from graph.market.columns import slug_of
from graph.market.market import Market
from graph.market.records import Hypothesis, MarketRecords
from graph.metrics.captivity import fraction_text
from graph.metrics.closure import Closure, find_live, measure_closure
from graph.metrics.plain import Node, RecordWriter, day_text
from graph.metrics.stacks import BillingStack, Stack, find_billing_stacks, find_stacks
from graph.metrics.verdict import Breach, Compiler, Verdict, judge_hypothesis

DEFAULT_THRESHOLD = Fraction(3, 4)
DEFAULT_STACKS = 4

THRESHOLD_NOTE = (
    "The threshold of the closure index is a choice of this program, not of the source; change it "
    "with --threshold-index."
)
CONFIRM_NOTE = (
    "The confirm test does not imply the predicted closing: the watched assets may stay within "
    "their captive sets while the rest of the market opens, so the two are reported apart."
)
OWNER_NOTE = (
    "Literal asks for a platform outside the captive set; owner-closed asks also that the channel "
    "lowered captivity, which an API on the owner's own cloud does not."
)


@dataclass(frozen=True, slots=True)
class Thesis:
    """A hypothesis on a day beside the closing of the market that it predicts.

    ``verdict`` is None when the data holds no hypothesis. The prediction is met when the closure
    index reaches ``threshold`` and at most ``max_stacks`` ultimate billers are left.
    """

    market: Market
    verdict: Verdict | None
    closure: Closure
    stacks: tuple[Stack, ...]
    billing_stacks: tuple[BillingStack, ...]
    threshold: Fraction
    max_stacks: int

    @property
    def is_met(self) -> bool | None:
        """Whether the market has closed as predicted; None when the closure index is undefined."""
        if self.closure.index is None:
            return None
        return self.closure.index >= self.threshold and len(self.billing_stacks) <= self.max_stacks

    def to_dict(self) -> Node:
        """Everything as plain JSON values; the verdicts are ``literal`` and ``owner_closed``."""
        notes = [THRESHOLD_NOTE] if self.verdict is None else [
            OWNER_NOTE, CONFIRM_NOTE, THRESHOLD_NOTE]  # fmt: skip
        return {
            "as_of": self.market.as_of.isoformat(),
            "view": str(self.market.view),
            "floor": str(self.market.floor),
            **describe_verdict(self.market.records, self.verdict),
            **self._closing(),
            "threshold_index": str(self.threshold),
            "max_stacks": self.max_stacks,
            "prediction_met": self.is_met,
            "notes": notes,
        }

    def _closing(self) -> Node:
        label = self.market.label
        return {
            "population": self.closure.population.name,
            "population_definition": self.closure.population.definition,
            "closure_index": fraction_text(self.closure.index),
            "closed_count": len(self.closure.closed),
            "live_count": len(self.closure.population.assets),
            "stacks": len(self.stacks),
            "stack_members": [
                {
                    "owners": [slug_of(owner) for owner in stack.owners],
                    "owner_labels": [label(owner) for owner in stack.owners],
                    "count": len(stack.assets),
                    "assets": [slug_of(asset) for asset in stack.assets],
                }
                for stack in self.stacks
            ],
            "billing_stacks": len(self.billing_stacks),
            "billing_stack_members": [
                {
                    "biller": slug_of(stack.biller),
                    "biller_label": label(stack.biller),
                    "count": len(stack.assets),
                    "assets": [slug_of(asset) for asset in stack.assets],
                    "channels": [slug_of(channel) for channel in stack.channels],
                }
                for stack in self.billing_stacks
            ],
        }


def assess_thesis(
    market: Market,
    hypothesis: Hypothesis | None,
    compile_on: Compiler,
    *,
    population: str | None = None,
    threshold: Fraction = DEFAULT_THRESHOLD,
    max_stacks: int | None = None,
) -> Thesis:
    """The thesis on the day of the market.

    Parameters
    ----------
    market
        The market on the day asked about.
    hypothesis
        The one to judge; None for the closing of the market alone.
    compile_on
        Makes the market of other days in the same view.
    population
        A named population, else every asset with a live channel.
    threshold
        The closure index in [0, 1] from which on the market counts as closed: our choice.
    max_stacks
        The most billing stacks that still count as a few; that of the hypothesis by default.

    Raises
    ------
    UnknownEntity
        There is no population of that name.
    """
    closure = measure_closure(market, find_live(market, population))
    if max_stacks is None:
        stated = hypothesis.max_stacks if hypothesis is not None else None
        max_stacks = DEFAULT_STACKS if stated is None else stated
    verdict = (
        judge_hypothesis(market.records, hypothesis, market.as_of, compile_on)
        if hypothesis is not None
        else None
    )
    return Thesis(
        market=market,
        verdict=verdict,
        closure=closure,
        stacks=find_stacks(closure),
        billing_stacks=find_billing_stacks(market, closure.population.assets),
        threshold=threshold,
        max_stacks=max_stacks,
    )


def describe_verdict(records: MarketRecords, verdict: Verdict | None) -> Node:
    """The verdict with its evidence as plain values; every one null or empty without one."""
    if verdict is None:
        empty = ("hypothesis", "label", "made_on", "horizon", "days_left", "predicts", "literal",
                 "owner_closed")  # fmt: skip
        lists = ("confirm_if", "deny_if", "watches", "captive_sets", "evidence", "would_deny",
                 "claims", "sources")  # fmt: skip
        return dict.fromkeys(empty) | {name: [] for name in lists}
    writer = RecordWriter(records)
    hypothesis = verdict.hypothesis
    return {
        "hypothesis": slug_of(hypothesis.iri),
        "label": hypothesis.label,
        "made_on": day_text(hypothesis.made_on),
        "horizon": day_text(hypothesis.horizon),
        "days_left": verdict.days_left,
        "predicts": hypothesis.predicts,
        "confirm_if": list(hypothesis.confirm_if),
        "deny_if": list(hypothesis.deny_if),
        "watches": [slug_of(asset) for asset in hypothesis.watches],
        "literal": str(verdict.literal),
        "owner_closed": str(verdict.owner_closed),
        "captive_sets": [
            {
                "asset": slug_of(captive.asset),
                "asset_label": writer.name(captive.asset)["label"],
                "platforms": [slug_of(platform) for platform in captive.platforms],
                "platform_labels": [writer.name(p)["label"] for p in captive.platforms],
                "basis": captive.basis,
            }
            for captive in verdict.captive_sets
        ],
        "evidence": [describe_breach(writer, breach) for breach in verdict.breaches],
        "would_deny": [
            {**writer.describe_channel(left.channel), "code": left.code, "reason": left.reason}
            for left in verdict.short_of
        ],
        **writer.cite(hypothesis.iri),
    }


def describe_breach(writer: RecordWriter, breach: Breach) -> dict[str, Any]:
    """A denying channel with its captivities, claims and sources as plain values."""
    return {
        **writer.describe_channel(breach.channel),
        "denied_from": breach.day.isoformat(),
        "captivity_within": fraction_text(breach.within),
        "captivity_joined": fraction_text(breach.joined),
        "measured_on": breach.measured_on.isoformat(),
        "denies_literal": True,
        "denies_owner_closed": breach.lowers,
    }


def read_share(text: str) -> Fraction:
    """The share in [0, 1] that a text names, as a fraction or a decimal.

    >>> read_share("3/4"), read_share("0.75")
    (Fraction(3, 4), Fraction(3, 4))

    Raises
    ------
    InvalidInput
        It is neither.
    """
    advice = "Give a share from 0 to 1, such as 3/4 or 0.75."
    try:
        if len(text) > 40 or "e" in text.lower():
            raise ValueError(text)
        share = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise InvalidInput("Not a share", repr(text[:40]), advice) from error
    if not 0 <= share <= 1:
        raise InvalidInput("Not a share", repr(text), advice)
    return share
