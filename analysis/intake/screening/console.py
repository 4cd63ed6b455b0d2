"""Findings on the screen, in bokmål: first how many of each kind, then one line each."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from analysis.intake.screening.findings import STOP, Finding, Screening

_KINDS = {True: ("stopper", "bold red"), False: ("melding", "yellow")}
_LAPSED = 10  # confirmations that count no more, by name


def render(screening: Screening, *, longest: int | None = 50) -> RenderableType:
    """A summary by rule, then the findings, stops first; at most *longest* a year (None: all).

    Several years stand apart, the one that is meant first.
    """
    years = screening.years
    parts: list[RenderableType] = []
    if screening.year not in years:
        which = f"{screening.year}: " if years else ""
        parts.append(Text(f"{which}Ingen funn. Svarene kan brukes.", style="green"))
    for year in years:
        several = f"{year}: " if len(years) > 1 or year != screening.year else ""
        parts += _year(screening.of_year(year), several, longest)
    return Group(*parts, *_confirmed(screening))


def _year(screening: Screening, year: str, longest: int | None) -> Iterator[RenderableType]:
    ranked = sorted(screening.findings, key=lambda f: f.kind != STOP)
    shown = ranked if longest is None else ranked[:longest]
    yield _verdict(screening, year)
    yield _summary(screening)
    yield _details(shown)
    if len(shown) < len(ranked):
        yield Text(f"… og {len(ranked) - len(shown)} til. Alle står i findings.json.")


def _confirmed(screening: Screening) -> Iterator[Text]:
    if count := len(screening.confirmed):
        yield Text(f"{count} funn er bekreftet av enhetene, og er ikke med.")
    if lapsed := screening.lapsed:
        some = ", ".join(lapsed[:_LAPSED]) + (" …" if len(lapsed) > _LAPSED else "")
        yield Text(
            f"{len(lapsed)} bekreftelser gjelder ikke lenger, for svaret er endret eller funnet "
            f"er borte: {some}.",
            style="yellow",
        )


def _verdict(screening: Screening, year: str) -> Text:
    stops, reports = len(screening.stops), len(screening.reports)
    if stops:
        text = f"{year}{stops} funn stopper rapporten, {reports} er meldinger."
        return Text(text, style="bold red")
    text = f"{year}Ingen funn stopper rapporten. {reports} er meldinger."
    return Text(text, style="green")


def _summary(screening: Screening) -> Table:
    table = Table("Alvor", "Regel", "Antall", title="Funn etter regel", title_justify="left")
    table.columns[2].justify = "right"
    for kind, rule, count in screening.by_rule():
        word, style = _KINDS[kind == STOP]
        table.add_row(Text(word, style=style), Text(rule), str(count))
    return table


def _details(findings: list[Finding]) -> Table:
    """Every cell is `Text`, never markup: it may hold what a unit wrote."""
    heads = ("Alvor", "Enhet", "Hvor", "Svar", "Hva", "Hva gjør du")
    table = Table(*heads, title="Funn", title_justify="left", show_lines=False)
    for f in findings:
        word, style = _KINDS[f.kind == STOP]
        row = f", rad {f.row}" if f.row else ""
        column = f", kolonne {f.column}" if f.column else ""
        place = f"{f.year} {f.form_label}{row}{column}" + (f"\n{f.variable}" if f.variable else "")
        unit = f"{f.unit} {f.unit_name}".strip()
        cells = (unit, place, f.value, f.message, f.action)
        table.add_row(Text(word, style=style), *map(Text, cells))
    return table
