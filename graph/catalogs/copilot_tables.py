"""GitHub Copilot's tables as their repository holds them: a folder of small YAML files.

The files are lists of flat entries, so a reader of that much YAML is enough, and anything more
is refused with its line rather than guessed at. Who hosts the models is prose there; a copy made
from the folder says nothing about hosts, and hosts that are known stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from graph.errors import CatalogRejected

#: The file of each table and the name under which the reader knows it.
FILES = {
    "models-and-pricing.yml": "models_and_pricing",
    "model-supported-clients.yml": "supported_clients",
    "auto-model-selection.yml": "auto_model_selection",
    "model-deprecation-history.yml": "retired",
}
ENTRY = re.compile(r"^(?P<mark>- |  )(?P<key>[A-Za-z_][\w-]*):(?:\s+(?P<value>.*))?$")
WORDS = {"true": True, "false": False, "": None, "null": None, "~": None}

Read = Callable[[str], bytes]


def gather_tables(read: Read, origin: str) -> bytes:
    """The tables as the one JSON object that the reader of Copilot's catalog takes.

    Parameters
    ----------
    read
        Gives the content of one of the files by its name.
    origin
        The folder or address that the files are in, for the source of each table.

    Raises
    ------
    CatalogRejected
        A file is not the list of flat entries that it should be; the line is given.
    """
    tables = {
        table: {"source": f"{origin.rstrip('/')}/{name}", "rows": parse_rows(read(name), name)}
        for name, table in FILES.items()
    }
    return json.dumps(tables).encode()


def parse_rows(content: bytes, name: str) -> list[dict[str, Any]]:
    r"""The entries of one file.

    >>> parse_rows(b"# who\n- name: 'GPT-5'\n  cli: true\n", "x.yml")
    [{'name': 'GPT-5', 'cli': True}]
    """
    rows: list[dict[str, Any]] = []
    for number, raw in enumerate(content.decode("utf-8", errors="replace").splitlines(), 1):
        line = raw.rstrip()
        if not line.strip() or line.lstrip().startswith("#") or line == "---":
            continue
        found = ENTRY.match(line)
        if found is None or (found["mark"] == "  " and not rows):
            raise CatalogRejected(
                "The table is not a list of flat entries",
                name,
                f"This line is not understood: {line.strip()[:60]}",
                line=number,
            )
        if found["mark"] == "- ":
            rows.append({})
        rows[-1][found["key"]] = parse_scalar(found["value"] or "")
    return rows


def parse_scalar(text: str) -> Any:
    """One value: true, false, nothing, or text with its quotes taken off.

    >>> parse_scalar("true"), parse_scalar("'it''s'"), parse_scalar("GA  # for now")
    (True, "it's", 'GA')
    """
    if text[:1] in ("'", '"'):
        quote = text[0]
        end = text.rfind(quote)
        inner = text[1:end] if end > 0 else text[1:]
        return inner.replace("''", "'") if quote == "'" else inner.replace('\\"', '"')
    plain = re.sub(r"\s+#.*$", "", text).strip()
    return WORDS.get(plain, plain)
