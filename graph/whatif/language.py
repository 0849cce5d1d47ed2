"""The words of an edit and what they mean: from a statement to an edit, and back.

=================================================  ==============================================
``open ASSET on PLATFORM [biller X] [host X]``     a new road; also ``surface``, ``upstream``,
``[mode M] [stage S] [from DAY] [to DAY]``         ``mode`` RawAPI, ..., ``stage`` GA, ...
``close CHANNEL [from DAY]``                       one channel ends
``close ASSET on PLATFORM [from DAY]``             every channel of it there ends
``[drop] biller CHANNEL X``                        also ``host``, ``surface``, ``upstream``
``[drop] operator PLATFORM X``                     who operates a platform, cloud or surface
``acquire OWNER X [from DAY]``                     X is wholly the owner's
``divest OWNER X [from DAY]``                      the owner's controlling stakes are gone
``share HOLDER X VOTES [from DAY]``                the holder's share of votes, 0 to 1
``load FILE``                                      a Turtle file, read before all other edits
=================================================  ==============================================
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal

from graph.market.columns import parse_number, slug_of
from graph.market.names import NameIndex
from graph.whatif.edits import (
    MODES,
    ROLES,
    STAGES,
    Acquire,
    ChangeOperator,
    ChangeRole,
    CloseChannel,
    CloseRoads,
    Divest,
    Edit,
    LoadFile,
    OpenChannel,
    SetShare,
)
from graph.whatif.reader import Reader
from graph.whatif.statements import Statement, join_words

#: How each kind of edit is written, for messages.
FORMS: Mapping[str, str] = {
    "open": "open ASSET on PLATFORM [biller X] [host X] [surface X] [upstream CHANNEL] [mode M] "
    "[stage S] [from DAY] [to DAY]",
    "close": "close CHANNEL [from DAY], or close ASSET on PLATFORM [from DAY]",
    "drop": "drop biller CHANNEL X; likewise host, surface, upstream and operator",
    **{role: f"{role} CHANNEL X" for role in ROLES},
    "operator": "operator PLATFORM X",
    "acquire": "acquire OWNER X [from DAY]",
    "divest": "divest OWNER X [from DAY]",
    "share": "share HOLDER X VOTES [from DAY]",
    "load": "load FILE",
}
#: Role on a channel -> the kinds of things that can fill it.
FILLERS: Mapping[str, tuple[str, ...]] = {
    "biller": ("Organization",),
    "host": ("Cloud", "Platform"),
    "surface": ("Surface", "Platform"),
    "upstream": (),
}


def parse_edit(statement: Statement, index: NameIndex) -> Edit:
    """The edit that a statement asks for, its names resolved.

    Raises
    ------
    InvalidEdit
        The words are none of :data:`FORMS`; the message has the line, the word and the choices.
    UnknownEntity
        A name fits nothing, or several things.
    """
    reader = Reader(statement, index, "")
    verb = reader.choose("an edit", FORMS)
    reader.form = FORMS[verb]
    edit = _PARSERS[verb](reader) if verb in _PARSERS else _parse_role(reader, verb, drop=False)
    reader.end()
    return edit


def write_edit(edit: Edit) -> str:
    """The edit as a statement that :func:`parse_edit` reads as the same edit."""
    words = [word if isinstance(word, str) else str(word) for word in _WRITERS[type(edit)](edit)]
    return join_words(words)


def _parse_open(reader: Reader) -> Edit:
    asset = reader.entity("Asset")
    reader.expect("on")
    platform = reader.entity("Platform")
    roles: dict[str, list[str]] = {role: [] for role in ROLES}
    plain: dict[str, str] = {}
    days: dict[str, date] = {}
    options = (*ROLES, "mode", "stage", "from", "to")
    while (word := reader.option(options)) is not None:
        if word in ROLES:
            roles[word].append(_filler(reader, word))
        elif word in ("from", "to"):
            days[word] = reader.day()
        else:
            known = MODES if word == "mode" else STAGES
            plain[word] = reader.choose(f"a {word}", known)
    start, end = days.get("from"), days.get("to")
    if start is not None and end is not None and end <= start:
        raise reader.fault("The road ends before it begins", str(end), f"It begins on {start}.")
    found = {role: tuple(dict.fromkeys(parties)) for role, parties in roles.items()}
    return OpenChannel(
        asset,
        platform,
        billers=found["biller"],
        hosts=found["host"],
        surfaces=found["surface"],
        upstream=found["upstream"],
        mode=plain.get("mode", "AccessUnstated"),
        stage=plain.get("stage", "GA"),
        day=start,
        end=end,
    )


def _parse_close(reader: Reader) -> Edit:
    thing, is_channel = reader.channel_or_entity("Asset")
    if not is_channel:
        if not reader.is_next("on"):
            raise reader.fault(
                "It is not said what to close of", slug_of(thing), reader.offers(thing)
            )
        reader.expect("on")
        return CloseRoads(thing, reader.entity("Platform"), _from(reader))
    return CloseChannel(thing, _from(reader))


def _parse_drop(reader: Reader) -> Edit:
    role = reader.choose("a role", (*ROLES, "operator"))
    if role == "operator":
        return _parse_operator(reader, drop=True)
    return _parse_role(reader, role, drop=True)


def _parse_role(reader: Reader, role: str, *, drop: bool) -> Edit:
    channel = reader.channel()
    return ChangeRole(role, channel, _filler(reader, role), drop)


def _parse_operator(reader: Reader, *, drop: bool = False) -> Edit:
    thing = reader.entity("Platform", "Cloud", "Surface")
    return ChangeOperator(thing, reader.entity("Organization"), drop)


def _parse_acquire(reader: Reader) -> Edit:
    return Acquire(reader.entity("Organization"), reader.entity("Organization"), _from(reader))


def _parse_divest(reader: Reader) -> Edit:
    return Divest(reader.entity("Organization"), reader.entity("Organization"), _from(reader))


def _parse_share(reader: Reader) -> Edit:
    holder, issuer = reader.entity("Organization"), reader.entity("Organization")
    word = reader.next("a share of the votes")
    votes = parse_number(word)
    if votes is None or not 0 <= votes <= 1:
        raise reader.fault("Not a share of votes", word, "Give a number from 0 to 1, such as 0.6.")
    return SetShare(holder, issuer, votes, _from(reader))


def _parse_load(reader: Reader) -> Edit:
    return LoadFile(reader.next("a file"))


def _from(reader: Reader) -> date | None:
    return reader.day() if reader.option(("from",)) else None


def _filler(reader: Reader, role: str) -> str:
    return reader.channel_or_entity()[0] if role == "upstream" else reader.entity(*FILLERS[role])


_PARSERS: Mapping[str, Callable[[Reader], Edit]] = {
    "open": _parse_open,
    "close": _parse_close,
    "drop": _parse_drop,
    "operator": _parse_operator,
    "acquire": _parse_acquire,
    "divest": _parse_divest,
    "share": _parse_share,
    "load": _parse_load,
}

Words = Iterable[str | date | Decimal]


def _since(day: date | None, word: str = "from") -> tuple[str, ...]:
    return () if day is None else (word, day.isoformat())


def _write_open(edit: OpenChannel) -> Words:
    words = ["open", slug_of(edit.asset), "on", slug_of(edit.platform)]
    for role, field in ROLES.items():
        for party in getattr(edit, field):
            words += [role, slug_of(party)]
    if edit.mode != "AccessUnstated":
        words += ["mode", edit.mode]
    if edit.stage != "GA":
        words += ["stage", edit.stage]
    return [*words, *_since(edit.day), *_since(edit.end, "to")]


def _write_role(edit: ChangeRole) -> Words:
    drop = ("drop",) if edit.drop else ()
    return (*drop, edit.role, slug_of(edit.channel), slug_of(edit.party))


def _write_operator(edit: ChangeOperator) -> Words:
    drop = ("drop",) if edit.drop else ()
    return (*drop, "operator", slug_of(edit.thing), slug_of(edit.party))


_WRITERS: Mapping[type, Callable[..., Words]] = {
    OpenChannel: _write_open,
    CloseChannel: lambda e: ("close", slug_of(e.channel), *_since(e.day)),
    CloseRoads: lambda e: (
        "close", slug_of(e.asset), "on", slug_of(e.platform), *_since(e.day)
    ),
    ChangeRole: _write_role,
    ChangeOperator: _write_operator,
    Acquire: lambda e: ("acquire", slug_of(e.owner), slug_of(e.organisation), *_since(e.day)),
    Divest: lambda e: ("divest", slug_of(e.owner), slug_of(e.organisation), *_since(e.day)),
    SetShare: lambda e: (
        "share", slug_of(e.holder), slug_of(e.issuer), e.votes, *_since(e.day)
    ),
    LoadFile: lambda e: ("load", e.path),
}  # fmt: skip
