"""Several edits in order, as text, as a part of an address, and applied one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from graph.errors import EditConflict
from graph.market.edit import find_moved
from graph.market.market import Market
from graph.market.names import NameIndex
from graph.market.records import MarketRecords
from graph.whatif.edits import Edit, LoadFile
from graph.whatif.language import parse_edit, write_edit
from graph.whatif.patch import Patch, recompile
from graph.whatif.plan import plan_edit
from graph.whatif.statements import Statement, to_shared

#: Reads files as if they had been added to what the market was read from.
Loader = Callable[[tuple[Path, ...]], MarketRecords]


@dataclass(frozen=True, slots=True)
class Scenario:
    """Edits in the order in which they happen."""

    edits: tuple[Edit, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Each edit as a statement, in slugs."""
        return tuple(map(write_edit, self.edits))

    def to_text(self) -> str:
        """The scenario as a file: one statement per line, with a newline at the end."""
        return "".join(f"{text}\n" for text in self.texts)

    def to_shared(self) -> str:
        """The scenario as a part of an address.

        Raises
        ------
        InvalidEdit
            It loads a file.
        """
        return to_shared(self.texts)


@dataclass(frozen=True, slots=True)
class Step:
    """The market after one edit of a scenario, and the assets of which a number may differ."""

    edit: Edit
    market: Market
    moved: tuple[str, ...]

    @property
    def text(self) -> str:
        """The edit as a statement."""
        return write_edit(self.edit)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The market before a scenario, and after each of its edits."""

    before: Market
    steps: tuple[Step, ...]

    @property
    def after(self) -> Market:
        """The market after the last edit."""
        return self.steps[-1].market if self.steps else self.before

    def edits_behind(self, asset: str) -> tuple[str, ...]:
        """The edits that changed who can close the roads of the asset."""
        return tuple(step.text for step in self.steps if asset in step.moved)


def split_loads(statements: Iterable[Statement]) -> tuple[list[LoadFile], list[Statement]]:
    """The files that the statements load, which are read first, and all other statements."""
    loads: list[LoadFile] = []
    others: list[Statement] = []
    for statement in statements:
        if statement.words[0].lower() == "load":
            loads.append(require_load(statement))
        else:
            others.append(statement)
    return loads, others


def require_load(statement: Statement) -> LoadFile:
    """The file to load; no name in it needs to be known."""
    empty = MarketRecords(0, {}, {}, {}, {}, {})
    edit = parse_edit(statement, NameIndex(empty))
    assert isinstance(edit, LoadFile)  # noqa: S101 - tells the type checker
    return edit


def read_scenario(statements: Iterable[Statement], records: MarketRecords) -> Scenario:
    """The scenario of some statements; ``records`` already hold what its files say.

    Raises
    ------
    InvalidEdit, UnknownEntity
        A statement says nothing we know.
    """
    loads, others = split_loads(statements)
    index = NameIndex(records)
    return Scenario((*loads, *(parse_edit(statement, index) for statement in others)))


def apply_scenario(market: Market, scenario: Scenario, load: Loader | None = None) -> Outcome:
    """The market after every edit; the one given stays as it is.

    Parameters
    ----------
    market
        The market before, on whose day "now" is.
    scenario
        The edits; files come first, whatever their place.
    load
        Reads the records with some files added to them.

    Raises
    ------
    EditConflict
        An edit contradicts the market as the edits before it left it.
    """
    steps: list[Step] = []
    current = market
    files: tuple[Path, ...] = ()
    for edit in sorted(scenario.edits, key=lambda edit: not isinstance(edit, LoadFile)):
        if isinstance(edit, LoadFile):
            files = (*files, Path(edit.path))
            records = _require_loader(load, edit)(files)
        else:
            records = _plan(edit, current).apply(current.records)
        after = recompile(market, records)
        steps.append(Step(edit, after, find_changed(current, after)))
        current = after
    return Outcome(market, tuple(steps))


def _plan(edit: Edit, market: Market) -> Patch:
    try:
        return plan_edit(edit, market)
    except EditConflict as error:
        advice = f"{error.advice} The edit is: {write_edit(edit)}."
        raise EditConflict(error.what, error.thing, advice) from error


def _require_loader(load: Loader | None, edit: LoadFile) -> Loader:
    if load is None:
        raise EditConflict(
            "No file can be loaded here", edit.path, "Use `captivity whatif` or `captivity add`."
        )
    return load


def find_changed(before: Market, after: Market) -> tuple[str, ...]:
    """The assets of which a number may differ: by their gate sets or by their vendor's group."""
    found = set(find_moved(before, after))
    if before.vendors != after.vendors:
        known = before.vendors.keys() | after.vendors.keys()
        found.update(a for a in known if before.vendors.get(a) != after.vendors.get(a))
    return tuple(sorted(found))
