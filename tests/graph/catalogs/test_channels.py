"""From listings to a market on a catalog small enough to check by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from graph.catalogs.assets import choose_label, distinguish
from graph.catalogs.channels import resolve_catalog
from graph.catalogs.identity import Resolver
from graph.catalogs.listing import CatalogReading, Interval, Listing, Provider, RegistryModel
from graph.catalogs.organisations import Organisation
from graph.catalogs.platforms import Platform, PlatformTable, table_of
from graph.catalogs.records import CatalogMarket

ACME = Organisation("acme-org", "Acme")
HOST = Platform("acme", "Acme", kind="InferenceHostKind", operator=ACME, keys=("models.dev:acme",))
RESELLER = Platform("resale", "Resale", kind="AggregatorKind", keys=("models.dev:resale",))
TOOL = Platform("tool", "Tool", kind="CodingToolKind", keys=("models.dev:tool",))
TABLE = table_of([HOST, RESELLER, TOOL])


def listing(provider: str, model_id: str, **facts: object) -> Listing:
    """A models.dev listing."""
    return replace(Listing("models.dev", provider, model_id, name=model_id), **facts)  # type: ignore[arg-type]


def market(*listings: Listing, table: PlatformTable = TABLE, **options: object) -> CatalogMarket:
    """The market that these listings make."""
    providers = sorted({item.provider for item in listings})
    reading = CatalogReading(tuple(Provider(p, p.title()) for p in providers), listings)
    return resolve_catalog(reading, Resolver(), table, **options)  # type: ignore[arg-type]


def test_listings_of_one_model_on_three_platforms_are_one_asset_and_three_channels() -> None:
    found = market(
        listing("acme", "gpt-5"), listing("resale", "openai/gpt-5"), listing("tool", "gpt-5-latest")
    )
    assert list(found.assets) == ["openai/gpt-5"]
    assert [c.slug for c in found.channels] == [
        "listing/models.dev/acme/gpt-5",
        "listing/models.dev/resale/openai/gpt-5",
        "listing/models.dev/tool/gpt-5-latest",
    ]


def test_resale_is_set_aside_and_a_coding_tool_embeds() -> None:
    found = market(listing("resale", "gpt-5"), listing("tool", "gpt-5"))
    resale, tool = found.channels
    assert (resale.set_aside, resale.access_mode) == ("Resale", "RawAPI")
    assert (tool.set_aside, tool.access_mode) == (None, "Embedded")


def test_the_status_of_a_listing_gives_the_stage() -> None:
    stages = [
        market(listing("acme", "gpt-5", status=status)).channels[0].stage
        for status in ("", "alpha", "beta", "deprecated")
    ]
    assert stages == ["GA", "Preview", "Preview", "Deprecated"]


def test_every_interval_of_the_history_is_a_channel_and_the_later_ones_carry_their_day() -> None:
    history = [
        Interval("acme", "gpt-5", date(2025, 9, 1), None),
        Interval("acme", "gpt-5", date(2025, 6, 5), date(2025, 7, 1)),
    ]
    found = market(listing("acme", "gpt-5"), history=history)
    assert [(c.slug, c.valid_from, c.valid_to, c.stage) for c in found.channels] == [
        ("listing/models.dev/acme/gpt-5", date(2025, 6, 5), date(2025, 7, 1), "StageUnstated"),
        ("listing/models.dev/acme/gpt-5@2025-09-01", date(2025, 9, 1), None, "GA"),
    ]


def test_an_ended_listing_without_details_is_resolved_by_its_id() -> None:
    history = [Interval("acme", "gpt-5-2025-08-07", date(2025, 8, 8), date(2025, 9, 1))]
    found = market(listing("tool", "gpt-5"), history=history)
    assert list(found.assets) == ["openai/gpt-5"]
    ended = found.channels[0]
    assert (ended.platform, ended.is_detailed) == (HOST, False)


def test_without_a_history_the_day_of_the_file_is_the_first_day_known() -> None:
    found = market(listing("acme", "gpt-5"), snapshot=date(2026, 7, 2))
    assert found.channels[0].valid_from == date(2026, 7, 2)


def test_a_retired_listing_ended_on_its_day_and_began_nobody_knows_when() -> None:
    gone = listing("acme", "gpt-5", retires=date(2026, 6, 1))
    (channel,) = market(gone, snapshot=date(2026, 7, 2)).channels
    assert (channel.valid_from, channel.valid_to) == (None, date(2026, 6, 1))
    assert (channel.stage, channel.precision) == ("Withdrawn", "DayStated")


def test_a_listing_that_will_retire_still_stands_and_is_deprecated() -> None:
    ending = listing("acme", "gpt-5", retires=date(2026, 12, 1))
    (channel,) = market(ending, snapshot=date(2026, 7, 2)).channels
    assert (channel.valid_to, channel.stage) == (None, "Deprecated")


def test_each_host_that_may_serve_a_listing_is_a_channel_of_its_own() -> None:
    hosted = listing("acme", "gpt-5", hosts=("OpenAI", "Microsoft Azure", "nobody knows"))
    found = market(hosted)
    assert [(c.slug, c.host) for c in found.channels] == [
        ("listing/models.dev/acme/gpt-5~azure", "azure"),
        ("listing/models.dev/acme/gpt-5~openai-inference", "openai-inference"),
    ]


def test_what_is_no_model_or_hidden_from_users_becomes_no_channel() -> None:
    found = market(
        listing("acme", "gpt-5"),
        listing("acme", "web-search", kind="none"),
        listing("acme", "gpt-6-secret", hidden=True),
    )
    assert [c.listing.model_id for c in found.channels] == ["gpt-5"]


def test_the_modality_is_what_most_detailed_listings_say() -> None:
    items = [
        listing("acme", "imagen-4", kind="image"),
        listing("tool", "imagen-4", kind="image"),
        listing("resale", "imagen-4"),
    ]
    history = [Interval("gone", "imagen-4", date(2025, 8, 8), date(2025, 9, 1))]
    found = market(*items, history=history)
    assert [asset.modality for asset in found.assets.values()] == ["Image"]


def test_an_unmapped_provider_becomes_an_unverified_platform_of_a_company_of_its_name() -> None:
    found = market(listing("nobody", "gpt-5"))
    (platform,) = found.new_platforms
    assert platform.operator == Organisation("nobody-org", "Nobody")
    assert not platform.checked


def test_the_order_of_the_listings_does_not_matter() -> None:
    items = [listing("acme", "gpt-5"), listing("tool", "glm-5"), listing("resale", "x/gpt-5")]
    assert market(*items) == market(*reversed(items))


def test_the_registry_decides_about_open_weights_before_the_listings() -> None:
    registry = {"openai/gpt-5": RegistryModel("openai/gpt-5", "GPT-5", open_weights=False)}
    item = listing("acme", "gpt-5", open_weights=True)
    assert market(item).assets["openai/gpt-5"].is_open
    assert not market(item, registry=registry).assets["openai/gpt-5"].is_open


def test_two_of_three_listings_make_a_model_open_and_one_of_two_does_not() -> None:
    flags = {"acme": True, "tool": True, "resale": False}
    items = [listing(p, "glm-5", open_weights=flag) for p, flag in flags.items()]
    assert market(*items).assets["zhipuai/glm-5"].is_open
    assert not market(*items[1:]).assets["zhipuai/glm-5"].is_open


def test_one_listing_is_enough_where_the_name_counts_the_parameters() -> None:
    items = [
        listing("acme", "qwen3-32b", open_weights=True),
        listing("tool", "qwen3-32b", open_weights=False),
    ]
    assert market(*items).assets["alibaba/qwen3-32b"].is_open


def test_a_release_date_stands_only_where_all_agree() -> None:
    first, second = date(2025, 8, 7), date(2025, 8, 8)
    same = market(listing("acme", "gpt-5", released=first), listing("tool", "gpt-5"))
    torn = market(
        listing("acme", "gpt-5", released=first), listing("tool", "gpt-5", released=second)
    )
    assert same.assets["openai/gpt-5"].released == first
    assert torn.assets["openai/gpt-5"].released is None


def test_the_label_is_the_display_name_that_spells_the_model() -> None:
    names = ["Claude Sonnet 3.5 v2", "Claude Sonnet 3.5 v2", "Claude 3.5 Sonnet", "claude"]
    found = market(
        *(
            listing(p, f"claude-3-5-sonnet-2024062{n}", name=name)
            for n, (p, name) in enumerate(
                zip(["acme", "tool", "resale", "acme"], names, strict=True)
            )
        )
    )
    assert found.assets["anthropic/claude-3.5-sonnet"].label == "Claude 3.5 Sonnet"


def test_a_model_without_a_display_name_is_called_by_its_own() -> None:
    assert choose_label("openai/gpt-5", [], []) == "gpt-5"


def test_two_models_never_share_a_label() -> None:
    labels = distinguish({"mistral/mistral-large": "Mistral Large", "mistral/x": "Mistral Large"})
    assert labels == {"mistral/mistral-large": "Mistral Large", "mistral/x": "Mistral Large (x)"}


def test_a_house_brand_is_developed_by_its_seller() -> None:
    found = market(listing("acme", "house-blend"))
    assert found.assets["acme/house-blend"].developer == ACME


def test_a_model_that_the_article_names_keeps_its_node() -> None:
    found = market(listing("acme", "mai-code-1-flash"))
    assert found.assets["microsoft/mai-code-1-flash"].slug == "mai-code-1-flash"


def test_the_count_adds_up() -> None:
    found = market(
        listing("acme", "gpt-5"), listing("acme", "house-blend"), listing("resale", "gpt-5")
    )
    count = found.count()
    assert count["listings"] == 3
    assert (count["resolved by id"], count["unresolved"], count["set aside"]) == (2, 1, 1)
