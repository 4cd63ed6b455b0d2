"""Measure the pages of units of the newest edition, in a copy of the project.

python -m bench.units [--quick]      # --quick: fewer units of everything, for trying the bench out
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.copied import ROOT, command, copied
from bench.measure import HEADS, Edited, Measurement
from bench.rivals import papermill_stock
from bench.spent import Peak, Spent, adopt, noise, processor_so_far, spent
from project.kept.outputs import read_record
from publishing.book.index import index_book
from publishing.execution.cache import ChapterCache
from publishing.execution.pool import warm_up
from publishing.units.cluster.there import There
from publishing.units.crew import Crew, Here
from publishing.units.gathering import gather
from publishing.units.kept import given
from publishing.units.kit import NOTEBOOK, Kit
from publishing.units.workshop import Wanted, stores_in

PAGES, WITH_PDF, ONE, MEMORY = 60.0, 180.0, 1.0, 1500.0
LINEAR = (400, 1600, 6400)
SAME, FASTER = 0.15, 1.7
RIVALS = 10


def main() -> int:
    """Print the table; exit code 1 when a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer units of everything")
    quick = parser.parse_args().quick
    adopt()
    before, missed = noise(), list[str]()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), quick=quick)
        print(f"{'':<72}  {HEADS}")
        for m in bench.measured():
            print(f"{m.what:<72}  {m.text}", flush=True)
            missed += [m.what] if m.missed else []
    for line, good in bench.said:
        print(f"{line}{'' if good else '  over'}")
        missed += [] if good else [line]
    print(f"Before: {before}.\nAfter: {noise()}.\n{len(missed)} over the limit.")
    return 1 if missed else 0


class Bench:
    """Measurements of one copy of the project; `said` are those that are no time."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder, self.quick = folder, quick
        self.project = copied(folder / "project")
        self.name = self.project.editions()[-1]
        self.said: list[tuple[str, bool]] = []

    def measured(self) -> Iterator[Measurement]:
        """All measurements, in the order in which they build on each other."""
        self._run("build", self.name, "--quiet", "--engine", "pandoc")
        units = self.project.units_path(self.project.edition(self.name).year)
        keys = [row["code"] for row in csv.DictReader(units.open(encoding="utf-8", newline=""))]
        some = keys[:20] if self.quick else []
        with Peak() as peak:
            pages = self._units(*some, "--fresh", "--no-pdf")
        yield Measurement(f"pages of {self._made()} units, nothing kept", pages, PAGES)
        with Peak() as more:
            sheets = self._units(*some, "--fresh")
        yield Measurement("the same with PDFs", sheets, WITH_PDF)
        most = max(peak.megabytes, more.megabytes)
        self.said.append((f"memory: at most {most:.0f} MB (limit {MEMORY:.0f})", most <= MEMORY))
        yield Measurement("nothing changed", self._units(*some), ONE)
        yield Measurement("one page asked for", self._units(keys[0], "--fresh"))
        with Edited(self.project.root / NOTEBOOK):
            yield Measurement("an edited sentence on one page", self._units(keys[0]))
        each = Spent(*(one / self._made() for one in sheets))
        yield Measurement("a page with its PDF, of all", each, ONE)
        yield from self._rivals(keys[:RIVALS], pages)
        yield from self._linear()
        yield from self._cluster()

    def _run(self, *words: str) -> Spent:
        return spent(command(*words), self.project.root)

    def _units(self, *words: str) -> Spent:
        return self._run("units", self.name, *words, "--quiet")

    def _made(self) -> int:
        record = read_record(self.project.build_dir(f"{self.name}-units"))
        return len(record["units"])

    def _rivals(self, keys: list[str], ours: Spent) -> Iterator[Measurement]:
        """Papermill with stock kernels, and Quarto where it is installed, a unit each."""
        own = Spent(*(each / self._made() for each in ours))
        spents = [papermill_stock(self.project, self.name, [NOTEBOOK], unit=key) for key in keys]
        each = Spent(*(sum(costs) / len(keys) for costs in zip(*spents, strict=True)))
        yield Measurement("rival: papermill, stock kernels, a unit executed only", each, than=own)
        if quarto := shutil.which("quarto"):
            words = [quarto, "render", NOTEBOOK, "--profile", self.name]
            words += ["-P", f"edition:{self.project.edition(self.name).year}"]
            each = spent([*words, "-P", f"unit:{keys[0]}"], self.project.root)
            yield Measurement("rival: quarto render of one unit", each, than=own)

    def _kit(self, folder: Path, count: int) -> tuple[Kit, dict[str, str]]:
        """A kit with so many made-up units: those of the edition over and over, named anew."""
        book, year = self.project.book_dir(self.name), self.project.edition(self.name).year
        cache = ChapterCache(folder / "gathered")
        warm_up(ROOT)
        known = gather(self.project.root, self.name, year, cache).facts
        units = [json.loads(text) for text in known.values() if json.loads(text)["kind"] == "unit"]
        facts: dict[str, str] = {}
        for number in range(count):
            one = units[number % len(units)]
            own = {**one, "key": f"{one['key']}{number:05}", "name": f"{one['name']} {number}"}
            facts[own["key"]] = json.dumps(own, ensure_ascii=False)
        (folder / "facts").mkdir(parents=True)
        for key, text in facts.items():
            (folder / "facts" / f"{key}.json").write_text(text, encoding="utf-8")
        # the code that this process runs: workers need import no other
        kit = Kit(ROOT, book, index_book(book), self.name, folder / "facts", pdf=False)
        return kit, facts

    def _linear(self) -> Iterator[Measurement]:
        """Ever more units: what one costs must stay the same."""
        costs: list[float] = []
        for count in (20, 80) if self.quick else LINEAR:
            folder = self.folder / f"linear-{count}"
            kit, facts = self._kit(folder, count)
            cost = _timed(Here(kit, stores_in(folder), 2), kit, facts)
            costs.append(cost.wall / count)
            each = Spent(cost.wall / count, cost.processor / count)
            yield Measurement(f"{count} made-up units, each", each)
            shutil.rmtree(folder)
        off = max(abs(cost / costs[0] - 1) for cost in costs)
        said = f"linear: a unit costs {100 * off:.0f} % more or less (limit {100 * SAME:.0f} %)"
        self.said.append((said, off <= SAME or self.quick))

    def _cluster(self) -> Iterator[Measurement]:
        """The same units made by one Dask worker, and by two."""
        count, walls = 24 if self.quick else LINEAR[0], list[float]()
        for workers in (1, 2):
            folder = self.folder / f"cluster-{workers}"
            kit, facts = self._kit(folder, count)
            with _cluster(folder, workers) as address:
                crew = There(kit, stores_in(folder / "kept"), 1, address, facts)
                cost = _timed(crew, kit, facts)
            walls.append(cost.wall)
            yield Measurement(f"{count} units, Dask with {workers} workers", cost)
        gain = walls[0] / walls[1]
        said = f"two Dask workers: {gain:.2f} × one (limit {FASTER} ×)"
        self.said.append((said, gain >= FASTER or self.quick))


def _timed(crew: Crew, kit: Kit, facts: Mapping[str, str]) -> Spent:
    wanted = [Wanted(key, key, key, "unit") for key in facts]
    begun, before = time.perf_counter(), processor_so_far()
    with given(kit.facts):
        for done in crew.each(wanted):
            if done.error:
                raise done.error
    return Spent(time.perf_counter() - begun, processor_so_far() - before)


@contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[str]:
    """The address of a scheduler on this machine with so many workers that wait for work."""
    told = folder / "scheduler.json"
    none = subprocess.DEVNULL
    with ExitStack() as stack:

        def start(program: str, *words: str) -> None:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{program}", *words],
                cwd=folder,
                stdout=none,
                stderr=none,
            )
            stack.callback(process.wait)
            stack.callback(process.kill)

        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
              "--scheduler-file", str(told))  # fmt: skip
        while not told.is_file():
            time.sleep(0.05)
        address = str(json.loads(told.read_text(encoding="utf-8"))["address"])
        for _ in range(workers):
            start("dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard",
                  "--local-directory", str(folder))  # fmt: skip
        distributed: Any = importlib.import_module("distributed")
        with distributed.Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers)
        yield address


if __name__ == "__main__":
    sys.exit(main())
