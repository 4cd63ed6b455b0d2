"""Where the review stands, as the front page of a draft shows it."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from html import escape

from publishing.book.index import Page
from publishing.review.remarks.anchoring import Place
from publishing.review.round.round import Entry, Round
from publishing.review.round.standing import Standing, is_stale
from publishing.review.words import ROUND
from publishing.words import long_date


def round_table(
    its: Round,
    chapters: Sequence[tuple[Page, Standing]],
    standing: Sequence[Place],
    texts: dict[str, str],
) -> str:
    """The table of chapters as HTML for the front page; `texts` are what chapters say now."""
    rows = "".join(_row(page, one, texts.get(one.file, "")) for page, one in chapters)
    heads = "".join(
        f'<th scope="col"{side}>{ROUND[name]}</th>'
        for name, side in (
            ("chapter", ' class="stub"'),
            ("status", ""),
            ("open", ' class="num"'),
            ("read_by", ""),
        )
    )
    return (
        '<section class="round" aria-labelledby="gjennomlesing">\n'
        f'<h2 id="gjennomlesing">{ROUND["title"]}</h2>\n'
        f"{_about(its, standing)}"
        '<div class="table-scroll plain-table" role="region" tabindex="0" '
        f'aria-label="{ROUND["table"]}">\n<table class="is248-table-body">\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n</div>\n</section>\n"
    )


def _about(its: Round, standing: Sequence[Place]) -> str:
    left = [one for one in standing if one.remark.is_open]
    lost = sum(one.lost for one in left)
    said = [ROUND["round"].format(number=its.round)]
    if its.deadline:
        said.append(ROUND["deadline"].format(date=long_date(str(its.deadline))))
    if its.send_to:
        said.append(ROUND["send_to"].format(address=escape(its.send_to)))
    if not left:
        said.append(ROUND["none_open"])
    else:
        said.append(ROUND["one_open"] if len(left) == 1 else ROUND["some_open"].format(n=len(left)))
    if lost:
        said.append(ROUND["one_lost"] if lost == 1 else ROUND["some_lost"].format(n=lost))
    if its.reviewers:
        said.append(ROUND["reviewers"].format(names=escape(_listed(its.reviewers))))
    return f"<p>{' '.join(said)}</p>\n"


def _listed(names: Sequence[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} {ROUND['and']} {last}" if most else last


def _row(page: Page, one: Standing, text: str) -> str:
    number = f'<span class="number">{escape(page.number)}</span> ' if page.number else ""
    href = posixpath.relpath(page.href, ".")
    status = f'<span class="status" data-status="{one.status}">{one.status}</span>'
    for entry in one.stale:
        said = ROUND["changed"].format(
            name=escape(entry.by), date=long_date(entry.date.isoformat())
        )
        status += f' <span class="round-changed">{said}</span>'
    readers = "<br>".join(_reader(entry, text) for entry in one.readers)
    return (
        f'<tr><th scope="row"><a href="{escape(href)}">{number}{escape(page.title)}</a></th>'
        f'<td>{status}</td><td class="num">{one.open}</td><td>{readers}</td></tr>\n'
    )


def _reader(entry: Entry, text: str) -> str:
    date = long_date(entry.date.isoformat())
    said = f"{escape(entry.by)}: {entry.status} {date}"
    return f"{said} ({ROUND['before']})" if is_stale(entry, text) else said
