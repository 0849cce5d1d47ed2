"""The forms in which an edit is put together: a verb, its fields, and the statement they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.whatif.edits import MODES, ROLES, STAGES
from graph.whatif.statements import join_words
from web.kinds import in_words

#: A form sends its verb under this name; its fields have names of their own.
VERB = "verb"


@dataclass(frozen=True, slots=True)
class Field:
    """One field: ``names`` is the kind of thing it names, ``choices`` what a select offers.

    ``word`` stands before what is filled in. What is optional and empty is left out with it.
    """

    name: str
    label: str
    names: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    word: str = ""
    hint: str = ""
    is_day: bool = False
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One way to begin an edit; ``says`` is a sentence about what it does."""

    verb: str
    title: str
    says: str
    fields: tuple[Field, ...]


def _offer(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Names of the vocabulary, to be left out or chosen."""
    return (("", "not said"), *((name, in_words(name)) for name in names))


ASSET = Field("asset", "Model or assistant", "Asset")
PLATFORM = Field("platform", "Platform", "Platform")
ORGANISATION = Field("organisation", "Organisation", "Organization")
SINCE = Field(
    "since",
    "From the day on",
    word="from",
    hint="Today's view if empty.",
    is_day=True,
    is_optional=True,
)
BEGIN_OR_END = (("", "gets it"), ("drop", "loses it"))

FORMS = (
    Form("close", "Close a road", "Every channel of a model through a platform ends.",
         (ASSET, PLATFORM, SINCE)),
    Form("open", "Open a road", "A model can be had through a platform, beside its other roads.",
         (ASSET, PLATFORM,
          Field("biller", "Billed by", "Organization", word="biller", hint="Else its operator.",
                is_optional=True),
          Field("host", "Hosted on", "Platform", word="host", hint="Else what it runs on.",
                is_optional=True),
          Field("mode", "Access", choices=_offer(MODES), word="mode", is_optional=True),
          Field("stage", "Stage", choices=_offer(STAGES), word="stage", is_optional=True), SINCE)),
    Form("acquire", "Acquire", "The first owns the whole of the second; nobody else holds any.",
         (Field("owner", "Who buys", "Organization"), ORGANISATION, SINCE)),
    Form("divest", "Divest", "The first gives up every stake in the second that carries control.",
         (Field("owner", "Who sells", "Organization"), ORGANISATION, SINCE)),
    Form("share", "Set a share", "A holder has this share of the votes; control follows from it.",
         (Field("owner", "Holder", "Organization"), ORGANISATION,
          Field("votes", "Votes, 0 to 1", hint="Such as 0.6."), SINCE)),
    Form("operator", "Change an operator", "Who runs a platform can close every road through it.",
         (PLATFORM, Field("organisation", "Operator", "Organization"),
          Field("how", "What happens", choices=BEGIN_OR_END, is_optional=True))),
    Form("role", "Change a role", "Who bills, hosts or shows one channel, or stands upstream.",
         (Field("role", "Role", choices=tuple((r, r) for r in ROLES)),
          Field("channel", "Channel", "Channel", hint="A model's name lists its channels."),
          Field("party", "Who", "Record"),
          Field("how", "What happens", choices=BEGIN_OR_END, is_optional=True))),
)  # fmt: skip


def write_statement(values: Mapping[str, str]) -> str:
    """The statement that a filled-in form makes; what is missing is left for the reader to say.

    >>> write_statement({"verb": "close", "asset": "codex", "platform": "Amazon Bedrock"})
    'close codex on "Amazon Bedrock"'
    >>> write_statement({"verb": "operator", "platform": "bedrock", "organisation": "x",
    ...                  "how": "drop"})
    'drop operator bedrock x'
    """
    verb = values.get(VERB, "")
    form = next((form for form in FORMS if form.verb == verb), None)
    words = [verb]
    for field in form.fields if form else ():
        value = " ".join(values.get(field.name, "").split())
        if not value and field.is_optional:
            continue
        if field.name == "how":
            words.insert(0, value)
        elif field.name == "role":
            words = [value]
        else:
            # The forms of opening and closing have a word between the two names.
            between = verb in ("open", "close") and field is PLATFORM
            words += [word for word in ("on" if between else "", field.word) if word]
            words += [value] if value else []
    return join_words(words)
