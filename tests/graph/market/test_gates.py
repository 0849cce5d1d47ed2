"""Which owners stand on a channel, in each of the three views."""

from __future__ import annotations

from dataclasses import replace

from graph.market.compile import View


def owners_of(market, asset: str = "x") -> list[set[str]]:
    return [set(route.owners) for route in market.routes.get(asset, ())]


def test_every_role_is_a_gate(new_book) -> None:
    """Platform operator a, its cloud b, biller c, host cloud d, surface e: all can close it."""
    book = new_book().asset("x", "v").cloud("under", "b").platform("p", "a", "under")
    book.cloud("host", "d").platform("ide", "e")
    book.channel("c1", "x", "p", billers=("c",), hosts=("host",), surfaces=("ide",))
    assert owners_of(book.market()) == [{"a", "b", "c", "d", "e"}]


def test_the_biller_is_the_platform_operator_unless_named(new_book) -> None:
    book = new_book().asset("x").platform("p", "a").channel("c1", "x", "p")
    book.channel("c2", "x", "p", billers=("b",))
    assert owners_of(book.market(view=View.PROCUREMENT)) == [{"a"}, {"b"}]


def test_having_trained_the_model_is_no_gate(new_book) -> None:
    book = new_book().asset("x", "v").platform("p", "a").channel("c1", "x", "p")
    assert owners_of(book.market()) == [{"a"}]


def test_the_vendor_view_takes_the_vendors_whole_group_out(new_book) -> None:
    """github belongs to microsoft as the developer's lab does; only amazon is left as a gate."""
    book = new_book().asset("x", "lab").stake("microsoft", "lab", "1")
    book.stake("microsoft", "github", "1").gates("c1", "x", ["github", "amazon"])
    assert owners_of(book.market()) == [{"microsoft", "amazon"}]
    assert owners_of(book.market(view=View.VENDOR)) == [{"amazon"}]


def test_open_weights_have_no_gate(new_book) -> None:
    book = new_book().asset("x").platform("hub", "a")
    book.channel("c1", "x", "hub", access_mode="OpenWeights", billers=("b",))
    assert owners_of(book.market()) == [set()]


def test_a_missing_operator_is_stood_in_for_and_never_freedom(new_book) -> None:
    """Platform p names no operator and q is not described at all: both still gate."""
    book = new_book().asset("x").platform("p", None).channel("c1", "x", "p")
    book.channel("c2", "x", "q")
    assert owners_of(book.market()) == [{"p"}, {"q"}]
    assert [gate.is_known for route in book.market().routes["x"] for gate in route.gates] == [
        False, False,
    ]  # fmt: skip


def test_gates_upstream_are_inherited(new_book) -> None:
    """An aggregator in front of a cloud adds its own gate and removes none."""
    book = new_book().asset("x").gates("cloud", "x", ["amazon"])
    book.gates("router", "x", ["broker"], upstream=("cloud",))
    assert owners_of(book.market()) == [{"amazon"}, {"broker", "amazon"}]


def test_channels_upstream_of_each_other_share_all_gates(new_book) -> None:
    book = new_book().asset("x").gates("c1", "x", ["a"], upstream=("c2",))
    book.gates("c2", "x", ["b"], upstream=("c1", "c2"))
    assert owners_of(book.market()) == [{"a", "b"}, {"a", "b"}]


def test_what_is_upstream_and_nowhere_described_stands_for_itself(new_book) -> None:
    """The road of a hangs on something nobody knows: that is a second gate, and no freedom."""
    book = new_book().asset("x").gates("c1", "x", ["a"], upstream=("nowhere",))
    book.gates("c2", "x", ["b"], upstream=("c1",))
    market = book.market()
    assert owners_of(market) == [{"a", "nowhere"}, {"a", "b", "nowhere"}]
    unknown = [gate.party for gate in market.routes["x"][0].gates if not gate.is_known]
    assert unknown == ["nowhere"]


def test_a_platform_named_upstream_in_place_of_a_channel_gates_with_its_operators(new_book) -> None:
    """Upstream should be a channel; a platform there still has an operator a on a cloud of b."""
    book = new_book().asset("x").cloud("under", "b").platform("p", "a", "under")
    assert owners_of(book.gates("c", "x", ["c"], upstream=("p",)).market()) == [{"a", "b", "c"}]


def test_each_of_several_who_fill_a_role_is_a_gate(new_book) -> None:
    """Two operators a and b of the platform, two billers c and d, hosts of e and f, surface g."""
    book = new_book().asset("x").cloud("h1", "e").cloud("h2", "f").cloud("ide", "g")
    book.platform("p", "a")
    book.entities["p"] = replace(book.entities["p"], operators=("a", "b"))
    book.channel("c", "x", "p", billers=("c", "d"), hosts=("h1", "h2"), surfaces=("ide", "web"))
    assert owners_of(book.market()) == [{*"abcdefg", "web"}]
    assert owners_of(book.market(view=View.PROCUREMENT)) == [{"c", "d"}]


def test_a_cloud_on_a_cloud_gates_too(new_book) -> None:
    book = new_book().asset("x").platform("p", "a", "upper").platform("upper", "b", "lower")
    book.cloud("lower", "c").channel("c1", "x", "p")
    assert owners_of(book.market()) == [{"a", "b", "c"}]
