"""matplotlib's SVG made fit for a book and a page: small, without ids and inline styles.

A strict Content-Security-Policy ignores `style` attributes of an SVG that stands in a page, and ids
must be unique there. Styles therefore become presentation attributes, which a page's style sheet
may override by class, and only what is drawn is kept.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape, quoteattr

from analysis.figures.paper import style

_NS = "{http://www.w3.org/2000/svg}"
_HREF = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
_KEPT = {
    "fill": "#000000",
    "stroke": "none",
    "stroke-width": "1",
    "stroke-dasharray": "none",
    "stroke-linejoin": "miter",
    "stroke-linecap": "butt",
    "font-size": f"{style.TEXT:g}",
    "font-weight": "400",
    "text-anchor": "start",
}


def tidy(source: str, width: float, height: float, label: str) -> str:
    """Rewrite matplotlib's SVG as a flat list of paths and texts, in drawing order."""
    size = f"{_short(width)}", f"{_short(height)}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}pt" height="{size[1]}pt" '
        f'viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label={quoteattr(label)} '
        f'font-family="{style.FONT_FAMILY}" font-size="{_KEPT["font-size"]}">'
    )
    root = ET.fromstring(source)  # noqa: S314 - written by matplotlib a moment ago
    marks = []
    for link, drawn in itertools.groupby(_drawn(root, ""), lambda each: each[2]):
        marks += [f"<a href={quoteattr(link)}>"] if link else []  # one for all lines of its text
        marks += [_mark(element, name) for element, name, _ in drawn]
        marks += ["</a>"] if link else []
    return "\n".join([head, *marks, "</svg>", ""])


def _drawn(element: ET.Element, name: str, link: str = "") -> Iterator[tuple[ET.Element, str, str]]:
    for child in element:
        if child.tag in (f"{_NS}g", f"{_NS}a"):
            yield from _drawn(child, child.get("id", name), child.get(_HREF, link))
        elif child.tag in (f"{_NS}path", f"{_NS}text"):
            yield child, name, link


def _mark(element: ET.Element, name: str) -> str:
    declared = (part.partition(":") for part in element.get("style", "").split(";") if ":" in part)
    styles = {key.strip(): value.strip().removesuffix("px") for key, _, value in declared}
    if element.tag == f"{_NS}path" and "fill" not in styles and "stroke" in styles:
        styles["fill"] = "none"
    if "font-weight" in styles:
        styles["font-weight"] = style.STRONG_WEIGHT
    kept = {key: styles[key] for key, usual in _KEPT.items() if styles.get(key, usual) != usual}
    kept = {key: _rounded(value) if key != "fill" else value for key, value in kept.items()}
    if element.tag == f"{_NS}text":
        place = {"x": _rounded(element.get("x", "0")), "y": _rounded(element.get("y", "0"))}
        body = f">{escape(element.text or '')}</text>"
    else:
        place = {"d": " ".join(_rounded(element.get("d", "")).split())}
        body = "/>"
    pairs = " ".join(f"{k}={quoteattr(v)}" for k, v in {"class": name, **place, **kept}.items())
    return f"<{element.tag.removeprefix(_NS)} {pairs}{body}"


def _rounded(numbers: str) -> str:
    return _NUMBER.sub(lambda match: _short(float(match.group())), numbers)


def _short(value: float) -> str:
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")
