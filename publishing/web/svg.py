"""A figure's SVG made ready to stand inside a page.

The site's Content-Security-Policy forbids style attributes and scripts, and several figures share
one page. So styles become presentation attributes, ids get the figure's own prefix, and only
drawing elements pass.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET  # the figures are drawn by this project

from publishing.markdown.escape import plain

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "a",
        "path",
        "rect",
        "line",
        "circle",
        "ellipse",
        "polygon",
        "polyline",
        "text",
        "tspan",
        "defs",
        "clipPath",
        "use",
        "pattern",
        "linearGradient",
        "radialGradient",
        "stop",
        "marker",
        "mask",
    ]
)
_FONT = re.compile(r"^(?P<words>(?:[a-z0-9]+\s+)*)(?P<size>[\d.]+(?:px|pt)?)\s+(?P<family>.+)$")
_URL = re.compile(r"url\(\s*['\"]?#([^'\")]+)['\"]?\s*\)")
_NO_ATTRIBUTE = frozenset({"white-space", "-inkscape-font-specification"})


def inline_svg(text: str, identifier: str, alt: str, kind: str) -> str:
    """`text` as one `<svg role="img">` element named `alt`; ids begin with `identifier`.

    One with links is a group, since what stands in a picture can't be followed. `kind` is a
    further class, `wide` or `narrow`. The drawing keeps its `viewBox`, width and height; the page
    scales it.
    """
    root = ET.fromstring(text)  # noqa: S314
    _clean(root, identifier)
    role = "img" if root.find(f".//{{{SVG}}}a") is None else "group"
    for name in ("version", "id", "class"):
        root.attrib.pop(name, None)
    for name, value in (("stroke-linejoin", "round"), ("stroke-linecap", "butt")):
        root.attrib.setdefault(name, value)
    root.attrib.update(
        {"role": role, "aria-label": plain(alt), "class": f"drawing {kind}", "focusable": "false"}
    )
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    return ET.tostring(root, encoding="unicode").replace("\n", " ").strip()


def _clean(element: ET.Element, identifier: str) -> None:
    for child in list(element):
        name = str(child.tag).removeprefix(f"{{{SVG}}}")
        if name not in _ELEMENTS:
            element.remove(child)
        else:
            _clean(child, identifier)
    attributes: dict[str, str] = {}
    for key, value in element.attrib.items():
        attributes.update(_style(value) if key == "style" else {key: value})
    element.attrib.clear()
    page = attributes.pop("href", "") if element.tag == f"{{{SVG}}}a" else ""
    if page.startswith(("https://", "http://")):
        element.set("href", page)
    for key, value in attributes.items():
        if (kept := _attribute(key, value, identifier)) is not None:
            element.set(*kept)


def _attribute(key: str, value: str, identifier: str) -> tuple[str, str] | None:
    name = key.rsplit("}", 1)[-1]
    if name.lower().startswith("on"):
        return None
    if name == "href":
        return ("href", f"#{identifier}-{value[1:]}") if value.startswith("#") else None
    if name == "id":
        return "id", f"{identifier}-{value}"
    if key.startswith("{"):
        return None
    if "url(" in value and not _URL.fullmatch(value.strip()):
        return None
    return key, _URL.sub(lambda match: f"url(#{identifier}-{match.group(1)})", value)


def _style(style: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for declaration in style.split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            out.update(_font(value))
        elif name and value and name not in _NO_ATTRIBUTE:
            out[name] = value
    return out


def _font(value: str) -> dict[str, str]:
    match = _FONT.match(value)
    if match is None:
        return {}
    out = {"font-size": match["size"], "font-family": match["family"]}
    for word in match["words"].split():
        if word in {"italic", "oblique"}:
            out["font-style"] = word
        elif word.isdigit() or word in {"bold", "bolder", "lighter"}:
            out["font-weight"] = word
    return out
