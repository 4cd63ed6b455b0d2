"""The key figures of an edition for those who pass them on: text for mail, data, and a card.

Of one list of sentences: Markdown, plain text, CSV and JSON, and a picture of 1200 × 630 for
sharing, an SVG that Typst sets with the report's own fonts.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
import tempfile
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import typst

from analysis.development.highlights import Highlight, KeyFigures
from project.kept.store import Store, digest
from project.running import made_by
from publishing.downloads.content import Facts
from publishing.downloads.csvfiles import END, inert
from publishing.downloads.links import FOLDER, File
from publishing.downloads.words import TEXTS, unit_word
from publishing.words import long_date, short_statement

CARD = (1200, 630)
_ON_CARD = 4
_MAIL = 72  # signs in a line
_INK, _MARK, _SOFT = "#1b2126", "#014a75", "#4f5962"
_FONT = "'Source Sans 3'"
_MARKUP = re.compile(r"([\\`*_\[\]<>#])")
_SVG = "http://www.w3.org/2000/svg"


def planned_files(figures: KeyFigures, facts: Facts) -> tuple[File, ...]:
    """The files that are made of these key figures; none where none are chosen."""
    if not figures.lines:
        return ()
    return tuple(
        File(TEXTS[f"key_{ending}"], f"{FOLDER}/{_name(facts, ending)}")
        for ending in ("md", "txt", "csv", "json", "png")
    )


def texts(figures: KeyFigures, facts: Facts) -> dict[str, bytes]:
    """All of them but the picture, by file name."""
    made = {"md": _markdown, "txt": _mail, "csv": _csv, "json": _json}
    return {_name(facts, ending): make(figures, facts).encode() for ending, make in made.items()}


def write_key_figures(
    figures: KeyFigures, facts: Facts, fonts: Path, cache: Path, out: Path
) -> None:
    """Write the files into the folder `out`; `cache` keeps the picture, `fonts` are its fonts."""
    if not figures.lines:
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, content in texts(figures, facts).items():
        (out / name).write_bytes(content)
    svg = card(figures, facts)
    store = Store(cache, made_by())
    (out / _name(facts, "png")).write_bytes(
        store.kept(["card", digest(svg)], lambda: picture(svg, fonts))
    )
    store.prune()


def _name(facts: Facts, ending: str) -> str:
    return f"{facts.slug}-nokkeltall.{ending}"


def _heading(figures: KeyFigures, facts: Facts) -> str:
    return f"{TEXTS['key_figures']} {figures.year}: {facts.title}"


def _closing(facts: Facts) -> Iterator[str]:
    """Statement, source and date, as far as there are any."""
    if facts.statement:
        yield facts.statement
    parts = [f"{TEXTS['source']}: {facts.source}" if facts.source else "", long_date(facts.date)]
    yield " · ".join(filter(None, parts))


def _markdown(figures: KeyFigures, facts: Facts) -> str:
    lines = [f"# {_escaped(_heading(figures, facts))}", ""]
    lines += [f"- {_escaped(one.sentence)}" for one in figures.lines]
    return "\n\n".join(["\n".join(lines), *map(_escaped, _closing(facts))]) + "\n"


def _escaped(text: str) -> str:
    """A text as Markdown that people read as it is too: only what would be markup is marked."""
    return _MARKUP.sub(r"\\\1", text)


def _mail(figures: KeyFigures, facts: Facts) -> str:
    def wrapped(text: str, first: str = "", rest: str = "") -> str:
        # a number is not broken at the thin space between its thousands
        return textwrap.fill(
            text.replace("\u202f", "\u00a0"), _MAIL, initial_indent=first, subsequent_indent=rest,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip

    parts = [wrapped(_heading(figures, facts))]
    parts += [wrapped(one.sentence, "* ", "  ") for one in figures.lines]
    return "\n\n".join([*parts, *map(wrapped, _closing(facts))]) + "\n"


def _values(one: Highlight) -> dict[str, object]:
    return {
        "nøkkeltall": one.label,
        "tall": _whole(one.now.printed),
        "enhet": unit_word(one.now.unit),
        "år": one.year,
        "før": None if one.before is None else _whole(one.before.printed),
        "år_før": one.against,
        "setning": one.sentence,
        "se": one.see,
    }


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


def _csv(figures: KeyFigures, _: Facts) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=END)
    writer.writerow(_values(figures.lines[0]))
    for one in figures.lines:
        cells = _values(one).values()
        writer.writerow(["" if cell is None else inert(str(cell)) for cell in cells])
    return out.getvalue()


def _json(figures: KeyFigures, facts: Facts) -> str:
    content = {
        "utgave": figures.year,
        "tittel": facts.title,
        "dato": facts.date,
        "kilde": facts.source,
        "merknad": facts.statement,
        "nøkkeltall": [_values(one) for one in figures.lines],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def card(figures: KeyFigures, facts: Facts) -> str:
    """The first key figures as a picture for sharing (SVG)."""
    width, height = CARD
    parts = [
        f'<svg xmlns="{_SVG}" viewBox="0 0 {width} {height}" font-family="{_FONT}">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<rect width="{width}" height="14" fill="{_MARK}"/>',
        _text(60, 84, 36, _MARK, _fitted(facts.title, 60), 700),
    ]
    for place, one in enumerate(figures.lines[:_ON_CARD]):
        x, y = 60 + place % 2 * 560, 190 + place // 2 * 190
        parts.append(_text(x, y, 76, _INK, one.shown, 700))
        told = [*textwrap.wrap(one.label, 44)[:2], one.beside]
        for line, words in enumerate(told):
            fill, weight = (_SOFT, 400) if line == len(told) - 1 else (_INK, 600)
            parts.append(_text(x, y + 36 + line * 30, 24, fill, words, weight))
    foot = " · ".join(
        filter(None, [short_statement(facts.statement), facts.series, long_date(facts.date)])
    )
    parts += [_text(60, height - 30, 22, _SOFT, foot, 400), "</svg>"]
    return "\n".join(parts) + "\n"


def _fitted(text: str, signs: int) -> str:
    return text if len(text) <= signs else f"{text[: signs - 1]}…"


def _text(x: int, y: int, size: int, fill: str, said: str, weight: int) -> str:
    return (
        f'<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" font-weight="{weight}">'
        f"{html.escape(said)}</text>"
    )


def picture(svg: str, fonts: Path) -> bytes:
    """The card as PNG, a pixel a unit; the same card gives the same bytes."""
    width, height = CARD
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        (folder / "card.svg").write_text(svg, encoding="utf-8")
        main = folder / "card.typ"
        main.write_text(
            f"#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: white)\n"
            f'#image("card.svg", width: {width}pt, height: {height}pt)',
            encoding="utf-8",
        )
        known = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts]
        )
        compiler = typst.Compiler(main, root=folder, font_paths=known, ignore_system_fonts=True)
        made = compiler.compile(format="png", ppi=72)
    pages: Sequence[bytes] = [made] if isinstance(made, bytes) else [p for p in made or () if p]
    return pages[0]
