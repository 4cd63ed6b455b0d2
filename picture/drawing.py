"""The rooms as an SVG: text as text, for light and dark, the same bytes for the same rooms."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from picture.layout import Layout, lay_out
from picture.rooms import Room, Rooms

WIDTH = 1060.0
MARGIN = 20.0
BOX = 222.0
GAP = 18.0
HEAD = 58.0
BETWEEN_ROWS = 40.0
PAD = 18.0
LINE = 14.5
LETTERS = 31
"""How many fit beside each other in a box."""

DATA = ("data/", "returns, codebooks, units, population, printed tables: all that differs by year")
CHAPTERS = ("chapters/", "the report's text, and cells that ask analysis for tables and figures")
BUILT = ("_build/", "results, staged book, web site and PDF")

NOTES = (
    "An arrow goes the way of the data: from a room to one that uses it.",
    "It is left out where a room is used through another.",
    "In italics stand rooms of other packages.",
    "Every room stands on {ground}; no arrow says so.",
    "make picture draws this from the imports and the first line of each room's docstring.",
)

STYLE = """
svg { --paper: #ffffff; --ink: #1b2126; --muted: #4f5962; --line: #6d7881; --edge: #b9c1c7;
  --analysis: #e6f0f7; --demonstration: #faeedd; --publishing: #e5f2ec; --plain: #eef0f2;
  font-family: "Source Sans 3", "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  fill: var(--ink); }
@media (prefers-color-scheme: dark) {
  svg { --paper: #14181c; --ink: #e8ebee; --muted: #aab4bc; --line: #8d99a3; --edge: #48525a;
    --analysis: #17293a; --demonstration: #35271a; --publishing: #16312a; --plain: #22282d; } }
.paper { fill: var(--paper); }
.strip { fill: var(--plain); }
.analysis { fill: var(--analysis); }
.demonstration { fill: var(--demonstration); }
.publishing { fill: var(--publishing); }
.box { fill: var(--paper); stroke: var(--edge); }
.line { fill: none; stroke: var(--line); stroke-width: 1.4; marker-end: url(#head); }
#head path { fill: var(--line); }
.title { font-size: 21px; font-weight: 600; }
.package { font-size: 17px; font-weight: 600; }
.room { font-size: 14.5px; font-weight: 600; }
.purpose { font-size: 12px; }
.also, .note { font-size: 12px; fill: var(--muted); }
.also { font-style: italic; }
""".strip()

HEAD_OF_FILE = f"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{width}} {{height}}" width="{{width}}"
  height="{{height}}" role="img" aria-labelledby="title desc">
<title id="title">The rooms of the project</title>
<desc id="desc">{{told}}</desc>
<style>{STYLE.replace("{", "{{").replace("}", "}}")}</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="7" markerHeight="7"
  orient="auto"><path d="M0 0.5L8 4L0 7.5z"/></marker></defs>
<rect class="paper" width="{{width}}" height="{{height}}"/>
""".strip()


@dataclass(frozen=True)
class Band:
    """A package as a coloured ground with its rooms in rows; lengths in px."""

    package: str
    purpose: str
    rooms: dict[str, Room]
    layout: Layout
    width: float

    @classmethod
    def of(cls, package: str, rooms: Rooms, width: float) -> Band:
        """Lay a package out in a band of this width."""
        found = {room.name: room for room in rooms.of(package)}
        return cls(
            package=package,
            purpose=rooms.purposes[package],
            rooms=found,
            layout=lay_out(
                {name: room.uses for name, room in found.items()}, BOX, GAP, width - 2 * PAD
            ),
            width=width,
        )

    def heights(self) -> list[float]:
        """Height of each row, by its fullest box."""
        return [
            max(box_height(self.rooms[name]) for name in row if name in self.rooms)
            for row in self.layout.rows
        ]

    @property
    def height(self) -> float:
        """Height of the whole band."""
        rows = self.heights()
        return HEAD + sum(rows) + BETWEEN_ROWS * (len(rows) - 1) + PAD

    def draw(self, left: float, top: float) -> Iterator[str]:
        """The band, its boxes and the lines between them."""
        yield rect(self.package, left, top, self.width, self.height, 10)
        yield text("package", left + PAD, top + 27, self.package)
        yield text("note", left + PAD, top + 46, self.purpose)
        shift = left + self.width / 2
        tops, y = [], top + HEAD
        for height in self.heights():
            tops.append((y, height))
            y += height + BETWEEN_ROWS
        yield from self._lines(shift, tops)
        for (y, height), row in zip(tops, self.layout.rows, strict=True):
            for name in row:
                if name in self.rooms:
                    x = self.layout.centre[name] + shift - BOX / 2
                    yield from box(self.rooms[name], x, y, height)

    def _lines(self, shift: float, tops: Sequence[tuple[float, float]]) -> Iterator[str]:
        """Each from the foot of a box to the head of the one that uses it."""
        centre, lines = self.layout.centre, self.layout.lines
        row_of = {name: at for at, row in enumerate(self.layout.rows) for name in row}
        for line in lines:
            places = [centre[name] + shift for name in line]
            places[0] += spread(line, [one for one in lines if one[0] == line[0]], centre, 1)
            places[-1] += spread(line, [one for one in lines if one[-1] == line[-1]], centre, -2)
            way = []
            for at, (one, two) in enumerate(pairwise(line)):
                foot = sum(tops[row_of[one]])
                head = tops[row_of[two]][0] - (3 if two == line[-1] else 0)
                bend = (head - foot) * 0.55
                if at == 0:
                    way.append(f"M{px(places[0])} {px(foot)}")
                else:
                    way.append(f"V{px(foot)}")
                way.append(
                    f"C{px(places[at])} {px(foot + bend)} {px(places[at + 1])} {px(head - bend)} "
                    f"{px(places[at + 1])} {px(head)}"
                )
            yield f'<path class="line" d="{"".join(way)}"/>'


def draw(rooms: Rooms) -> str:
    """The whole picture: packages with rooms under one another, one without beside the first."""
    inner, side = WIDTH - 2 * MARGIN, BOX + PAD
    lone = [package for package in rooms.packages[:-1] if rooms.is_whole(package)]
    first, *others = (one for one in reversed(rooms.packages[:-1]) if one not in lone)
    band = Band.of(first, rooms, inner - side - GAP)
    parts = [text("title", MARGIN, 38, "The rooms, and the way of the data through them")]
    y = 56.0
    parts += strip(*DATA, y)
    y = down(parts, y + 48)
    parts += band.draw(MARGIN, y)
    parts += beside(rooms, lone, MARGIN + band.width + GAP, y, side)
    y = down(parts, y + band.height)
    parts += strip(*CHAPTERS, y)
    y = down(parts, y + 48)
    for package in others:
        band = Band.of(package, rooms, inner)
        parts += band.draw(MARGIN, y)
        y = down(parts, y + band.height)
    parts += strip(*BUILT, y)
    y += 48 + GAP
    parts += strip(f"{rooms.ground}/", rooms.purposes[rooms.ground], y)
    y += 48 + MARGIN
    frame = HEAD_OF_FILE.format(width=px(WIDTH), height=px(y), told=escape(told(rooms)))
    return "\n".join([frame, *parts, "</svg>\n"])


def beside(rooms: Rooms, lone: Sequence[str], x: float, y: float, width: float) -> Iterator[str]:
    """Packages that are one room each, and below them how to read the picture."""
    for package in lone:
        (room,) = rooms.of(package)
        height = box_height(room) + 10
        yield rect(package, x, y, width, height, 10)
        yield from words(room, x + PAD, y + 27, "package")
        y += height + GAP
    y += 26
    yield text("room", x + PAD, y, "How to read it")
    for note in NOTES:
        for line in textwrap.wrap(note.format(ground=rooms.ground), LETTERS):
            y += LINE + 2
            yield text("note", x + PAD, y, line)
        y += 8


def told(rooms: Rooms) -> str:
    """The picture in words, for those who don't see it."""
    said = ["From top to bottom: data, analysis, chapters, publishing, what is built, the ground."]
    for package in reversed(rooms.packages[:-1]):
        for room in rooms.of(package):
            used = [*room.uses, *room.also]
            name = room.name if room.name == package else f"{package}/{room.name}"
            said.append(f"{name} uses {', '.join(used) if used else f'only {rooms.ground}'}.")
    return " ".join(said)


def box_height(room: Room) -> float:
    """Height that a room's words need."""
    return 32 + LINE * (len(purpose_of(room)) + len(also_of(room)))


def purpose_of(room: Room) -> list[str]:
    """What a room is for, in lines."""
    return textwrap.wrap(room.purpose.rstrip(".").replace("`", ""), LETTERS)


def also_of(room: Room) -> list[str]:
    """Rooms of other packages that it uses, in lines."""
    names = [name.replace(".", "/") for name in room.also]
    return textwrap.wrap(f"with {', '.join(names)}", LETTERS) if names else []


def box(room: Room, x: float, y: float, height: float) -> Iterator[str]:
    """A room with its name and what it is for."""
    yield rect("box", x, y, BOX, height, 6)
    yield from words(room, x + 11, y + 21, "room")


def words(room: Room, x: float, y: float, kind: str) -> Iterator[str]:
    """Name, purpose, and rooms of other packages."""
    yield text(kind, x, y, room.name)
    for line in purpose_of(room):
        y += LINE
        yield text("purpose", x, y + 3, line)
    for line in also_of(room):
        y += LINE
        yield text("also", x, y + 3, line)


def strip(name: str, purpose: str, y: float) -> list[str]:
    """Something as wide as the picture that is no package with rooms."""
    return [
        rect("strip", MARGIN, y, WIDTH - 2 * MARGIN, 48, 10),
        text("package", MARGIN + PAD, y + 30, name),
        text("note", MARGIN + PAD + 110, y + 29.5, purpose),
    ]


def down(parts: list[str], y: float) -> float:
    """An arrow in the middle from one ground to the next, which begins where it ends."""
    parts.append(f'<path class="line" d="M{px(WIDTH / 2)} {px(y + 3)}V{px(y + 25)}"/>')
    return y + 28


def spread(
    line: tuple[str, ...], others: Sequence[tuple[str, ...]], centre: Mapping[str, float], at: int
) -> float:
    """How far beside the middle of a box a line begins or ends, when several do."""
    order = sorted(others, key=lambda one: (centre[one[at]], one))
    return (order.index(line) - (len(order) - 1) / 2) * min(34.0, BOX * 0.7 / len(order))


def rect(kind: str, x: float, y: float, width: float, height: float, radius: float) -> str:
    """A box with round corners."""
    return (
        f'<rect class="{kind}" x="{px(x)}" y="{px(y)}" width="{px(width)}" height="{px(height)}"'
        f' rx="{px(radius)}"/>'
    )


def text(kind: str, x: float, y: float, words: str) -> str:
    """A line of text that begins at x and stands on y."""
    return f'<text class="{kind}" x="{px(x)}" y="{px(y)}">{escape(words, quote=False)}</text>'


def px(length: float) -> str:
    """A length to a tenth, without zeros that say nothing."""
    return f"{length:.1f}".removesuffix(".0")
