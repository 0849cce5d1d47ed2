"""Files between preview and confirmation: kept in memory, few and not for long."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from graph.errors import NotFound
from graph.ingest.origin import NO_ORIGIN, Origin


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was offered; ``form`` is its format where the name does not tell.

    ``replaces`` names the load whose place it takes, if any.
    """

    name: str
    content: bytes
    form: str | None
    who: str
    origin: Origin = NO_ORIGIN
    replaces: str | None = None


class Uploads:
    """The newest uploads, up to a number of bytes in all; older ones are forgotten."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._lock = Lock()
        self._kept: OrderedDict[str, Upload] = OrderedDict()

    def keep(self, upload: Upload) -> str:
        """The key under which the upload can be taken later."""
        key = secrets.token_urlsafe(18)
        with self._lock:
            self._kept[key] = upload
            while len(self._kept) > 1 and self._size() > self._most_bytes:
                self._kept.popitem(last=False)
        return key

    def take(self, key: str) -> Upload:
        """The upload of that key, which is then forgotten.

        Raises
        ------
        NotFound
            It was taken already, or newer ones drove it out.
        """
        with self._lock:
            upload = self._kept.pop(key, None)
        if upload is None:
            raise NotFound("This preview is no longer kept", advice="Add the file once more.")
        return upload

    def _size(self) -> int:
        return sum(len(upload.content) for upload in self._kept.values())
