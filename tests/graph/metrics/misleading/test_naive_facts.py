"""Misleading practices about facts (10, 11 and 12): brands, totals and economic shares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from naive_answers import score_brands

from graph.errors import MetricUndefined
from graph.market.compile import compile_market
from graph.market.read import read_records
from graph.market.records import MarketRecords
from graph.metrics.captivity import score_asset
from graph.metrics.concentration import measure_concentration, share_weights
from graph.store.memory import read_files
from ontology import DATA

DAY = date(2026, 6, 2)


@pytest.fixture(scope="module")
def article() -> MarketRecords:
    """The records of the article."""
    return read_records(read_files([DATA / "article.ttl"]))


def test_10_two_brands_are_one_owner_from_the_day_of_the_purchase(new_book) -> None:
    """Windsurf's maker Codeium belongs to Cognition from July 2025 on; both sell x."""
    bought = date(2025, 7, 14)
    book = new_book().asset("x").platform("windsurf", "codeium").platform("devin", "cognition")
    book.channel("1", "x", "windsurf").channel("2", "x", "devin")
    book.stake("cognition", "codeium", confers_control=True, valid_from=bought)
    before, after = book.market(bought - timedelta(1)), book.market(bought)
    assert score_brands(before, "x") == score_brands(after, "x") == Fraction(1, 2)
    assert score_asset(before, "x").captivity == Fraction(1, 2)
    assert score_asset(after, "x").captivity == 1


def test_11_total_of_a_product_is_no_weight_of_one_channel(article) -> None:
    """Five million is how many use Codex in all, by whatever road.

    Put on the Bedrock channel it would make Amazon the whole market, HHI 1. No source states how
    the use is spread, so there is no concentration to tell.
    """
    assert share_weights({"amazon": Fraction(5_000_000)}).hhi == 1
    market = compile_market(article, DAY)
    codex = next(asset for asset in market.assets if asset.endswith("/codex"))
    with pytest.raises(MetricUndefined, match="2 of 2 live channels have no weight"):
        measure_concentration(market, codex)
    assert score_asset(market, codex).to_row(market)["hhi"] is None


def test_12_economic_share_gives_no_control(new_book) -> None:
    """m has 60 % of o's profits and a tenth of its votes; it could refuse nothing on o's road."""
    book = new_book().asset("x").platform("p", "o").platform("q", "m")
    book.channel("1", "x", "p").channel("2", "x", "q")
    book.stake("m", "o", "0.1", economic_min=Decimal("0.6"), economic_max=Decimal("0.6"))
    records = book.records()
    as_votes = {
        iri: replace(stake, voting_min=stake.economic_min) for iri, stake in records.stakes.items()
    }
    naive = compile_market(replace(records, stakes=as_votes), DAY)
    assert score_asset(naive, "x").captivity == 1
    assert score_asset(book.market(), "x").captivity == Fraction(1, 2)
