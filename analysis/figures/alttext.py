"""What a figure shows, in bokmål, for those who don't see it: made from the data alone.

Every sentence is built so that any label fits in it unchanged, and every word of direction follows
the numbers as they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from analysis.figures.grid import Grid, Point
from analysis.figures.kinds.sides import Sides
from analysis.tables.numbers import Number
from analysis.tables.quartiles import COUNT, PERCENTILES
from analysis.tables.ranking import OF_SHOWN, Ranking
from analysis.tables.signs import WITHHELD, as_printed
from analysis.tables.table import Row, Table
from analysis.tables.wording import NAMED, listing, lower, several, who_answered

LIMIT = 600
_LABEL = 70
_TITLE = 160

CHARTS = {
    "bars": "Stolpediagram",
    "lying": "Liggende stolpediagram",
    "stacked": "Stablet stolpediagram",
    "diverging": "Stablet stolpediagram med svarene på hver sin side av en midte",
    "changes": "Liggende stolpediagram med merke for året før",
    "lines": "Linjediagram",
    "cells": "Varmekart",
}
PANELS = {
    "bars": "stolpediagrammer på samme skala",
    "lying": "liggende stolpediagrammer på samme skala",
    "stacked": "stablede stolpediagrammer på samme skala",
    "diverging": "stablede stolpediagrammer med svarene på hver sin side av en midte",
    "changes": "liggende stolpediagrammer med merke for året før, på samme skala",
    "lines": "linjediagrammer på samme skala",
}
# Of the series that is the largest: standing beside the others, and part of a whole.
_LEADS = ("ligger høyest", "er den største delen")
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+(?:,\d+)?")
_YEAR = re.compile(r"(?:19|20)\d{2}")
DASHED_NOTE = "Stiplet linje går over år uten tall."
BROKEN_NOTE = "Loddrett stiplet strek er brudd i serien: {years}."


def describe(chart: str, measure: str, grid: Grid) -> str:
    """Alt text of one figure: kind, measure, trend or extremes, comparison, what is missing.

    `chart` is a key of `CHARTS`, `measure` the figure's subtitle. At most `LIMIT` characters.
    """
    return _told(
        f"{CHARTS[chart]} med {_extent(grid)}.", measure, _body(chart, grid), _missing([("", grid)])
    )


def describe_panels(chart: str, measure: str, parts: Sequence[tuple[str, Grid]]) -> str:
    """Alt text of small multiples: for each part the trend or the extremes that matter most."""
    opening = f"{len(parts)} {PANELS[chart]}, hvert med {_extent(parts[0][1])}."
    bodies = [(_short(head), _body(chart, grid)) for head, grid in parts]
    # First sentence of every part, then the second of every part: no part is left out for another.
    rounds = max(len(body) for _, body in bodies)
    single = len(parts[0][1].series) == 1
    sentences = [
        body[i] if single else f"{head}: {body[i]}"
        for i in range(rounds)
        for head, body in bodies
        if i < len(body)
    ]
    return _told(opening, measure, sentences, _missing(parts))


def opening(chart: str, parts: Sequence[tuple[str, Grid]]) -> str:
    """The numbers of what a headline is about, or else of the first thing that is to be seen."""
    shown = [(head, summed(grid) if chart == "diverging" else grid) for head, grid in parts]
    told = [
        f"{f'{_short(head)}, ' if head else ''}{_short(label)}: {numbers}."
        for head, grid in shown
        for c, label in enumerate(grid.categories)
        if c in grid.told and (numbers := _told_numbers(chart, grid, c))
    ]
    if told:
        return " ".join(told[:NAMED])
    head, grid = parts[0]
    first = next((one for one in _body(chart, grid) if _says_number(one)), "")
    return f"{head}: {first}" if head and first else first


def tells_number(headline: str, *labels: str) -> bool:
    """Whether a headline has a number besides years and what stands in the labels."""
    known = {number for label in labels for number in _numbers(label)}
    return any(number not in known and not _YEAR.fullmatch(number) for number in _numbers(headline))


def _numbers(text: str) -> list[str]:
    """`2 000–5 000` → `2000`, `5000`, whatever blank stands in them."""
    return ["".join(found.split()) for found in _NUMBER.findall(text)]


def _says_number(sentence: str) -> bool:
    """Whether a sentence tells a value, and not only which is the largest."""
    return _LEADS[0] not in sentence and _LEADS[1] not in sentence


def in_words(grid: Grid) -> str:
    """Each category with its numbers as one sentence, for a figure that is no more than that."""
    named = replace(grid, series=tuple(map(lower, grid.series)))
    return " ".join(filter(None, (_line(named, c) for c in range(len(grid.categories)))))


def closed(headline: str) -> str:
    """A headline as a sentence."""
    text = " ".join(headline.split())
    return text if not text or text[-1] in ".!?" else f"{text}."


def _told_numbers(chart: str, grid: Grid, c: int) -> str:
    """The numbers of one category that the headline is about, of the newer year first."""
    told = [
        (s, grid.number(point.value).said)
        for s, point in enumerate(grid.points[c])
        if point.value is not None and grid.is_told(c, s)
    ]
    if len(told) == 1:
        return told[0][1]
    if chart == "changes":
        told.reverse()
    return listing(f"{_name(grid, s)} {number}" for s, number in told)


def summed(grid: Grid) -> Grid:
    """The answers that are told in sum, as one series."""
    sides = Sides.of(grid)
    name = listing([f"«{lower(grid.series[s])}»" for s in sides.told])
    return replace(
        grid,
        series=(f"Summen av {name}",),
        points=tuple((sides.summed(grid, line),) for line in grid.points),
        aside=None,
        total_series=None,
        told_series=frozenset(),
    )


def describe_spread(measure: str, spreads: Table) -> str:
    """Alt text of units in groups: of each group the median, its middle half and its ends.

    `spreads` is what `quartiles` gives of them.
    """
    units = [int(spreads.at(row.key, COUNT)) for row in spreads.rows]
    told, without = [], []
    for row, count in zip(spreads.rows, units, strict=True):
        name = _short(row.label)
        low, first, median, third, high = (spreads.at(row.key, tag) for tag in PERCENTILES)
        if not count:
            without.append(name)
        elif count == 1:
            told.append(f"{name}: én enhet, {median.said}.")
        else:
            half = f"midtre halvdel {first}–{third.said}"
            told.append(f"{name}: median {median}, {half}, fra {low} til {high}.")
    opening = f"Prikkdiagram med {Number(sum(units), 'count')} enheter i {len(units)} grupper."
    return _told(opening, measure, told, f"Ingen tall i {several(without)}." if without else "")


def band_room(level: bool) -> str:
    """Whether a level line has room within the band around a fitted one."""
    return f"{'En' if level else 'Ingen'} vannrett linje får plass i båndet rundt den."


def describe_fit(
    measure: str, units: int, sizes: str, ends: Sequence[tuple[Number, Number]], *, level: bool
) -> str:
    """Alt text of units by size: from where to where the line goes, as size and value.

    `sizes` is what the sizes are called.
    """
    (least, start), (most, end) = ends
    change = end.since(start)
    way = f"går fra {start.said} til {end.said}" if change else f"er hele veien {start.said}"
    sentences = [
        f"Den vannrette aksen viser {lower(_short(sizes))}, i logaritmisk skala.",
        f"Linjen {way}, fra {least} til {most} på den vannrette aksen.",
        band_room(level),
    ]
    return _told(f"Prikkdiagram med {Number(units, 'count')} enheter.", measure, sentences, "")


def _told(opening: str, measure: str, sentences: Sequence[str], missing: str) -> str:
    title = _short(measure, _TITLE).rstrip(" .")
    text = f"{opening} {title}." if title else opening
    room = LIMIT - (len(missing) + 1 if missing else 0)
    for sentence in map(as_printed, sentences):
        if len(text) + 1 + len(sentence) <= room:
            text = f"{text} {sentence}"
    return f"{text} {missing}" if missing else text


def _extent(grid: Grid) -> str:
    series = f"{len(grid.series)} serier" if len(grid.series) > 1 else ""
    body = len(grid.categories) - (grid.total is not None)
    if grid.years:
        span = f"tall fra {grid.categories[0]} til {grid.categories[-1]}"
        return f"{span} for {series}" if series else span
    kinds = "1 kategori" if body == 1 else f"{body} kategorier"
    return f"{kinds} og {series}" if series else kinds


def _body(chart: str, grid: Grid) -> list[str]:
    if chart == "diverging":
        sums = summed(grid)
        told = [_trend(sums, 0)] if grid.years else [_of_sum(sums)]
        return [*told, *_leader("stacked", grid)]
    order = _by_weight(grid)
    if chart == "changes":
        order.reverse()
    if grid.years:
        trends = [_trend(grid, s) for s in order]
        return [*trends, *_leader(chart, grid)]
    if len(grid.categories) - (grid.total is not None) == 1:
        return [_single(grid)]
    extremes = [sentence for s in order if (sentence := _extremes(grid, s))]
    return [*_leader(chart, grid), *extremes, *_reference(grid)]


def _by_weight(grid: Grid) -> list[int]:
    """Series in print order while all can be told, or else those first that vary most.

    Those that the headline is about come first of all.
    """
    if len(grid.series) <= NAMED:
        return sorted(range(len(grid.series)), key=lambda s: s not in grid.told_series)

    def reach(s: int) -> float:
        values = [p.value for p in grid.of_series(s) if p.value is not None]
        if not values:
            return 0.0
        return -abs(values[-1] - values[0]) if grid.years else min(values) - max(values)

    return sorted(range(len(grid.series)), key=lambda s: (s not in grid.told_series, reach(s)))


def _trend(grid: Grid, s: int) -> str:
    """From where to where a series goes, after its last break."""
    points = list(zip(grid.categories, grid.of_series(s), strict=True))
    final = max((c for c, (_, p) in enumerate(points) if p.value is not None), default=0)
    known = [
        (label, grid.number(point.value))
        for c, (label, point) in enumerate(points)
        if point.value is not None and not grid.apart(c, final)
    ]
    name = _name(grid, s)
    if len(known) < 2:
        return f"{name} har bare tall for {known[0][0]}: {known[0][1].said}." if known else ""
    (first, a), (last, b) = known[0], known[-1]
    change = b.since(a)
    inner = [(number.printed, label, number) for label, number in known]
    high, low = max(inner, key=lambda t: t[0]), min(inner, key=lambda t: t[0])
    tops = []
    if high[0] > max(a.printed, b.printed):
        tops.append(f"høyest i {high[1]} ({high[2].said})")
    if low[0] < min(a.printed, b.printed):
        tops.append(f"lavest i {low[1]} ({low[2].said})")
    tail = f", {listing(tops)}" if tops else ""
    if others := who_answered(a, b):
        return f"{name} var {a.said} i {first} og {b.said} i {last}{others}{tail}."
    if not change:
        if tops:
            return f"{name} var {a.said} både i {first} og i {last}{tail}."
        return f"{name} {change.rose} på {a.said} fra {first} til {last}."
    return f"{name} {change.rose} fra {a.said} i {first} til {b.said} i {last}{tail}."


def _of_sum(sums: Grid) -> str:
    """Where the sum that is told is highest and lowest."""
    if len(sums.categories) == 1:
        return _line(replace(sums, categories=sums.series), 0)
    found = _extremes(sums, 0)
    return f"{sums.series[0]} er {found[:1].lower()}{found[1:]}" if found else ""


def _extremes(grid: Grid, s: int) -> str:
    known = _ranked(grid, s)
    if not known:
        return ""
    lead = f"{_name(grid, s)}: " if len(grid.series) > 1 else ""
    high, low = known.first, known.last
    if known.level:
        who = "samme verdi for alle" if len(known) > 1 else f"bare tall for {high.label}"
        return _sentence(lead, f"{who} ({high.number.said})")
    others = any(_withheld(p) for c, p in enumerate(grid.of_series(s)) if c != grid.total)
    shown = f"{OF_SHOWN} " if others else ""
    top = f"høyest {shown}for {high.label} ({high.number.said})"
    return _sentence(lead, f"{top}, lavest for {low.label} ({low.number.said})")


def _leader(chart: str, grid: Grid) -> list[str]:
    """Which series is the largest in how many categories, when it is so in most of them."""
    rows = [line for c, line in enumerate(grid.points) if c != grid.total]
    kinds = [s for s in range(len(grid.series)) if s != grid.total_series]
    lines = [
        {s: grid.number(value).printed for s in kinds if (value := line[s].value) is not None}
        for line in rows
    ]
    lines = [line for line in lines if len(line) == len(kinds)]
    if len(kinds) < 2 or len(lines) < 2:
        return []
    wins = {
        s: sum(line[s] > max(v for i, v in line.items() if i != s) for line in lines) for s in kinds
    }
    best = max(wins.values())
    ahead = [s for s in kinds if wins[s] == best]
    if best * 2 <= len(lines):
        return []
    what = _LEADS[chart == "stacked"]
    where, unit = ("i", "år") if grid.years else ("for", "kategorier")
    share = "alle" if best == len(rows) else f"{best} av {len(rows)}"
    return [f"{_name(grid, ahead[0])} {what} {where} {share} {unit}."]


def _reference(grid: Grid) -> list[str]:
    return [_line(grid, grid.total)] if grid.total is not None else []


def _single(grid: Grid) -> str:
    c = next(i for i in range(len(grid.categories)) if i != grid.total)
    lines = [_line(grid, c)]
    if grid.total is not None:
        lines.append(_line(grid, grid.total))
    return " ".join(lines)


def _line(grid: Grid, c: int) -> str:
    told = [
        f"{_name(grid, s)} {grid.number(p.value).said}"
        if len(grid.series) > 1
        else grid.number(p.value).said
        for s, p in enumerate(grid.points[c])
        if p.value is not None
    ]
    return f"{_short(grid.categories[c])}: {listing(told)}." if told else ""


def _missing(parts: Sequence[tuple[str, Grid]]) -> str:
    """Which numbers are not known, and which are not shown."""
    broken = sorted({year for _, grid in parts for year in grid.broken})
    told = [f"Brudd i serien: {listing(broken)}."] if broken else []
    for lead, test in (("Tall mangler", _unknown), ("Få har svart, og tall vises ikke", _withheld)):
        gaps = []
        for head, grid in parts:
            for c, line in enumerate(grid.points):
                lost = [s for s, p in enumerate(line) if test(p)]
                where = ", ".join(_short(t, 30) for t in (head, grid.categories[c]) if t)
                if lost and len(lost) == len(line):
                    gaps.append(where)
                else:
                    gaps.extend(f"{where} ({_short(grid.series[s], 30)})" for s in lost)
        told += [f"{lead} for {several(gaps)}."] if gaps else []
    return " ".join(told)


def _withheld(point: Point) -> bool:
    return point.value is None and point.text == WITHHELD


def _unknown(point: Point) -> bool:
    return point.value is None and point.text not in ("", WITHHELD)


def _ranked(grid: Grid, s: int) -> Ranking:
    """The categories as they are printed, so that those who share a place stand as drawn."""
    return Ranking.of(
        (Row(label, _short(label)), Number(number.printed, number.unit, number.decimals))
        for c, (label, point) in enumerate(zip(grid.categories, grid.of_series(s), strict=True))
        if point.value is not None and c != grid.total
        for number in [grid.number(point.value)]
    )


def _name(grid: Grid, s: int) -> str:
    return _short(grid.series[s]) if len(grid.series) > 1 else (_short(grid.series[s]) or "Verdien")


def _sentence(lead: str, rest: str) -> str:
    return f"{lead}{rest}." if lead else f"{rest[:1].upper()}{rest[1:]}."


def _short(text: str, limit: int = _LABEL) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
