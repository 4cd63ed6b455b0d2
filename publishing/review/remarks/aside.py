"""How remarks stand on a draft's page: after what they are about, with answers, without a script.

All that people wrote is text here, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from rapidfuzz.distance import Indel

from publishing.book.index import Page
from publishing.review.remarks.anchoring import CHANGED, LOST, REWRITTEN, CellNow, Place
from publishing.review.remarks.remark import Event, Remark, plain
from publishing.review.remarks.store import shortest
from publishing.review.words import REMARKS
from publishing.words import long_date

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_CLOSE = "</p>"
_SHOWN = 200  # signs of the words that a remark is about


def put_on(pages: Sequence[Page], bodies: Sequence[str], standing: Sequence[Place]) -> list[str]:
    """The bodies of all pages with their remarks; those on a page that is gone are on the first."""
    names = shortest([one.remark for one in standing])
    shown = {page.href for page in pages}
    by_page: dict[str, list[Place]] = {}
    for one in standing:
        by_page.setdefault(one.page if one.page in shown else pages[0].href, []).append(one)
    return [
        with_remarks(body, those, names) if (those := by_page.get(page.href)) else body
        for page, body in zip(pages, bodies, strict=True)
    ]


def with_remarks(body: str, standing: Sequence[Place], names: Mapping[str, str]) -> str:
    """A page's HTML with the remarks that stand on it.

    Each comes after its paragraph, those on the page as a whole first, and those whose place is
    gone in a list of their own at the end. `names` are what remarks are called by, by their ids.
    """
    by_block: dict[str, list[Place]] = {}
    whole: list[Place] = []
    gone: list[Place] = []
    for one in standing:
        if one.how == LOST:
            gone.append(one)
        elif one.paragraph is None:
            whole.append(one)
        else:
            by_block.setdefault(one.paragraph.id, []).append(one)
    for identifier, those in by_block.items():
        at = _after(body, identifier)
        if at < 0:  # numbered, but not on the page
            whole += those
            continue
        number = those[0].paragraph.number if those[0].paragraph else 0
        body = body[:at] + _aside(those, _about(number), names) + body[at:]
    if whole:
        body = _aside(whole, REMARKS["on_page"], names) + body
    if gone:
        body += _section(gone, names)
    return body


def _about(number: int) -> str:
    return REMARKS["on_paragraph"].format(number=number) if number else REMARKS["on_this"]


def _aside(those: Sequence[Place], label: str, names: Mapping[str, str]) -> str:
    shown = "".join(_remark(one, names) for one in those)
    return f'\n<aside class="remarks" aria-label="{escape(label)}">\n{shown}</aside>\n'


def _section(gone: Sequence[Place], names: Mapping[str, str]) -> str:
    shown = "".join(_remark(one, names) for one in gone)
    return (
        '\n<section class="remarks lost" aria-labelledby="merknader-uten-sted">\n'
        f'<h2 id="merknader-uten-sted">{REMARKS["lost"]}</h2>\n'
        f"<p>{REMARKS['lost_about']}</p>\n{shown}</section>\n"
    )


def _remark(standing: Place, names: Mapping[str, str]) -> str:
    """A remark as an article; folded where it is resolved."""
    remark = standing.remark
    head = (
        f"<strong>{escape(remark.by)}</strong> · {escape(_day(remark.modified))} · "
        f'<span class="status">{REMARKS[remark.status]}</span> '
        f"<code>{escape(names.get(remark.id, remark.short))}</code>"
    )
    rest = "".join(
        [
            _quoted(standing),
            _paragraphs(remark.text, "remark-text"),
            _proposal(remark),
            *map(_event, remark.history),
        ]
    )
    opened = f'id="merknad-{remark.short}" class="remark" data-status="{remark.status}"'
    if remark.is_open:
        return f'<article {opened}>\n<p class="remark-head">{head}</p>\n{rest}</article>\n'
    return f"<details {opened}>\n<summary>{head}</summary>\n{rest}</details>\n"


def _quoted(standing: Place) -> str:
    anchor = standing.remark.anchor
    said = ""
    about = anchor.quote
    if anchor.cell:
        heads = ", ".join(filter(None, (anchor.cell.row, anchor.cell.column)))
        about = f"{heads}: {about}" if heads and about else heads or about
    if about:
        said = f'<p class="remark-about">{REMARKS["about"]} «{escape(_cut(about))}»</p>\n'
    elif standing.how == LOST and anchor.text:
        said = f'<p class="remark-about">{REMARKS["about"]} «{escape(_cut(anchor.text))}»</p>\n'
    return said + _changed(standing)


def _changed(standing: Place) -> str:
    """That the text is another than the remark was made on, where that matters."""
    if standing.cell:
        said = _cell(standing.cell)
    elif standing.how == CHANGED:
        said = REMARKS["changed"].format(words=escape(_cut(standing.words)))
    elif standing.how == REWRITTEN and standing.paragraph:
        kind = standing.paragraph.kind
        said = REMARKS.get(f"rewritten_{kind}", REMARKS["rewritten"])
    else:
        return ""
    return f'<p class="remark-changed">{said}</p>\n'


def _cell(cell: CellNow) -> str:
    return REMARKS[f"cell_{cell.became}"].format(steps=escape(cell.steps), now=escape(cell.after))


def _proposal(remark: Remark) -> str:
    if remark.proposal is None:
        return ""
    if not remark.proposal:
        about = remark.anchor.quote or remark.anchor.text
        gone = _said("del", _cut(about))
        return f'<p class="remark-proposal">{REMARKS["take_out"]} {gone}</p>\n'
    if not remark.anchor.quote:
        return _paragraphs(f"{REMARKS['proposal']} {remark.proposal}", "remark-proposal")
    shown = difference(remark.anchor.quote, remark.proposal)
    return f'<p class="remark-proposal">{REMARKS["proposal"]} {shown}</p>\n'


def difference(old: str, new: str) -> str:
    """A wording with what is put in and taken out, word by word, as HTML."""
    return "".join(escape(text) if not tag else _said(tag, text) for tag, text in changes(old, new))


def _said(tag: str, text: str) -> str:
    """What is put in or taken out, also for those who hear it."""
    return f'<{tag}><span class="unseen">{REMARKS[tag]} </span>{escape(text)}</{tag}>'


def changes(old: str, new: str) -> list[tuple[str, str]]:
    """Pieces that make `new` of `old`: each with '' (kept), `del` or `ins`."""
    before, after = _TOKENS.findall(old), _TOKENS.findall(new)
    out: list[tuple[str, str]] = []
    gone, put_in = "", ""
    for step in Indel.opcodes(before, after):
        if step.tag == "delete":
            gone += "".join(before[step.src_start : step.src_end])
        elif step.tag == "insert":
            put_in += "".join(after[step.dest_start : step.dest_end])
        else:
            out += [("del", gone), ("ins", put_in)]
            out.append(("", "".join(before[step.src_start : step.src_end])))
            gone, put_in = "", ""
    return [one for one in (*out, ("del", gone), ("ins", put_in)) if one[1]]


def _event(event: Event) -> str:
    did = f" {REMARKS[f'did_{event.did}']}" if event.did != "answered" else ""
    head = f"<strong>{escape(event.by)}</strong>{did} · {escape(_day(event.at))}"
    text = _paragraphs(event.text, "remark-text")
    return f'<div class="remark-answer">\n<p class="remark-head">{head}</p>\n{text}</div>\n'


def _paragraphs(text: str, name: str) -> str:
    parts = [part for part in plain(text).split("\n\n") if part]
    lines = ("<br>".join(escape(line) for line in part.split("\n")) for part in parts)
    return "".join(f'<p class="{name}">{line}</p>\n' for line in lines)


def _day(moment: str) -> str:
    return long_date(moment[:10])


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN].rstrip()} …"


def _after(body: str, identifier: str) -> int:
    """Where the element with this id ends; -1 where there is none."""
    named = re.escape(f'id="{escape(identifier)}"')
    opened = re.search(rf"<([a-z][a-z0-9]*)\b[^<>]* {named}[^<>]*>", body)
    if opened is None:
        return -1
    depth = 1
    for tag in re.finditer(rf"<(/?){opened[1]}\b[^<>]*>", body[opened.end() :]):
        depth += -1 if tag[1] else 1
        if depth == 0:
            end = opened.end() + tag.end()
            # nothing of several lines may stand in a paragraph
            closed = body.find(_CLOSE, end) if opened[1] == "span" else -1
            return closed + len(_CLOSE) if closed >= 0 else end
    return -1
