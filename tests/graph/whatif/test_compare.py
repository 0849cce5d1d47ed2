"""What a scenario moves and how it is told, on the article and on small markets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from graph.market.compile import View, compile_market
from graph.market.market import Market
from graph.market.read import read_records
from graph.market.records import MarketRecords
from graph.metrics.captivity import score_asset
from graph.store.memory import read_files
from graph.terms import ID_BASE
from graph.whatif.compare import Comparison, compare
from graph.whatif.edits import LoadFile
from graph.whatif.loading import loader_of, read_with_files
from graph.whatif.scenario import Scenario, apply_scenario, read_scenario
from graph.whatif.statements import split_statements
from graph.whatif.told import tell_comparison
from ontology import DATA

DAY, DAY_BEFORE = date(2026, 6, 2), date(2026, 6, 1)
CODEX = f"{ID_BASE}codex"
LAUNCH = "open codex on bedrock biller aws-org host aws"


@pytest.fixture(scope="module")
def article() -> MarketRecords:
    """The records of the article."""
    return read_records(read_files([DATA / "article.ttl"]))


def run(records: MarketRecords, text: str, day: date = DAY, **options: object) -> Comparison:
    market = compile_market(records, day, **options)  # type: ignore[arg-type]
    return compare(apply_scenario(market, read_scenario(split_statements(text), records)))


def words(found: Comparison) -> list[str]:
    return [asset["words"] for asset in tell_comparison(found)["moved"]]


def test_the_article_before_any_edit(article: MarketRecords) -> None:
    market = compile_market(article, DAY)
    scores = [score_asset(market, ID_BASE + name) for name in ("mai-code-1-flash", "codex")]
    assert [(score.captivity, str(score.type)) for score in scores] == [
        (Fraction(1), "self-captive"), (Fraction(1, 2), "multi-homed"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "close codex on bedrock",
            "Codex: 1/2 -> 1: Amazon's road through Amazon Bedrock closes; only OpenAI's road is "
            "left.",
        ),
        (
            "open codex on google-ai",
            "Codex: 1/2 -> 1/3: A road through Google Cloud (AI) opens, gated by Alphabet; three "
            "independent roads now.",
        ),
        (
            "host ch-codex-direct azure; host ch-codex-bedrock azure",
            "Codex: 1/2 -> 1: Microsoft now stands on the roads through Amazon Bedrock and OpenAI "
            "direct; Microsoft stands on both roads.",
        ),
        (
            "acquire amazon openai",
            "Codex: 1/2 -> 1: Amazon replaces OpenAI on the road through OpenAI direct; Amazon "
            "stands on both roads.",
        ),
        (
            "acquire google openai",
            "Codex: captivity stays 1/2, and Alphabet and Amazon can close it together: Alphabet "
            "replaces OpenAI on the road through OpenAI direct; two independent roads now.",
        ),
        (
            "close ch-mai-copilot",
            "MAI-Code-1-Flash: 1 -> no road: Microsoft's road through GitHub Copilot closes; no "
            "road is left.",
        ),
        (
            "divest microsoft github",
            "MAI-Code-1-Flash: captivity stays 1 (type self-captive -> jointly-captive): ",
        ),
        (
            "open mai-code-1-flash on bedrock mode OpenWeights",
            "MAI-Code-1-Flash: 1 -> 0: A road through Amazon Bedrock opens, which nobody can "
            "close; a road is left that nobody else can close.",
        ),
    ],
)  # fmt: skip
def test_a_move_is_told_in_words(article: MarketRecords, text: str, told: str) -> None:
    (found, *_) = words(run(article, text))
    if told.endswith(": "):
        assert found.startswith("MAI-Code-1-Flash: captivity stays 1, held by ")
    else:
        assert found == told


def test_every_metric_that_moved_is_there_before_and_after(article: MarketRecords) -> None:
    told = tell_comparison(run(article, "close codex on bedrock"))
    (codex,) = told["moved"]
    assert codex["moved"] == [
        "captivity", "escape", "type", "veto", "cut", "coalitions", "routes"
    ]  # fmt: skip
    before, after = codex["before"], codex["after"]
    numbers = ("captivity", "escape", "type", "veto", "cut", "routes", "coalitions")
    assert [before[key] for key in numbers] == [
        "1/2", "2", "multi-homed", [], 2, 2, [["amazon", "openai"]],
    ]  # fmt: skip
    assert [after[key] for key in numbers] == [
        "1", "1", "self-captive", ["openai"], 1, 1, [["openai"]],
    ]  # fmt: skip
    assert codex["edits"] == ["close codex on bedrock"]
    assert [(road["change"], road["channel"]) for road in codex["roads"]] == [
        ("closed", "ch-codex-bedrock")
    ]
    # Three assets are live: MAI (closed by Microsoft), Codex and the OpenAI models in Copilot.
    assert told["population"]["before"] == {"index": "1/3", "closed": 1, "live": 3}
    assert told["population"]["after"] == {"index": "2/3", "closed": 2, "live": 3}
    assert [(o["name"], o["share_before"], o["share_after"]) for o in told["gatekeepers"]] == [
        ("openai", "0", "1/3")
    ]


def test_the_stake_behind_a_road_that_changed_hands_is_named(article: MarketRecords) -> None:
    (codex, *_) = tell_comparison(run(article, "acquire google openai"))["moved"]
    stakes = [stake for road in codex["roads"] for stake in road["stakes"]]
    assert "hypothetical/stake/google--openai" in stakes


def test_moves_come_by_size_and_a_rise_before_a_fall(new_book) -> None:
    book = new_book()
    for asset in ("lost", "rises", "falls"):
        book.asset(asset).gates(f"{asset} 1", asset, ["ann"])
    book.gates("rises 2", "rises", ["bob"])
    market = book.market()
    text = "close 'rises 2'; close 'lost 1'; open falls on 'platform of rises 2'"
    scenario = read_scenario(split_statements(text), market.records)
    found = compare(apply_scenario(market, scenario))
    assert [(one.asset, one.rise) for one in found.assets] == [
        ("lost", Fraction(1)), ("rises", Fraction(1, 2)), ("falls", Fraction(-1, 2)),
    ]  # fmt: skip


def test_shares_of_use_move_even_where_no_gate_does(new_book) -> None:
    book = new_book().asset("x").platform("p", "ann").platform("q", "bob").platform("r", "bob")
    for name, platform in (("1", "p"), ("2", "q"), ("3", "r")):
        book.channel(name, "x", platform, weight=Decimal(1))
    market = book.market()
    scenario = read_scenario(split_statements("close 3"), market.records)
    (moved,) = compare(apply_scenario(market, scenario)).assets
    # HHI of (1/3, 2/3) is 5/9, of (1/2, 1/2) it is 1/2; the owners of the roads stay two.
    assert moved.metrics == ("hhi", "effective_number")
    told = tell_comparison(compare(apply_scenario(market, scenario)))["moved"][0]
    assert (told["before"]["hhi"], told["after"]["hhi"]) == ("5/9", "1/2")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("close ch-codex-direct from 2026-07-01", "begins later: ask for that day with --as-of"),
        ("open openai-models on bedrock from 2026-06-01 to 2026-06-02", "same owners behind"),
        ("host ch-codex-bedrock aws; drop host ch-codex-bedrock aws", ""),
    ],
)
def test_nothing_that_moves_is_told_with_a_reason(
    article: MarketRecords, text: str, reason: str
) -> None:
    if not reason:
        text = "drop host ch-codex-bedrock aws; host ch-codex-bedrock aws"
    summary = tell_comparison(run(article, text))["summary"]
    assert summary.startswith("Nothing moves on 2026-06-02.")
    assert reason in summary


def test_a_road_beside_a_freer_one_changes_no_number_and_is_told(article: MarketRecords) -> None:
    # OpenAI direct has no gate of others, so a road gated by Google besides is of no consequence.
    found = run(article, "open codex on google-ai", view=View.VENDOR)
    assert not found.assets
    summary = tell_comparison(found)["summary"]
    assert "The roads of Codex change, but they have others beside them" in summary


def vendor_side(records: MarketRecords, floor: str = "0.5") -> list[Fraction | None]:
    """OpenAI's vendor-side captivity of Codex the day before the launch on Bedrock and on it."""
    markets = [
        compile_market(records, day, view=View.VENDOR, floor=Decimal(floor))
        for day in (DAY_BEFORE, DAY)
    ]
    return [score_asset(market, CODEX).captivity for market in markets]


@pytest.fixture
def overlay(shared: Path) -> Path:
    """The draft that reads the article's Azure rails as hosting of OpenAI's own service."""
    return shared / "domain" / "inference-overlay.draft.ttl"


def test_with_the_overlay_the_launch_halves_what_others_hold_over_openai(overlay: Path) -> None:
    # Own gates are taken out. Before: {Microsoft} through Azure alone, K = 1. After: {Microsoft}
    # or {Amazon}, K = 1/2.
    store = read_files([DATA / "article.ttl"])
    records = read_with_files(store, [overlay])
    assert vendor_side(records) == [Fraction(1), Fraction(1, 2)]
    launch = run(records, LAUNCH, DAY_BEFORE, view=View.VENDOR)
    assert words(launch) == [
        "Codex: 1 -> 1/2: A road through Amazon Bedrock opens, gated by Amazon; two independent "
        "roads now."
    ]


def test_without_the_overlay_the_launch_moves_nothing_for_openai(article: MarketRecords) -> None:
    # OpenAI's own service has no gate but OpenAI's: nobody else could ever hold it up, K = 0.
    assert vendor_side(article) == [Fraction(0), Fraction(0)]
    assert run(article, LAUNCH, DAY_BEFORE, view=View.VENDOR).assets == ()


@pytest.mark.parametrize(
    ("floor", "numbers"),
    [
        ("0.5", [Fraction(1), Fraction(1, 2)]),
        ("0.70", [Fraction(1), Fraction(1, 2)]),
        ("0.71", [None, Fraction(1)]),
    ],
)
def test_the_floor_asks_whether_the_channel_is_believed_not_its_host(
    overlay: Path, floor: str, numbers: list[Fraction | None]
) -> None:
    # The overlay's claim (0.40) is about the channel, and so is the article's (0.70): the best
    # counts, so a floor of 0.5 keeps the channel with the host that was loaded. Leaving the host
    # out is done by not loading it. Above 0.70 the channel itself goes, and Bedrock's (0.95) stays.
    records = read_with_files(read_files([DATA / "article.ttl"]), [overlay])
    assert vendor_side(records, floor) == numbers


def test_loading_the_overlay_is_an_edit_and_comes_first(overlay: Path) -> None:
    store = read_files([DATA / "article.ttl"])
    records = read_records(store)
    market = compile_market(records, DAY_BEFORE, view=View.VENDOR)
    statements = split_statements(f"{LAUNCH}; load '{overlay}'")
    scenario = read_scenario(statements, records)
    outcome = apply_scenario(market, scenario, loader_of(store))
    assert isinstance(outcome.steps[0].edit, LoadFile)
    steps = [score_asset(m, CODEX).captivity for m in (market, *(s.market for s in outcome.steps))]
    assert steps == [Fraction(0), Fraction(1), Fraction(1, 2)]
    (codex,) = (one for one in compare(outcome).assets if one.asset == CODEX)
    assert codex.edits == scenario.texts


def test_a_file_may_bring_assets_and_platforms_that_other_edits_name(tmp_path: Path) -> None:
    path = tmp_path / "facts.ttl"
    path.write_text(
        "@prefix ctv: <https://w3id.org/captivity/ns#> .\n"
        f"@prefix : <{ID_BASE}> .\n"
        ":shop a ctv:Platform ; ctv:operatedBy :shopkeeper .\n"
        ":toy a ctv:Model ; ctv:distributedVia :shop .\n",
        encoding="utf-8",
    )
    store = read_files([DATA / "article.ttl"])
    records = read_with_files(store, [path])
    scenario = read_scenario(split_statements(f"load '{path}'; open codex on shop"), records)
    market: Market = compile_market(read_records(store), DAY)
    after = apply_scenario(market, scenario, loader_of(store)).after
    assert score_asset(after, CODEX).captivity == Fraction(1, 3)
    assert score_asset(after, f"{ID_BASE}toy").veto == (f"{ID_BASE}shopkeeper",)


def test_a_population_narrows_what_is_looked_at(article: MarketRecords) -> None:
    market = compile_market(article, DAY)
    text = "close codex on bedrock; close ch-mai-copilot"
    outcome = apply_scenario(market, read_scenario(split_statements(text), article))
    assert [one.asset for one in compare(outcome).assets] == [f"{ID_BASE}mai-code-1-flash", CODEX]
    found = compare(outcome, "assistants")
    assert [one.asset for one in found.assets] == [CODEX]
    # Of the assistants only Codex is live: open before, closed after.
    assert [closure.index for closure in found.closures] == [Fraction(0), Fraction(1)]


def test_a_scenario_without_edits_moves_nothing(article: MarketRecords) -> None:
    market = compile_market(article, DAY)
    found = compare(apply_scenario(market, Scenario(())))
    assert (found.assets, found.owners) == ((), ())
