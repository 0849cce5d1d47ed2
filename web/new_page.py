"""Writing by hand: a form for a channel, a stake or a claim, and the Turtle that it makes.

Nothing is written here: the Turtle goes on to the preview of :mod:`web.add`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as AnyResponse

from graph.errors import FieldsRefused, Finding
from graph.writing.codes import Code, read_code_lists
from graph.writing.compose import Written, compose
from graph.writing.fields import FORMS, Field, Type
from graph.writing.naming import DECLARABLE, Declared
from graph.writing.search import Choice, find_choices
from ontology import TEMPLATE
from web.answers import as_json
from web.kinds import in_words
from web.operation import Parameter, describe
from web.security import describe_writer
from web.state import state

new_page = Blueprint("new_page", __name__)

CHOICES = 10
NEW_ROWS = 3
#: Between the names of one field.
BETWEEN = ";"
TITLES = {
    "channel": ("A channel", "One asset through one platform over one period."),
    "stake": ("A stake", "One organisation’s holding in another over one period."),
    "claim": ("A claim", "What one source says of things that are in the graph."),
}
PARTS = {"subject": "What it is", "claim": "What the source says", "source": "The source"}
#: The fields that are shown at once; the others wait behind a summary.
BASIC = frozenset(
    "asset platform stage access biller host valid_from valid_to holder issuer votes control "
    "about statement confidence recorded_on source source_title source_url source_date".split()
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One field on the page: its texts, what is wrong with them, what there is to choose from."""

    field: Field
    texts: tuple[str, ...]
    error: Finding | None
    codes: tuple[Code, ...] = ()

    @property
    def text(self) -> str:
        """The texts as one."""
        return f"{BETWEEN} ".join(self.texts)


@dataclass(frozen=True, slots=True)
class Part:
    """The fields about one node: those shown at once and the others."""

    title: str
    basic: tuple[Shown, ...]
    more: tuple[Shown, ...]

    @property
    def is_open(self) -> bool:
        """Whether something was filled in, or is wrong, among the others."""
        return any(s.error or (s.texts and s.text != s.field.default) for s in self.more)


@new_page.get("/new")
def choose() -> AnyResponse:
    """The form for a channel, which is what is written most."""
    return redirect("/new/channel")


@new_page.get("/new/<form>")
def write(form: str) -> AnyResponse:
    """The form as the address fills it in, with the Turtle or with what is wrong."""
    if form not in FORMS:
        raise NotFound
    texts, declared = read_texts(form, request.args), read_declared(request.args)
    written: Written | None = None
    refused: FieldsRefused | None = None
    if request.args.get("write"):
        try:
            written = compose(form, texts, state().names(), declared)
        except FieldsRefused as error:
            refused = error
    rows = [*declared, *[Declared("", "")] * NEW_ROWS][: max(NEW_ROWS, len(declared))]
    page = render_template(
        "new.html",
        form=form,
        titles=TITLES,
        sections=make_parts(form, texts, refused),
        kinds=[(kind, in_words(kind)) for kind in DECLARABLE],
        declared=rows,
        written=written,
        refused=refused,
        **describe_writer(state().settings),
    )
    return Response(page, refused.status if refused else 200)


@new_page.get("/api/names")
@describe(
    Parameter("q", "The text; nothing is found for none.", example="bedr"),
    Parameter("kind", "The class that is wanted, Record for any.", example="Platform"),
    answer=list[Choice],
    topic="Names",
    tries="/api/names?kind=Platform&q=bedr",
)
def names() -> Response:
    """The names of a ``kind`` that contain ``q``, for the fields of the form."""
    text, kind = request.args.get("q", ""), request.args.get("kind", "")
    found = find_choices(state().names(), text, kind, CHOICES)
    return as_json([asdict(replace(choice, kind=in_words(choice.kind))) for choice in found])


@new_page.get("/add/template.ttl")
def template() -> AnyResponse:
    """The commented file to fill in."""
    answer = Response(TEMPLATE.read_bytes(), mimetype="text/turtle")
    answer.headers["Content-Disposition"] = 'attachment; filename="captivity-template.ttl"'
    return answer


def read_texts(form: str, args: MultiDict[str, str]) -> dict[str, list[str]]:
    """The texts of each field of the form; names of one field stand with semicolons between."""
    found = {}
    for field in FORMS[form]:
        texts = args.getlist(field.name)
        if field.many and field.type is Type.NAME:
            texts = [part for text in texts for part in text.split(BETWEEN)]
        found[field.name] = [text.strip() for text in texts if text.strip()]
    return found


def read_declared(args: MultiDict[str, str]) -> list[Declared]:
    """The rows of new entities in which something stands."""
    columns = (args.getlist(name) for name in ("new_kind", "new_label", "new_by"))
    rows = zip(*columns, strict=False)
    return [Declared(*(cell.strip() for cell in row)) for row in rows if any(map(str.strip, row))]


def make_parts(
    form: str, texts: Mapping[str, Sequence[str]], refused: FieldsRefused | None
) -> list[Part]:
    """The fields of the form by the node they describe."""
    errors = dict(zip(refused.fields, refused.findings, strict=True)) if refused else {}
    lists = read_code_lists()
    shown = [
        Shown(
            field,
            tuple(texts[field.name] or ([field.default] if field.default else [])),
            errors.get(field.name),
            lists.get(field.target, ()),
        )
        for field in FORMS[form]
    ]
    parts = []
    for about, title in PARTS.items():
        own = [s for s in shown if s.field.about == about]
        basic = tuple(s for s in own if s.field.name in BASIC)
        if own:
            parts.append(Part(title, basic, tuple(s for s in own if s not in basic)))
    return parts
