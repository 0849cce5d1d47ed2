"""The process that makes query workers: it is started once, and forks one whenever it is asked.

It makes others too that run an unknown text, each of its own program: see :meth:`Nursery.make`.
"""

from __future__ import annotations

import marshal
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pyoxigraph

from graph.store.worker_process import Worker, WorkerLimits
from graph.terms import PREFIXES

#: What the interpreter is given to run. It starts without the site packages and everything they
#: run at start (10 ms instead of 50), so it is told where ours and the engine are; and without what
#: this package offers to people, which costs another 10.
START = (
    "import sys; sys.path.extend(sys.argv[1:3]); package = type(sys)('graph.store'); "
    "package.__path__ = [sys.argv[1] + '/graph/store']; sys.modules['graph.store'] = package; "
    "from graph.store.worker_program import main; main(sys.argv[3:])"
)
ROOTS = [str(Path(__file__).resolve().parents[2]), str(Path(pyoxigraph.__file__).parents[1])]
#: The program of a query worker.
QUERIES = "graph.store.worker_program"
#: What of our environment a worker gets: no secrets, no settings.
KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "LANG", "TZ")

#: What the C library's allocator is told: to keep freed pieces at hand, and to give the system none
#: back while a query runs. Merging them takes a quarter of the time of a short query. One heap: the
#: engine opens a store with many threads, and each heap of theirs takes 64 MiB of addresses.
ALLOCATOR = "glibc.malloc.tcache_count=200:glibc.malloc.top_pad=4194304:glibc.malloc.arena_max=1"


class Nursery:
    """A process that forks workers; it is started when it is needed, and again if it ends."""

    def __init__(self, limits: WorkerLimits) -> None:
        self._setup = {
            "memory_mb": limits.memory_mb,
            "output_mb": limits.output_mb,
            "services": limits.services,
            "prefixes": dict(PREFIXES),
        }
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def begin(self) -> None:
        """Start the process and do not wait: it gets ready while ours imports and opens the store.

        Raises
        ------
        OSError
            No process can be started.
        """
        with self._lock:
            if self._control is None:
                self._control = self._start()

    def make_worker(self, snapshot: str) -> Worker:
        """A new worker that is opening a snapshot.

        Raises
        ------
        OSError
            No process can be started.
        """
        return self.make(QUERIES, snapshot)

    def make(self, program: str, folder: str) -> Worker:
        """A new process at ``work`` of a program, the name of a module, on the store in a folder.

        Raises
        ------
        OSError
            No process can be started.
        """
        ours, theirs = socket.socketpair()
        # Nothing is ever written here: when this process ends in whatever way, its end closes.
        lifeline, held = os.pipe()
        try:
            pid, handle = self._fork(f"{program}\n{folder}", [theirs.fileno(), lifeline])
        except OSError:
            ours.close()
            os.close(held)
            raise
        finally:
            theirs.close()
            os.close(lifeline)
        return Worker(pid, handle, ours, held, folder)

    def close(self) -> None:
        """End the process; the workers it made live on."""
        with self._lock:
            self._end()

    def _fork(self, order: str, descriptors: list[int]) -> tuple[int, int]:
        with self._lock:
            if self._process is not None and self._process.poll() is not None:
                self._end()
            if self._control is None:
                self._control = self._start()
            socket.send_fds(self._control, [order.encode()], descriptors)
            reply, handles, _, _ = socket.recv_fds(self._control, 4, 1)
            if len(reply) < 4 or not handles:
                self._end()
                raise OSError("the process that makes workers has ended")
            return int.from_bytes(reply, "big"), handles[0]

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            # By exec: a fork of a process with an open database hangs.
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
                [
                    *(sys.executable, "-I", "-S", "-B", "-c", START, *ROOTS),
                    *(str(theirs.fileno()), marshal.dumps(self._setup).hex()),
                ],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=make_environment(),
                pass_fds=(theirs.fileno(),),
                # Out of reach of Ctrl+C, but in our session: one of its own would share the
                # processors as an equal of all others whatever its priority.
                process_group=0,
            )
        return ours

    def _end(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


def make_environment() -> dict[str, str]:
    """The environment of a worker."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return {**kept, "GLIBC_TUNABLES": ALLOCATOR}
