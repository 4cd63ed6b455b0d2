"""Where the time of a whole build goes, over all its processes: `make profile`.

The newest edition is built from nothing in a copy of the project with every thread of every Python
process under `cProfile`, which makes it some times slower: shares count, not seconds. pandoc and
Typst show as what the command waited for.
"""

from __future__ import annotations

import os
import pstats
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench.copied import command, copied
from project.kept.outputs import read_record

_PROFILED = Path(__file__).resolve().parent / "profiled"
_SHOWN = 30


def main() -> int:
    """Build under the profiler and print what took longest."""
    with tempfile.TemporaryDirectory() as folder:
        project = copied(Path(folder) / "project")
        name = project.editions()[-1]
        profiles = Path(folder) / "profiles"
        profiles.mkdir()
        path = os.pathsep.join([str(_PROFILED), os.environ.get("PYTHONPATH", "")]).rstrip(
            os.pathsep
        )
        subprocess.run(
            command("build", name, "--quiet", "--engine", "pandoc"),
            cwd=project.root,
            check=True,
            env=os.environ | {"PYTHONPATH": path, "BENCH_PROFILES": str(profiles)},
        )
        phases = read_record(project.build_dir(name))["seconds"]
        kinds: dict[str, list[str]] = {}
        for file in sorted(profiles.glob("*.prof")):
            kinds.setdefault(file.name.partition("-")[0], []).append(str(file))
        _print(phases, kinds, str(project.root))
    return 0


def _print(phases: dict[str, float], kinds: dict[str, list[str]], root: str) -> None:
    print("Phases, seconds of wall time")
    for phase, seconds in phases.items():
        print(f"{seconds:9.2f}  {phase}")
    print("\nProcesses, seconds of processor time in Python")
    everything = pstats.Stats(*(file for files in kinds.values() for file in files))
    for kind, files in kinds.items():
        print(f"{_seconds(pstats.Stats(*files)):9.2f}  {kind} ({len(files)})")
    found: dict[Any, Any] = everything.stats  # type: ignore[attr-defined]
    for title, column, every in (
        ("Functions, by their own time", 2, True),
        ("Functions of this project, with what they call", 3, False),
    ):
        print(f"\n{title}: seconds, calls")
        rows = [
            (values[column], values[0], _named(place, root))
            for place, values in found.items()
            if every or (place[0].startswith(root) and ".venv" not in place[0])
        ]
        for seconds, calls, where in sorted(rows, reverse=True)[:_SHOWN]:
            print(f"{seconds:9.2f} {calls:9}  {where}")


def _seconds(stats: pstats.Stats) -> float:
    return float(stats.total_tt)  # type: ignore[attr-defined]


def _named(place: tuple[str, int, str], root: str) -> str:
    file, line, function = place
    short = file.removeprefix(f"{root}/").rpartition("site-packages/")[2]
    return f"{short}:{line} {function}" if line else function


if __name__ == "__main__":
    sys.exit(main())
