"""From an address to a scenario: its edits one by one, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from graph.errors import CaptivityError, EditConflict, InvalidEdit
from graph.market.market import Market
from graph.market.names import NameIndex
from graph.market.populations import POPULATIONS
from graph.metrics.closure import LIVE
from graph.whatif.edits import Edit, LoadFile
from graph.whatif.language import parse_edit, write_edit
from graph.whatif.scenario import Outcome, Scenario, Step, apply_scenario
from graph.whatif.statements import MAX_STATEMENTS, from_shared, split_statements
from web.choices import one_of
from web.viewpoint import Viewpoint
from web.whatif_forms import VERB, write_statement


@dataclass(frozen=True, slots=True)
class Asked:
    """The scenario that an address asks for, as texts, and from where it is looked at."""

    at: Viewpoint
    texts: tuple[str, ...] = ()
    population: str = LIVE
    asset: str = ""

    def args(self) -> list[tuple[str, str]]:
        """The address that restores it, as pairs; what is usual is left out."""
        pairs = [("edit", text) for text in self.texts] + list(self.at.args().items())
        if self.population != LIVE:
            pairs.append(("population", self.population))
        return [*pairs, ("picture", self.asset)] if self.asset else pairs

    def without(self, number: int) -> Asked:
        """The same without one of its edits, counted from 0."""
        return replace(self, texts=self.texts[:number] + self.texts[number + 1 :], asset="")


@dataclass(frozen=True, slots=True)
class Tried:
    """One edit: its text, what it means, and the error that keeps it from counting, if any."""

    text: str
    edit: Edit | None = None
    error: CaptivityError | None = None


def read_asked(at: Viewpoint, args: MultiDict[str, str]) -> Asked:
    """The scenario of ``edit`` (repeatable), ``text`` (a line an edit), ``shared`` and a form.

    Raises
    ------
    InvalidEdit
        The scenario is too long, or what was shared is none.
    InvalidInput
        There is no such population.
    """
    texts = [text for given in args.getlist("edit") for text in split_text(given)]
    if (shared := args.get("shared", "")) != "":
        texts += split_text(from_shared(shared))
    if "text" in args:
        texts = split_text(args["text"])
    if args.get(VERB, ""):
        texts.append(write_statement(args))
    if len(texts) > MAX_STATEMENTS:
        advice = f"At most {MAX_STATEMENTS} edits make a scenario."
        raise InvalidEdit("The scenario is too long", f"{len(texts)} edits", advice)
    population = args.get("population", "") or LIVE
    return Asked(
        at,
        tuple(texts),
        one_of("population", population, (LIVE, *POPULATIONS)),
        args.get("picture", ""),
    )


def is_canonical(args: MultiDict[str, str], asked: Asked) -> bool:
    """Whether the address says the edits one by one, so that it may stand as it is."""
    known = {"text", "shared", VERB} & set(args)
    return not known and tuple(args.getlist("edit")) == asked.texts


def split_text(text: str) -> list[str]:
    """The edits of a text, a line each; one that cannot be taken apart stays as it is.

    >>> split_text("close a on b; acquire c d # why not"), split_text("close 'a")
    (['close a on b', 'acquire c d'], ["close 'a"])
    """
    found = []
    for line in text.splitlines():
        try:
            found += [statement.text for statement in split_statements(line)]
        except InvalidEdit:
            found.append(line.strip())
    return found


def try_edits(
    market: Market, index: NameIndex, texts: Sequence[str]
) -> tuple[list[Tried], Outcome]:
    """Every edit with its error, if it has one, and what those without error do to the market."""
    tried: list[Tried] = []
    steps: list[Step] = []
    current = market
    for text in texts:
        try:
            edit = read_edit(text, index)
            outcome = apply_scenario(current, Scenario((edit,)))
        except CaptivityError as error:
            tried.append(Tried(text, error=error))
            continue
        steps += outcome.steps
        current = outcome.after
        tried.append(Tried(write_edit(edit), edit))
    return tried, Outcome(market, tuple(steps))


def read_edit(text: str, index: NameIndex) -> Edit:
    """The edit of one statement.

    Raises
    ------
    InvalidEdit, UnknownEntity
        It says nothing we know.
    EditConflict
        It loads a file, which a server does not read for strangers.
    """
    statements = split_statements(text)
    if len(statements) != 1:
        raise InvalidEdit("Not one edit", text, "Write one edit, such as: close codex on bedrock.")
    edit = parse_edit(statements[0], index)
    if isinstance(edit, LoadFile):
        advice = "Use `captivity whatif` on your own machine, or add the file and look again."
        raise EditConflict("No file can be loaded here", edit.path, advice)
    return edit
