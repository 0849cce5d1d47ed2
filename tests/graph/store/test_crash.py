"""Crashes and full disks: what was acknowledged is there, the rest wholly in or wholly out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.errors import StoreFull
from graph.ingest.add import add_document
from graph.ingest.loads import list_loads
from graph.settings import Settings
from graph.store import open_store

ADDER = """
import sys
from graph.ingest.add import add_document
from graph.ingest.loads import undo_load
from graph.settings import Settings
from graph.store import open_store

store = open_store(Settings(store=sys.argv[1]), write=True)
number, size = int(sys.argv[2]), int(sys.argv[3])
while True:
    number += 1
    lines = "".join(
        f'<https://example.org/{number}/{n}> <https://example.org/p> {n} .\\n' for n in range(size)
    )
    report = add_document(store, f"file-{number}.ttl", lines.encode(), check=False)
    print("added", report.load_id, flush=True)
    if number % 3 == 0:
        undo_load(store, report.load_id)
        print("undone", report.load_id, flush=True)
"""


@pytest.mark.parametrize(
    ("size", "delay"),
    [(200, 0.05), (200, 0.09), (200, 0.14), (200, 0.21), (12_000, 0.6)],
)
def test_kill_at_any_moment_loses_nothing_acknowledged_and_leaves_nothing_half(
    tmp_path: Path, size: int, delay: float
) -> None:
    folder = str(tmp_path / "store")
    kept: set[str] = set()
    gone: set[str] = set()
    unsure: set[str] = set()
    for life in range(2):
        process = subprocess.Popen(
            [sys.executable, "-c", ADDER, folder, str(life * 1_000), str(size)],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"TMPDIR": str(tmp_path)},
        )
        assert process.stdout is not None
        first = process.stdout.readline()
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        lines = [first, *process.stdout.read().splitlines()]
        process.wait()
        process.stdout.close()
        done = [line.split() for line in lines]
        kept |= {load for word, load in done if word == "added"}
        gone |= {load for word, load in done if word == "undone"}
        # The kill may have come while the last one was being taken out again.
        unsure |= {load for word, load in done[-1:] if word == "added"}
        with open_store(Settings(store=folder), write=True) as store:
            loads = {load.load_id: load for load in list_loads(store)}
            assert kept - gone - loads.keys() <= unsure
            assert not gone & loads.keys()
            counts = {
                load.load_id: sum(1 for _ in store.match(graph_name=load.graph))
                for load in loads.values()
            }
            assert set(counts.values()) == {size}
            assert len(store) == sum(counts.values()) + 8 * len(loads)
            content = store.dump()
        with open_store(Settings(store=folder), write=False) as reader:
            assert reader.dump() == content


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 40 MiB; without the right to mount one the test is skipped outside CI."""
    folder = Path(tempfile.mkdtemp(prefix="captivity-disk-"))
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], capture_output=True
    )
    if not done or done.returncode:
        folder.rmdir()
        message = "no right to mount a small file system"
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail(message)
        pytest.skip(message)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def fill_disk(folder: Path, leave: int) -> Path:
    """A file that takes all the space but so many bytes."""
    filler = folder / "filler"
    descriptor = os.open(filler, os.O_WRONLY | os.O_CREAT)
    try:
        while os.write(descriptor, b"x" * 4_096):
            pass
    except OSError:
        os.ftruncate(descriptor, os.fstat(descriptor).st_size - leave)
    finally:
        os.close(descriptor)
    return filler


def test_full_disk_keeps_nothing_of_the_change_and_works_again_after_space_is_freed(
    small_disk: Path, make_quads
) -> None:
    with open_store(Settings(store=str(small_disk / "store")), write=True) as store:
        store.commit(make_quads(500))
        before = store.dump()
        filler = fill_disk(small_disk, leave=200_000)
        with pytest.raises(StoreFull, match="No space is left"):
            store.commit(make_quads(60_000, "big"))
        assert store.dump() == before
        assert store.revision == 1
        filler.unlink()
        store.commit(make_quads(10, "later"))
        assert len(store) == 510
    with open_store(Settings(store=str(small_disk / "store")), write=False) as reader:
        assert len(reader) == 510


def test_full_disk_refuses_small_changes_too(small_disk: Path, make_quads) -> None:
    with open_store(Settings(store=str(small_disk / "store")), write=True) as store:
        store.commit(make_quads(500))
        before = store.dump()
        filler = fill_disk(small_disk, leave=0)
        for _ in range(2):
            with pytest.raises(StoreFull):
                store.commit(make_quads(2_000, "more"))
            assert store.dump() == before
        filler.unlink()
        assert store.commit(make_quads(2_000, "more")) == 2
        assert len(store) == 2_500


def numbered(number: int, size: int) -> bytes:
    """A file of so many statements."""
    return "".join(
        f"<https://example.org/{number}/{n}> <https://example.org/p> {n} .\n" for n in range(size)
    ).encode()


@pytest.mark.parametrize("leave", [0, 100_000, 2_000_000])
def test_load_that_finds_no_space_is_refused_wholly_and_taken_once_there_is_some(
    small_disk: Path, leave: int
) -> None:
    """The same open store throughout, as a server has it: bytes, data and ledger or nothing."""
    with open_store(Settings(store=str(small_disk / "store")), write=True) as store:
        add_document(store, "small.ttl", numbered(1, 100))
        before = store.dump()
        filler = fill_disk(small_disk, leave=leave)
        with pytest.raises(StoreFull, match="Free some space"):
            add_document(store, "large.ttl", numbered(2, 30_000))
        assert store.dump() == before
        assert [load.name for load in list_loads(store)] == ["small.ttl"]
        filler.unlink()
        assert add_document(store, "large.ttl", numbered(2, 30_000)).status == "added"
        after = store.dump()
    with open_store(Settings(store=str(small_disk / "store")), write=True) as store:
        assert store.dump() == after
        assert {load.triples for load in list_loads(store)} == {100, 30_000}


@pytest.fixture
def foreign_folder() -> Iterator[Path]:
    """A folder that can be entered by everybody and written by nobody but its owner."""
    folder = Path(tempfile.mkdtemp(prefix="captivity-foreign-"))
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def run_as_stranger(program: str) -> str:
    """What a program prints that has no rights of root when it comes to its last part."""
    drop = "import os\nif os.geteuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\n"
    imports = (
        "from graph.settings import Settings\nfrom graph.store import open_store\n"
        "import graph.store.embedded\nfrom graph.errors import StoreUnwritable\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", imports + drop + program], capture_output=True, text=True
    )
    return done.stdout + done.stderr


def test_folder_that_may_not_be_written_is_named(foreign_folder: Path) -> None:
    printed = run_as_stranger(
        "try:\n"
        f"    open_store(Settings(store={str(foreign_folder / 'store')!r}), write=True)\n"
        "except StoreUnwritable as error:\n"
        "    print('refused', error.message)\n"
    )
    assert "refused The store cannot be opened for writing" in printed
    assert str(foreign_folder / "store") in printed


def test_somebody_elses_store_can_be_read(foreign_folder: Path, make_quads) -> None:
    foreign_folder.chmod(0o755)
    with open_store(Settings(store=str(foreign_folder / "store")), write=True) as store:
        store.commit(make_quads(3))
    printed = run_as_stranger(
        f"with open_store(Settings(store={str(foreign_folder / 'store')!r}), write=False) as s:\n"
        "    print(len(s), 'quads')\n"
    )
    assert printed == "3 quads\n"
