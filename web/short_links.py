"""Short links: a query is kept under the hash of its text, and its address fits into a message.

The texts stand in a folder beside the store, one file each, or in memory for a store in memory.
None is ever thrown out: when the room is used up, no more are taken.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from graph.days import parse_date
from graph.errors import InputTooLarge, NotFound, StoreFull, StoreUnwritable
from graph.settings import Settings, default_store_path

FOLDER = "queries"
#: Characters of a query that is kept, and how many are.
LONGEST, MOST = 100_000, 10_000
_NAME = re.compile(r"[0-9a-f]{16}", re.ASCII)


@dataclass(frozen=True, slots=True)
class KeptQuery:
    """A query and the day whose graph it may ask for."""

    text: str
    day: date | None = None

    @property
    def name(self) -> str:
        """The name of its link: 16 hexadecimal digits that follow from what it asks."""
        return hashlib.blake2b(self.write(), digest_size=8).hexdigest()

    def write(self) -> bytes:
        """It as a file."""
        day = self.day.isoformat() if self.day else None
        return json.dumps({"query": self.text, "as-of": day}, ensure_ascii=False).encode()


class ShortLinks:
    """Keeps queries by their names, for one server."""

    def __init__(self, settings: Settings) -> None:
        path = default_store_path() if settings.is_remote else settings.store_path
        self._folder: Path | None = None if path is None else path.with_name(FOLDER)
        self._memory: dict[str, bytes] = {}

    def keep(self, query: KeptQuery) -> str:
        """The name under which the query can be found from now on.

        Raises
        ------
        InputTooLarge
            The query is longer than what is kept.
        StoreFull
            So many are kept that no more are taken.
        StoreUnwritable
            The file system does not let us.
        """
        if len(query.text) > LONGEST:
            advice = "Keep it in a file and send that."
            raise InputTooLarge("The query is too long for a short link", advice=advice)
        content = query.write()
        if self._read(query.name) != content:
            if self._count() >= MOST:
                advice = "Send the long address, or ask who runs this server to make room."
                raise StoreFull("No more short links are taken here", f"{MOST} are kept", advice)
            self._write(query.name, content)
        return query.name

    def find(self, name: str) -> KeptQuery:
        """The query of that name.

        Raises
        ------
        NotFound
            There is none.
        """
        content = self._read(name)
        if content is None:
            raise NotFound(
                "No query is kept under this short link",
                name[:40],
                "It may come from another server, or from one whose store was in memory. "
                "Ask who sent it for the query itself.",
            )
        kept = json.loads(content)
        day = kept.get("as-of")
        return KeptQuery(kept["query"], parse_date(day) if day else None)

    def _read(self, name: str) -> bytes | None:
        if not _NAME.fullmatch(name):
            return None
        if self._folder is None:
            return self._memory.get(name)
        try:
            return (self._folder / f"{name}.json").read_bytes()
        except FileNotFoundError:
            return None

    def _count(self) -> int:
        if self._folder is None:
            return len(self._memory)
        return sum(1 for _ in self._folder.iterdir()) if self._folder.is_dir() else 0

    def _write(self, name: str, content: bytes) -> None:
        if self._folder is None:
            self._memory[name] = content
            return
        # Wholly there or not at all, whoever else writes the same at this moment.
        half = self._folder / f".{name}.{secrets.token_hex(4)}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            half.write_bytes(content)
            half.replace(self._folder / f"{name}.json")
        except OSError as error:
            raise StoreUnwritable(
                "Cannot keep the query", str(self._folder), error.strerror or str(error)
            ) from error
