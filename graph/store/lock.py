"""One writer at a time: a lock on a file, and a note beside it that says who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph.errors import StoreLocked
from graph.store.layout import Layout, write_durably

SECRET_FLAGS = frozenset({"--token"})
#: Seconds that what a killed holder had just begun to start may keep its lock, and between looks.
LAST_S, LOOK_S = 2.0, 0.01


@dataclass(slots=True)
class WriterLock:
    """The right to write to one store, until :meth:`release`.

    ``was_clean`` is False when the last holder ended without letting go.
    """

    layout: Layout
    descriptor: int
    was_clean: bool

    def release(self, *, is_clean: bool = True) -> None:
        """Let the next writer in, who is told by the note left if the database is not clean."""
        if self.descriptor >= 0:
            if is_clean:
                self.layout.holder.unlink(missing_ok=True)
            os.close(self.descriptor)
            self.descriptor = -1


def take_lock(layout: Layout) -> WriterLock:
    """The lock of this store, with our name on it.

    Raises
    ------
    StoreLocked
        Another process has it; the message says which, since when and what to do.
    """
    descriptor = os.open(layout.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    if not _try_for_a_while(layout, descriptor):
        os.close(descriptor)
        raise _locked(layout)
    lock = WriterLock(layout, descriptor, was_clean=not layout.holder.exists())
    note = {"pid": os.getpid(), "command": _command(), "since": _now()}
    try:
        write_durably(layout.holder, json.dumps(note).encode())
    except OSError:
        os.close(descriptor)
        raise
    return lock


def _try_for_a_while(layout: Layout, descriptor: int) -> bool:
    """Take the lock; waited for only while nobody lives who says to have it.

    A process that is killed while it starts another leaves its lock to that one, which lets go of
    it a moment later, when its own program begins.
    """
    end = time.monotonic() + LAST_S
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end or _is_held(layout):
                return False
            time.sleep(LOOK_S)
        else:
            return True


def _is_held(layout: Layout) -> bool:
    """Whether the process that the note names lives."""
    try:
        os.kill(int(_read_note(layout)["pid"]), 0)
    except (ProcessLookupError, OverflowError, KeyError, ValueError, TypeError):
        return False
    except PermissionError:
        return True
    return True


def _read_note(layout: Layout) -> dict[str, Any]:
    """What the holder says of itself; nothing where that cannot be read."""
    try:
        note = json.loads(layout.holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def _locked(layout: Layout) -> StoreLocked:
    note = _read_note(layout)
    try:
        holder = f"process {note['pid']} ({note['command']}) since {note['since']}"
    except KeyError:
        holder = "another process"
    return StoreLocked(
        "The store is open for writing elsewhere",
        f"{layout.root} is held by {holder}",
        "If that is the server, add the file on its page /add; else wait for it or stop it. "
        "Reading commands work meanwhile.",
    )


def _command() -> str:
    """The command line of this process, without the values of secret flags."""
    words = [Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"]
    hide = False
    for word in sys.argv[1:]:
        flag, equals, _ = word.partition("=")
        secret = flag in SECRET_FLAGS
        words.append("..." if hide else f"{flag}=..." if secret and equals else word)
        hide = secret and not equals
    return " ".join(words)[:200]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
