"""A Virtuoso of the tests' own: Debian's package, a folder of its own, two ports of loopback.

``python tests/support/virtuoso.py FOLDER`` starts one for trying things; Ctrl+C stops it.
"""

from __future__ import annotations

import contextlib
import http.client
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graph.settings import Settings
from graph.store.remote.address import VIRTUOSO, find_addresses
from graph.store.remote.client import RemoteClient
from graph.store.remote.kinds import SYSTEM_GRAPHS
from graph.store.remote.staging import send_update
from graph.store.remote.state import ask_rows

PROGRAM = "virtuoso-t"
PACKAGE = "virtuoso-opensource-7"
STARTS_IN_S = 60.0
STOPS_IN_S = 20.0
CONFIGURATION = """\
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
Striping = 0
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
MaxCheckpointRemap = 2000
Striping = 0
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 60
CaseMode = 2
AllowOSCalls = 0
DirsAllowed = .
ThreadsPerQuery = 2
AsyncQueueMaxThreads = 4
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 512M
MaxMemPoolSize = 200000000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
MaxClientConnections = 8
KeepAliveTimeout = 10
MaxKeepAlives = 8
Charset = UTF-8
EnabledGzipContent = 0
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 400
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True, slots=True)
class Virtuoso:
    """A running Virtuoso; user and password are those of a new one."""

    port: int
    process: subprocess.Popen[bytes]
    user: str = "dba"
    password: str = "dba"  # noqa: S105 - everybody's first one

    @property
    def query(self) -> str:
        """Where it answers queries."""
        return f"http://127.0.0.1:{self.port}/sparql"


def is_installed() -> bool:
    """Whether there is a Virtuoso to start."""
    return shutil.which(PROGRAM) is not None


@contextlib.contextmanager
def run_virtuoso(folder: Path, *, rows: int = 10_000, buffers: int = 20_000) -> Iterator[Virtuoso]:
    """A Virtuoso with its data in the folder, stopped at the end.

    A buffer is 8 KiB; ``rows`` is the number of rows after which it cuts answers off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    http, sql = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(
        CONFIGURATION.format(http=http, sql=sql, rows=rows, buffers=buffers, dirty=buffers * 3 // 5)
    )
    process = subprocess.Popen(
        [PROGRAM, "+configfile", "virtuoso.ini", "+foreground"],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    server = Virtuoso(http, process)
    try:
        wait_until_up(server, folder)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(STOPS_IN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_up(server: Virtuoso, folder: Path) -> None:
    """Wait for the first answer."""
    ends = time.monotonic() + STARTS_IN_S
    while time.monotonic() < ends:
        if server.process.poll() is not None:
            raise RuntimeError(f"Virtuoso ended: {(folder / 'virtuoso.log').read_text()[-2000:]}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=5)
            connection.request("GET", "/sparql?query=ASK%7B%7D")
            connection.getresponse().read()
            connection.close()
            return
        time.sleep(0.1)
    raise RuntimeError("Virtuoso did not start in time")


def settings_for(server: Virtuoso) -> Settings:
    """The settings of a store there, with the right to write."""
    return Settings(store=server.query, remote_user=server.user, remote_password=server.password)


def empty(server: Virtuoso) -> None:
    """Drop every graph that is not the engine's own."""
    settings = settings_for(server)
    client, addresses = RemoteClient(settings), find_addresses(settings, VIRTUOSO)
    try:
        query = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
        for row in ask_rows(client, addresses, query):
            if row["g"].value not in SYSTEM_GRAPHS:
                send_update(client, addresses, f"DROP SILENT GRAPH {row['g']}")
    finally:
        client.close()


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


if __name__ == "__main__":
    # SIGTERM as Ctrl+C, so that the server does not outlive us.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with run_virtuoso(Path(sys.argv[1])) as running:
        sys.stdout.write(f"{running.query} user {running.user} password {running.password}\n")
        sys.stdout.flush()
        with contextlib.suppress(KeyboardInterrupt):
            running.process.wait()
