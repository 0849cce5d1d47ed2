"""Reading a checkout of models.dev, on a repository that the test makes commit by commit."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import pytest

from graph.catalogs.git_log import to_intervals
from graph.catalogs.git_tree import TreeReading, read_tree, split_path
from graph.catalogs.listing import Interval
from graph.catalogs.readers import read_catalog
from graph.errors import CatalogRejected, FileMissing

GPT = 'name = "GPT-5"\nrelease_date = 2025-08-07\nopen_weights = false\n'
HOUSE = 'name = "House"\nbase_model = "moonshotai/kimi-k2.7-code"\n'


class Checkout:
    """A repository whose commits have the days that a test gives them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str, day: str = "2025-06-04") -> None:
        """Run git with a fixed author and day, and none of the user's settings."""
        moment = f"{day}T12:00:00+00:00"
        subprocess.run(
            ["git", "-C", str(self.folder), *arguments],
            check=True,
            capture_output=True,
            env={
                "PATH": "/usr/bin:/bin:/usr/local/bin",
                "GIT_CONFIG_GLOBAL": "/dev/null",
                "GIT_CONFIG_SYSTEM": "/dev/null",
                "GIT_AUTHOR_NAME": "a",
                "GIT_AUTHOR_EMAIL": "a@example.org",
                "GIT_COMMITTER_NAME": "a",
                "GIT_COMMITTER_EMAIL": "a@example.org",
                "GIT_AUTHOR_DATE": moment,
                "GIT_COMMITTER_DATE": moment,
            },
        )

    def write(self, path: str, text: str) -> None:
        """Write a file of the tree."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def commit(self, day: str) -> None:
        """Commit everything as of that day."""
        self.git("add", "--all", day=day)
        self.git("commit", "--quiet", "--message", "change", day=day)


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Two providers; one model came, went and came back, one was renamed, one is a house brand."""
    made = Checkout(tmp_path)
    made.write("providers/openai/provider.toml", 'name = "OpenAI"\n')
    made.write("providers/openai/models/gpt-5.toml", GPT)
    made.write("providers/kilo/provider.toml", 'name = "Kilo"\n')
    made.write("providers/kilo/models/openai/gpt-5.toml", GPT)
    made.write("models/openai/gpt-5.toml", GPT)
    made.commit("2025-06-04")
    (made.folder / "providers/openai/models/gpt-5.toml").unlink()
    made.commit("2025-07-01")
    made.write("providers/openai/models/gpt-5.toml", GPT)
    made.write("providers/kilo/models/house.toml", HOUSE)
    made.commit("2025-08-01")
    made.git("mv", "providers/kilo/models/house.toml", "providers/kilo/models/house-2.toml")
    made.commit("2025-09-01")
    return made


@pytest.fixture
def tree(checkout: Checkout) -> TreeReading:
    """What that repository says."""
    return read_tree(checkout.folder)


def test_the_listings_are_those_of_the_checkout(tree: TreeReading) -> None:
    found = [(item.provider, item.model_id) for item in tree.reading.listings]
    assert found == [("kilo", "house-2"), ("kilo", "openai/gpt-5"), ("openai", "gpt-5")]
    assert tree.reading.findings == ()
    assert tree.reading.listings[0].base_model == "moonshotai/kimi-k2.7-code"
    assert tree.reading.listings[2].released == date(2025, 8, 7)


def test_the_history_is_read_from_the_commits(tree: TreeReading) -> None:
    assert tree.intervals == (
        Interval("kilo", "house", date(2025, 8, 1), date(2025, 9, 1)),
        Interval("kilo", "house-2", date(2025, 9, 1), None),
        Interval("kilo", "openai/gpt-5", date(2025, 6, 4), None),
        Interval("openai", "gpt-5", date(2025, 6, 4), date(2025, 7, 1)),
        Interval("openai", "gpt-5", date(2025, 8, 1), None),
    )


def test_the_registry_and_the_commit_come_along(checkout: Checkout, tree: TreeReading) -> None:
    assert list(tree.registry) == ["openai/gpt-5"]
    assert (tree.day, len(tree.commit)) == (date(2025, 9, 1), 40)
    found = read_catalog("models.dev", checkout.folder)
    assert (found.version, found.snapshot_date) == (tree.commit, date(2025, 9, 1))
    assert found.intervals == tree.intervals


def test_what_a_merge_brought_happened_on_the_day_of_the_merge(checkout: Checkout) -> None:
    checkout.git("switch", "--quiet", "--create", "topic")
    checkout.write("providers/kilo/models/late.toml", GPT)
    checkout.commit("2025-10-01")
    checkout.git("switch", "--quiet", "main")
    checkout.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic", day="2025-11-01")
    (late,) = [item for item in read_tree(checkout.folder).intervals if item.model_id == "late"]
    assert late.first_listed == date(2025, 11, 1)


def test_broken_files_are_named_and_the_rest_is_kept(checkout: Checkout) -> None:
    checkout.write("providers/kilo/models/broken.toml", "name = ")
    checkout.write("providers/kilo/models/wrong.toml", "name = 7\n")
    (checkout.folder / "providers/kilo/models/link.toml").symlink_to("nowhere.toml")
    reading = read_tree(checkout.folder).reading
    assert [finding.node for finding in reading.findings] == [
        "kilo broken",
        "kilo link",
        "kilo wrong",
    ]
    assert len(reading.listings) == 3


def test_a_folder_that_is_no_checkout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogRejected, match="no checkout of models"):
        read_tree(tmp_path)
    with pytest.raises(FileMissing):
        read_tree(tmp_path / "nowhere")


def test_a_tree_without_a_history_is_refused(tmp_path: Path) -> None:
    (tmp_path / "providers").mkdir()
    Checkout(tmp_path)
    with pytest.raises(CatalogRejected, match="Git cannot read the checkout"):
        read_tree(tmp_path)


def test_only_models_of_providers_are_listings() -> None:
    assert split_path("providers/kilo/provider.toml") is None
    assert split_path("models/openai/gpt-5.toml") is None
    assert split_path("providers/kilo/models/a/logo.svg") is None


def test_what_went_and_came_back_on_one_day_was_listed_all_along() -> None:
    key, first, second = ("p", "m"), date(2025, 1, 1), date(2025, 2, 1)
    events = [(first, "A", key), (second, "D", key), (second, "A", key)]
    assert to_intervals(events) == (Interval("p", "m", first, None),)


def test_what_came_and_went_on_one_day_leaves_no_interval() -> None:
    key, day = ("p", "m"), date(2025, 1, 1)
    assert to_intervals([(day, "A", key), (day, "D", key)]) == ()
