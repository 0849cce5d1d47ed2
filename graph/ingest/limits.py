"""How large a file may be, and how much memory reading it may take."""

from __future__ import annotations

from dataclasses import dataclass, replace

from graph.ingest.parse import DEFAULT_MAX_MB, MEBIBYTE
from graph.settings import Settings


@dataclass(frozen=True, slots=True)
class FileLimits:
    """The bounds of one file in MiB: ``max_mb`` for it, also unpacked, ``memory_mb`` to read it.

    The memory is what the examination takes on top of the program and the opened store.
    """

    max_mb: int = DEFAULT_MAX_MB
    memory_mb: int = 1_000

    @classmethod
    def from_settings(cls, settings: Settings) -> FileLimits:
        """What the operator allows."""
        return cls(settings.max_upload_mb, settings.ingest_memory_mb)

    def to_admit(self, content: bytes) -> FileLimits:
        """These limits, wide enough for a file that was let in before."""
        return replace(self, max_mb=max(self.max_mb, len(content) // MEBIBYTE + 1))


DEFAULT_LIMITS = FileLimits()
