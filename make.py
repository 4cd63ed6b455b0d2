#!/usr/bin/env python3
"""Set up and run the project with nothing but Python: `python make.py report`.

The first run creates `.venv` and installs requirements.lock into it (exact versions, checked by
hash). Later runs install again only when the lock or pyproject.toml has changed.
"""

import hashlib
import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
if sys.version_info < OLDEST:  # before any syntax an older Python could stumble on
    sys.exit(
        "This project needs Python {}.{} or newer, and this is {}.{} ({}).\n"
        "Run it with a newer one: python3.11 make.py report".format(
            *OLDEST, *sys.version_info[:2], sys.executable
        )
    )

from pathlib import Path  # noqa: E402

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.txt"
PACKAGES = ("project", "analysis", "demonstration", "publishing")

TARGETS: dict[str, tuple[str, list[list[str]]]] = {
    "report": ("build the newest edition into _build/", [["is248", "build"]]),
    "units": ("make a page for every unit of the newest edition", [["is248", "units"]]),
    "verify": ("compare the newest edition with the printed report", [["is248", "verify"]]),
    "check": ("screen the returns and the prose of the newest edition", [["is248", "check"]]),
    "preview": ("build, serve on this machine, rebuild on change", [["is248", "preview"]]),
    "test": (
        "run all tests but those in a browser",
        [["python", "-m", "pytest", "-n", "auto", "--dist", "loadfile", "-q"]],
    ),
    "quick": (
        "the tests that take less than about a second each",
        [["python", "-m", "pytest", "-m", "not slow", "-n", "auto", "--dist", "loadfile", "-q"]],
    ),
    "browser": (
        "look at every page of the last build in Chromium (.ci/run fetches what it needs)",
        [["python", "-m", "pytest", "tests/browser", "-n", "auto", "-q"]],
    ),
    "lint": (
        "ruff, mypy, who may import whom, and whether the picture of that is current",
        [
            ["python", "-m", "ruff", "check", "."],
            ["python", "-m", "ruff", "format", "--check", "."],
            ["python", "-m", "mypy"],
            ["lint-imports"],
            ["python", "-m", "picture", "--check"],
        ],
    ),
    "quarto": (
        "what `quarto render` calls before and after it renders the sources",
        [["python", "-m", "publishing.command.sources"]],
    ),
    "picture": ("draw docs/rooms.svg from the imports", [["python", "-m", "picture"]]),
    "bench-units": (
        "measure pages of units against their limits",
        [["python", "-m", "bench.units"]],
    ),
    "bench": ("measure builds against their limits and rivals", [["python", "-m", "bench"]]),
    "profile": ("show where the time of a build goes", [["python", "-m", "bench.profile"]]),
    "setup": ("only create and fill .venv", []),
    "clean": ("remove _build/ and figures/, keep .venv", []),
}


def main(arguments: list[str]) -> int:
    """Run one target, passing further arguments on to its last command."""
    target, *rest = arguments or ["help"]
    if target not in TARGETS:
        print("Usage: python make.py TARGET [ARGUMENTS]\n")
        for name, (text, _) in TARGETS.items():
            print(f"  {name:<11} {text}")
        return 0 if target in {"help", "-h", "--help"} else 2
    if target == "clean":
        for folder in (ROOT / "_build", ROOT / "figures"):
            shutil.rmtree(folder, ignore_errors=True)
        return 0
    install()
    commands = TARGETS[target][1]
    for position, command in enumerate(commands):
        extra = rest if position == len(commands) - 1 else []
        code = run([str(program(command[0])), *command[1:], *extra])
        if code:
            return code
    return 0


def install() -> None:
    """Bring `.venv` to the state of the lock, unless it is there already."""
    wanted = state()
    if STAMP.is_file() and PYTHON.exists() and STAMP.read_text(encoding="utf-8") == wanted:
        return
    print(f"Setting up {VENV} (once; a minute or two) …", flush=True)
    if not PYTHON.exists():
        made = run([sys.executable, "-m", "venv", "--clear", str(VENV)])
        if made:
            sys.exit(
                "Python could not create a virtual environment in .venv.\n"
                "On Debian and Ubuntu its parts are in a package of their own: "
                "apt install python3-venv"
            )
    STAMP.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "-qq"]
    steps = [
        # setuptools first: packages without a wheel are built with the locked one
        [*pip, "--require-hashes", "--no-deps", "--requirement", str(first(LOCK, "setuptools"))],
        [*pip, "--require-hashes", "--no-deps", "--no-build-isolation", "--requirement", str(LOCK)],
        [*pip, "--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT)],
    ]
    for step in steps:
        if run(step):
            sys.exit(
                "Installing the locked packages failed; the reason stands above.\n"
                "Check that a package index can be reached, and run the same command again."
            )
    # byte code that carries a checksum of its source; no other is used (project/bytecode.py)
    compiled = ["compileall", "-q", "-f", "--invalidation-mode", "checked-hash"]
    run([str(PYTHON), "-m", *compiled, *(str(ROOT / package) for package in PACKAGES)])
    STAMP.write_text(wanted, encoding="utf-8")


def first(lock: Path, name: str) -> Path:
    """A lock file with the one package `name`, cut out of `lock`."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith(f"{name}=="))
    end = start + 1
    while end < len(lines) and lines[end].startswith(" "):
        end += 1
    part = VENV / f"{name}.lock"
    part.write_text("\n".join(lines[start:end]) + "\n", encoding="utf-8")
    return part


def state() -> str:
    """What the environment is made from: this Python, the lock, the entry points."""
    digest = hashlib.sha256()
    for part in (LOCK, ROOT / "pyproject.toml"):
        digest.update(part.read_bytes())
    version = ".".join(str(part) for part in sys.version_info[:3])
    return f"{version} {ROOT} {digest.hexdigest()}\n"


def program(name: str) -> Path:
    """The path of a program in `.venv`."""
    return BIN / (f"{name}.exe" if os.name == "nt" else name)


def run(command: list[str]) -> int:
    """Run `command` in the project's folder; Ctrl-C is its to handle."""
    child = subprocess.Popen(command, cwd=ROOT)
    while True:
        try:
            return child.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
