"""A program that answers as Quarto does, notes how it was called, and writes what it is told to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from publishing.quarto.engine import find_quarto

NAME = "quarto"
_SCRIPT = """\
#!/bin/sh
if [ "$1" = --version ]; then {version}; exit 0; fi
echo "$@ profile=$QUARTO_PROFILE fonts=$TYPST_IGNORE_SYSTEM_FONTS" >> "{log}"
{does}
"""
MAKES_ALL = """\
mkdir -p "$2/_output/chapters"
echo site > "$2/_output/index.html"
[ "$4" = --to ] || cp "{pdf}" "$2/_output/is248.pdf"
"""


@dataclass
class StandIn:
    """Puts the stand-in in place; `log` is there once it was called to render."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def log(self) -> Path:
        """One line a call."""
        return self.folder / "log"

    def install(self, does: str = "", version: str = "1.10.18", says: str = "") -> Path:
        """A Quarto that `does` this when it renders, and `says` this when asked who it is."""
        script = self.folder / NAME
        told = says or f'echo "{version}"'
        script.write_text(_SCRIPT.format(version=told, log=self.log, does=does))
        script.chmod(0o755)
        self.monkeypatch.setenv("QUARTO_PATH", str(script))
        self.monkeypatch.setenv("QUARTO_PROFILE", "another")
        self.monkeypatch.delenv("IS248_ENGINE", raising=False)
        find_quarto.cache_clear()
        return self.log
