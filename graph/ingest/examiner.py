"""Have a file examined in a process of its own, with limits on memory and time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from graph.errors import CaptivityError, Finding, InputTooLarge, StoreUnavailable
from graph.ingest import examiner_program
from graph.ingest.examine import STAGE_NOTE, Examination, Task, examine
from graph.ingest.facts import Matcher
from graph.ingest.parse import MEBIBYTE
from graph.progress import show_stages

PROGRAM = "graph.ingest.examiner_program"
#: The processor time of an examination: so much for any file, and more for each MiB of a large one.
BASE_S = 9.0
PER_MEBIBYTE_S = 2.0
#: How much longer it may take by the clock, because a busy machine is no fault of the file.
PATIENCE = 5
#: How many files are examined at once; each may take its memory.
AT_ONCE = threading.BoundedSemaphore(4)
ATTEMPTS = 3
#: Each heap takes 64 MiB of addresses, used or not, and more are made when threads are in each
#: other's way: by luck an honest file met the bound. With one heap it takes what it needs.
ENVIRONMENT = {"PATH": "", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}
#: From so many bytes on a bar is shown.
LONG = 2 * MEBIBYTE


@runtime_checkable
class KeepsSnapshots(Protocol):
    """A store whose present state another process can open for reading."""

    def snapshot_path(self) -> str:
        """The folder of the snapshot of the present revision."""
        ...


def examine_apart(
    store: Matcher,
    task: Task,
    content: bytes,
    folder: Path,
    memory_mb: int,
) -> tuple[Examination, Path]:
    """The examination of a file and the spool of its statements in the folder.

    A store without snapshots on this machine is read in this process.

    Raises
    ------
    UnknownFormat, InputTooLarge, EmptyFile, ParseFailed
        The file cannot be read at all, or not within the limits.
    """
    spool = folder / "statements.nq"
    if not isinstance(store, KeepsSnapshots):
        return examine(task, content, store, spool), spool
    (folder / "content").write_bytes(content)
    seconds = int(BASE_S + PER_MEBIBYTE_S * len(content) / MEBIBYTE)
    request = {
        "task": asdict(task),
        "content": str(folder / "content"),
        "spool": str(spool),
        "memory_mb": memory_mb,
        "seconds": seconds,
    }
    with show_stages(folder / STAGE_NOTE, is_long=len(content) > LONG):
        return _ask_often(store, task, request), spool


def _ask_often(store: KeepsSnapshots, task: Task, request: dict[str, Any]) -> Examination:
    for _ in range(ATTEMPTS):
        # A snapshot may be removed between its choice and its opening when much is written.
        asked = request | {"snapshot": store.snapshot_path()}
        answer = _ask(asked, task.name, request["seconds"])
        if answer is not None:
            return _examination(answer)
    raise StoreUnavailable("The file could not be examined", task.name, "Try again.")


def _ask(request: dict[str, Any], name: str, seconds: int) -> dict[str, Any] | None:
    """What the program answers; None when it ended without an answer."""
    # By exec: a fork of a process with an open database hangs.
    command = [sys.executable, "-P", "-m", PROGRAM]
    root = str(Path(examiner_program.__file__).parents[2])
    question = json.dumps(request).encode() + b"\n"
    with (
        AT_ONCE,
        subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=ENVIRONMENT | {"PYTHONPATH": root},
            start_new_session=True,
        ) as process,
    ):
        try:
            output, _ = process.communicate(question, timeout=PATIENCE * seconds)
        except subprocess.TimeoutExpired as error:
            raise _overdue(name, seconds) from error
        finally:
            process.kill()
    if output:
        # A process that answered and then fell over its own end has answered.
        answer: dict[str, Any] = json.loads(output)
        return answer
    if process.returncode == -signal.SIGXCPU:
        raise _overdue(name, seconds)
    if process.returncode < 0:
        # The parser ends its process when memory or stack run out.
        raise examiner_program.too_large(name)
    return None


def _overdue(name: str, seconds: int) -> InputTooLarge:
    return InputTooLarge(
        f"The file could not be examined within {seconds} s of processor time",
        name,
        "Split it, or make its nodes smaller: fewer values each.",
    )


def _examination(answer: dict[str, Any]) -> Examination:
    if "error" in answer:
        raise rebuild(answer["error"])
    findings = tuple(Finding(**finding) for finding in answer["findings"])
    return Examination(answer["triples"], answer["known"], answer["known_in"], findings)


def rebuild(described: dict[str, Any]) -> CaptivityError:
    """The error that another process described."""
    kinds = {kind.code: kind for kind in _kinds(CaptivityError)}
    findings = [Finding(**finding) for finding in described["findings"]]
    return kinds.get(described["code"], CaptivityError)(
        described["what"],
        described["thing"],
        described["advice"],
        line=described["line"],
        column=described["column"],
        findings=findings,
    )


def _kinds(kind: type[CaptivityError]) -> Iterator[type[CaptivityError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
