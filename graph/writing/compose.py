"""From filled-in fields to one Turtle file: a channel, stake or claim with its claim and source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from graph.errors import CaptivityError, FieldsRefused, Finding, InvalidInput
from graph.market.names import NameIndex, slug_of
from graph.terms import CTV, DCTERMS, ID_BASE, PROV, RDF, RDFS
from graph.writing.fields import FORMS, Field, Type
from graph.writing.naming import Declared, Names, make_slug
from graph.writing.reading import read_field, read_slug
from graph.writing.turtle import Section, Value, write_sections

#: Kind of claim -> the class that says the same.
CLASSES = {CTV.PredictionKind: CTV.Prediction, CTV.ConditionalKind: CTV.Conditional}
#: What is written -> its class and its two ends, which its label and slug are made from.
SUBJECTS = {
    "channel": (CTV.Channel, CTV.asset, CTV.platform, "through", "ch"),
    "stake": (CTV.Stake, CTV.holder, CTV.issuer, "holds a stake in", "stake"),
}
#: What its claim says unless the writer says it better: for it, and against it.
STATEMENTS = {
    "channel": ("can be reached through", "cannot be reached through"),
    "stake": ("holds a stake in", "holds no stake in"),
}
NO_SOURCE = InvalidInput(
    "It needs a source",
    advice="Name a known source, or give the title or the address of a new one.",
)
TWO_SOURCES = InvalidInput(
    "There are two sources", advice="Name a known one or describe a new one, not both."
)


@dataclass(frozen=True, slots=True)
class Written:
    """A Turtle file and the name it goes by; ``iri`` is the node that was asked for."""

    name: str
    iri: str
    turtle: str


def compose(
    form: str,
    values: Mapping[str, Sequence[str]],
    index: NameIndex,
    declared: Iterable[Declared] = (),
) -> Written:
    """The Turtle of a channel, a stake or a claim.

    Parameters
    ----------
    form : str
        ``"channel"``, ``"stake"`` or ``"claim"``.
    values : mapping of str to sequence of str
        Name of a field of :data:`graph.writing.fields.FORMS` -> its texts; empty ones count as
        not given.
    index : NameIndex
        What the graph knows, for names.
    declared : iterable of Declared
        New entities that the fields may name.

    Raises
    ------
    FieldsRefused
        Some fields are missing or not what they ask for; each is named.
    """
    return _Writer(form, values, Names(index), declared).write()


class _Writer:
    """Reads the fields one after another and keeps what is wrong with each."""

    def __init__(
        self,
        form: str,
        values: Mapping[str, Sequence[str]],
        names: Names,
        declared: Iterable[Declared],
    ) -> None:
        self.form = form
        self.names = names
        self.texts = {
            field.name: [text for text in values.get(field.name, ()) if text.strip()]
            or ([field.default] if field.default else [])
            for field in FORMS[form]
        }
        self.refused: dict[str, CaptivityError] = {}
        self.said: dict[str, list[tuple[NamedNode, Value]]] = {}
        for number, new in enumerate(declared):
            self._try(f"declare{number}", partial(names.declare, new))

    def write(self) -> Written:
        """The file, if every field is right."""
        for field in FORMS[self.form]:
            self._read(field)
        self._check_source()
        if self.refused:
            raise _refusal(self.form, self.refused)
        source = self._source()
        subject = None if self.form == "claim" else self._subject()
        claim = self._claim(source, subject)
        asked = claim if subject is None else subject
        parts = [*self.names.sections, asked, *([] if asked is claim else [claim])]
        if "source" not in self.said:
            parts.append(source)
        turtle = write_sections(parts, f"{asked.comment} Written with `captivity new`.")
        return Written(f"{make_slug(slug_of(asked.node.value))}.ttl", asked.node.value, turtle)

    def _read(self, field: Field) -> None:
        texts = self.texts[field.name]
        if not texts and field.required:
            self.refused[field.name] = InvalidInput("It is missing", advice=field.help)
        elif len(texts) > 1 and not field.many:
            self.refused[field.name] = InvalidInput("It is given twice", advice="Keep one.")
        elif field.name == "source" and texts:
            self._try(field.name, lambda: self._keep(field, self._known_source(texts[0])))
        elif field.type is Type.SLUG:
            self._try(field.name, lambda: [read_slug(text, self.names) for text in texts])
        else:
            for text in texts:
                self._try(field.name, partial(self._take, field, text))

    def _take(self, field: Field, text: str) -> None:
        self._keep(field, read_field(field, text, self.names))

    def _known_source(self, text: str) -> list[tuple[NamedNode, Value]]:
        return [(PROV.hadPrimarySource, self.names.resolve(text, "Source"))]

    def _keep(self, field: Field, said: list[tuple[NamedNode, Value]]) -> None:
        self.said.setdefault(field.name, []).extend(said)

    def _try(self, name: str, step: Callable[[], object]) -> None:
        try:
            step()
        except CaptivityError as error:
            self.refused[name] = error

    def _check_source(self) -> None:
        new = any(self.texts[name] for name in ("source_title", "source_url"))
        if self.texts["source"] and (new or self.texts["source_date"]):
            self.refused.setdefault("source", TWO_SOURCES)
        elif not self.texts["source"] and not new:
            self.refused.setdefault("source", NO_SOURCE)

    def _about(self, part: str) -> list[tuple[NamedNode, Value]]:
        """What was said of one node of the file, in the order of its fields."""
        return [
            said
            for field in FORMS[self.form]
            if field.about == part and field.name != "source"
            for said in self.said.get(field.name, ())
        ]

    def _source(self) -> Section:
        if "source" in self.said:
            (_, node) = self.said["source"][0]
            assert isinstance(node, NamedNode)  # noqa: S101 - a resolved name
            return Section("", node)
        said = self._about("source")
        title = next((text for text in self.texts["source_title"]), "")
        url = next((text for text in self.texts["source_url"]), "")
        bare = url.split("://")[-1].removeprefix("www.")
        slug = self.names.free_slug(f"src-{make_slug(title or bare)}")
        made = Section("The source.", NamedNode(ID_BASE + slug), [(RDF.type, CTV.Source)])
        if not title:
            made.add(DCTERMS.title, Literal(bare))
        made.statements += said
        return made

    def _subject(self) -> Section:
        kind, _, _, word, start = SUBJECTS[self.form]
        said, ends = self._about("subject"), self._ends()
        tails = [slug_of(node.value).rsplit("/", 1)[-1] for node in ends]
        slug = self._slug(f"{start}-{'-'.join(map(make_slug, tails))}")
        label = next(iter(self.texts["label"]), f" {word} ".join(map(self.names.label, ends)))
        made = Section(f"{label}.", NamedNode(ID_BASE + slug), [(RDF.type, kind)])
        made.add(RDFS.label, Literal(label.strip()))
        made.statements += [(p, value) for p, value in said if p != RDFS.label]
        return made

    def _ends(self) -> list[NamedNode]:
        """The two nodes that a channel or a stake joins."""
        _, *ends, _, _ = SUBJECTS[self.form]
        said = self._about("subject")
        found = [value for end in ends for predicate, value in said if predicate == end]
        return [node for node in found if isinstance(node, NamedNode)]

    def _claim(self, source: Section, subject: Section | None) -> Section:
        said = self._about("claim")
        about = [value for predicate, value in said if predicate == CTV.about]
        node = about[0] if subject is None else subject.node
        assert isinstance(node, NamedNode)  # noqa: S101 - a resolved name
        base = f"claim-{make_slug(slug_of(node.value))}"
        slug = self._slug(base) if subject is None else self.names.free_slug(base)
        kinds = [kind for code, kind in CLASSES.items() if (CTV.claimKind, code) in said]
        made = Section("What the source says.", NamedNode(ID_BASE + slug), [(RDF.type, CTV.Claim)])
        made.add(RDF.type, *kinds)
        if subject is not None:
            made.add(CTV.about, subject.node)
        if subject is not None and not self.texts["statement"]:
            made.add(CTV.statement, Literal(self._usual_statement()))
        made.statements += said
        made.add(PROV.hadPrimarySource, source.node)
        return made

    def _slug(self, base: str) -> str:
        return next((text.strip() for text in self.texts["id"]), self.names.free_slug(base))

    def _usual_statement(self) -> str:
        denies = any(value == CTV.Denies for _, value in self.said.get("polarity", ()))
        return f" {STATEMENTS[self.form][denies]} ".join(map(self.names.label, self._ends())) + "."


def _refusal(form: str, refused: Mapping[str, CaptivityError]) -> FieldsRefused:
    labels = {field.name: field.label for field in FORMS[form]}
    findings = [
        Finding("violation", labels.get(name, "New entity"), f"{error.what}.", error.thing,
                fix=error.advice)
        for name, error in refused.items()
    ]  # fmt: skip
    count = len(refused)
    return FieldsRefused(
        "One field is not right" if count == 1 else f"{count} fields are not right",
        form,
        findings=findings,
        fields=tuple(refused),
    )
