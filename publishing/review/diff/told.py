"""What changed, in bokmål: the sentences that open the page of changes, and why numbers differ."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from publishing.review.diff.causes import Cause, Kind
from publishing.review.diff.difference import ChapterChange, Difference, products_in
from publishing.review.diff.products import ProductChange, State
from publishing.review.diff.texts import Became
from publishing.review.diff.words import Op

_NAMED = 3  # units, files and packages that are named; more are counted
_GROUPS = 3
_YEAR = r"(?P<year>\d{4})"
_FILES = (
    (rf"data/returns/{_YEAR}/", "svarene for {year} er lest på nytt"),
    (rf"data/codebook/{_YEAR}\.yml", "kodeboken for {year} er endret"),
    (rf"data/population/{_YEAR}\..*", "folketallet for {year} er endret"),
    (rf"data/units/{_YEAR}\.csv", "listen over enheter i {year} er endret"),
    (rf"data/classifications/{_YEAR}\.yml", "inndelingen i grupper for {year} er endret"),
    (rf"data/themes/{_YEAR}\.csv", "kodingen av svar i fritekst for {year} er endret"),
    (r"data/series/(?P<name>[\w-]+)\.csv", "tallserien {name} er endret"),
    (r"data/series/.*", "opplysningene om tallseriene er endret"),
    (r"data/published/.*", "de trykte tallene er endret"),
    (r"data/screening\.yml", "reglene for kontroll av svar er endret"),
    (r"data/terms.*", "ordene i tabellene er endret"),
    (r"_quarto.*\.yml", "innstillingene er endret ({path})"),
    (r".*", "filen {path} er endret"),
)


def lead(difference: Difference) -> list[str]:
    """What changed in all, most important first; one sentence where nothing did."""
    said = [*_numbers(difference), *_texts(difference), *_products(difference),
            *_works(difference), *_chapters(difference)]  # fmt: skip
    return said or ["De to utkastene sier det samme."]


def because(causes: Iterable[Cause], difference: Difference) -> str:
    """Why, as a clause: «fordi …» where there is one reason, else the reasons that there may be."""
    clauses = [_capped(one) for one in _clauses(sorted(causes), difference)]
    if not clauses:
        return "uten at det er kjent hvorfor"
    if len(clauses) == 1:
        return f"fordi {clauses[0]}"
    return f"og grunnen kan være {listed([f'at {each}' for each in clauses], 'eller')}"


def why(change: ChapterChange, difference: Difference) -> str:
    """Why the numbers of a chapter changed, as a sentence; '' where none did."""
    if not change.numbers:
        return ""
    what = so_many(change.numbers, "tall er endret", "tall er endret", neuter=True)
    reason = because(change.causes, difference)
    return f"{what}, {reason}." if reason.startswith("og ") else f"{what} {reason}."


def chapter_name(number: str, title: str) -> str:
    """What a chapter is called in a sentence."""
    if not number:
        return f"«{title}»"
    return f"{'vedlegg' if number.isalpha() else 'kapittel'} {number}"


def product_name(kind: str, number: str, caption: str) -> str:
    """What a table or figure is called; one without number by its caption."""
    if number.startswith("u"):
        return caption
    return f"{'Figur' if kind == 'figure' else 'Tabell'} {number}"


def name_of(change: ProductChange) -> str:
    """What a table or figure is called, as it is numbered now."""
    return product_name("figure" if change.is_figure else "table", change.one.number,
                        change.one.caption)  # fmt: skip


def so_many(number: int, one: str, many: str, *, neuter: bool = False) -> str:
    """A number with what it counts, as a sentence begins."""
    return f"{'Ett' if neuter else 'Én'} {one}" if number == 1 else f"{_digits(number)} {many}"


def listed(parts: Sequence[str], word: str = "og") -> str:
    """Several in one list."""
    *most, last = parts
    return f"{', '.join(most)} {word} {last}" if most else last


def _digits(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f") if number >= 10_000 else str(number)


def _capped(text: str) -> str:
    return " ".join(text.split())


def _numbers(difference: Difference) -> Iterator[str]:
    chapters = [one for one in difference.chapters if one.numbers]
    total = sum(one.numbers for one in chapters)
    if not total:
        return
    what = so_many(total, "tall er endret", "tall er endret", neuter=True)
    where = "ett kapittel" if len(chapters) == 1 else f"{len(chapters)} kapitler"
    groups = difference.groups
    if len(groups) == 1:
        reason = because(groups[0].causes, difference)
        joined = "," if total > 1 or reason.startswith("og") else ""
        every = " alle" if total > 1 and not reason.startswith("og") else ""
        yield f"{what} i {where}{joined}{every} {reason}."
        return
    parts = [
        f"{_digits(each.numbers)} av dem {because(each.causes, difference)}"
        for each in groups[:_GROUPS]
    ]
    rest = sum(each.numbers for each in groups[_GROUPS:])
    parts += [f"{_digits(rest)} av andre grunner"] if rest else []
    yield f"{what} i {where}; {'; '.join(parts)}."


def _texts(difference: Difference) -> Iterator[str]:
    chapters = [one for one in difference.chapters if one.texts]
    count = sum(text.sentences for one in chapters for text in one.texts)
    where = "ett kapittel" if len(chapters) == 1 else f"{len(chapters)} kapitler"
    alone = sum(text.in_numbers_alone for one in chapters for text in one.texts)
    if count and alone == count:
        yield f"{so_many(count, 'setning', 'setninger')} i {where} er endret bare i tall."
    elif count:
        what = so_many(
            count, "setning er endret, ny eller tatt ut", "setninger er endret, nye eller tatt ut"
        )
        numbers = f"; {'én' if alone == 1 else alone} av dem bare i tall" if alone else ""
        yield f"{what} i {where}{numbers}."
    moved = sum(text.became is Became.MOVED for one in chapters for text in one.texts)
    if moved:
        yield so_many(moved, "avsnitt er flyttet", "avsnitt er flyttet", neuter=True) + "."


def _products(difference: Difference) -> Iterator[str]:
    for state, words in ((State.NEW, ("ny", "nye")), (State.GONE, ("tatt ut", "tatt ut"))):
        for figure, (one, many) in ((False, ("tabell", "tabeller")), (True, ("figur", "figurer"))):
            found = [p for p in products_in(difference, state) if p.is_figure is figure]
            if found:
                names = listed([name_of(each) for each in found[:8]])
                more = f" og {len(found) - 8} til" if len(found) > 8 else ""
                what = so_many(len(found), f"{one} er {words[0]}", f"{many} er {words[1]}")
                yield f"{what}: {names}{more}."
    if count := sum(one.renumbered for one in difference.products):
        yield so_many(count, "tabell eller figur har fått nytt nummer",
                      "tabeller og figurer har fått nytt nummer") + "."  # fmt: skip
    if count := sum(one.redrawn and one.state is State.CHANGED for one in difference.products):
        yield so_many(count, "figur er tegnet på nytt", "figurer er tegnet på nytt") + "."


def _works(difference: Difference) -> Iterator[str]:
    for op, word in ((Op.IN, "satt inn"), (Op.OUT, "tatt ut")):
        if count := sum(piece.op is op for piece in difference.works):
            yield so_many(count, f"referanse er {word}", f"referanser er {word}") + "."


def _chapters(difference: Difference) -> Iterator[str]:
    for one in difference.chapters:
        name = chapter_name(one.one.number, one.one.title)
        name = name[:1].upper() + name[1:]
        before, now = one.status
        if one.old is None:
            yield f"{name} er nytt."
        elif one.new is None:
            yield f"{name} er tatt ut."
        elif before != now:
            yield f"{name} gikk fra {before or 'ingen status'} til {now or 'ingen status'}."


def _clauses(causes: Sequence[Cause], difference: Difference) -> Iterator[str]:
    newest = max(difference.new.answers.years, default=0)
    for year in sorted({one.year for one in causes if one.kind is Kind.RETURN}, reverse=True):
        names = [one.name for one in causes if one.kind is Kind.RETURN and one.year == year]
        of = "" if year == newest else f" for {year}"
        form = "nytt skjema" if len(names) == 1 else "nye skjemaer"
        yield f"{_few(names, '{} enheter')} sendte {form}{of}"
    by_file = {one.file: one for one in difference.new.record.chapters}
    for cause in (one for one in causes if one.kind is Kind.CELLS):
        chapter = by_file.get(cause.name)
        name = chapter_name(chapter.number, chapter.title) if chapter else cause.name
        yield f"beregningen i {name} er endret"
    if names := [one.name for one in causes if one.kind is Kind.PROGRAM]:
        yield f"programmet er endret ({_few(names, '{} filer')})"
    if names := [one.name for one in causes if one.kind is Kind.PACKAGE]:
        yield f"{_few(names, '{} programpakker')} er oppdatert"
    yield from dict.fromkeys(_file(one.name) for one in causes if one.kind is Kind.FILE)
    if any(one.kind is Kind.UNKNOWN for one in causes):
        yield "noe som ikke kan følges, er endret"


def _few(names: Sequence[str], many: str) -> str:
    return listed(names) if len(names) <= _NAMED else many.format(len(names))


def _file(path: str) -> str:
    for pattern, words in _FILES:
        if found := re.fullmatch(pattern, path):
            return words.format(path=path, **found.groupdict())
    return path
