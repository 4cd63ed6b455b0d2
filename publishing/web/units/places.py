"""The way from every page of an edition to the pages of its units, put in where those are.

Pages are made with empty places (comments), so that their bytes do not depend on units; the tree
of all editions fills them.
"""

from __future__ import annotations

import html
import json
import posixpath
import re
from pathlib import Path

from publishing.words import PICKER, UNITS, UNITS_FRONT, UNITS_HEAD, UNITS_MENU

FOLDER = "enheter"
START = "index.html"
COMPARISON = "sammenlign.html"
ASSETS = "assets"
STYLE = "units.css"
SCRIPT = "picker.js"
SHARE, LIST, COMPARE = "share.js", "list.js", "compare.js"
FILES = (STYLE, SCRIPT, SHARE, LIST, COMPARE)
_HERE = Path(__file__).parent
_LETTERS = re.compile(r'<script src="[^"]*/letters\.js"')  # picker.js reads names with it


def assets() -> dict[str, Path]:
    """The files of style and script that the pages of units need, by their name under `FOLDER`."""
    return {f"{ASSETS}/{name}": _HERE / name for name in FILES}


def with_units(text: str, href: str) -> str:
    """A page with its ways to the pages of units; `href` is its address from the edition's root.

    On a page without our scripts, as Quarto makes them, each way is a link alone.
    """
    folder = posixpath.relpath(FOLDER, posixpath.dirname(href) or ".")
    words = html.escape(json.dumps(PICKER, ensure_ascii=False))
    link = f'<a href="{folder}/{START}">{html.escape(UNITS["find"])}</a>'
    script = (
        f'<script src="{folder}/{ASSETS}/{SCRIPT}" defer data-folder="{folder}" '
        f'data-words="{words}"></script>'
    )
    head = f'<link rel="stylesheet" href="{folder}/{ASSETS}/{STYLE}">\n{script}'
    for place, content in (
        (UNITS_HEAD, head if _LETTERS.search(text) else ""),
        (UNITS_MENU, f'<div class="unit-picker">{link}</div>'),
        (UNITS_FRONT, f'<div class="unit-picker large">{link}</div>'),
    ):
        text = text.replace(place, content)
    return text
