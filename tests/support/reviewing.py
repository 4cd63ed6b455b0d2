"""What reviewers send, as drafts make it: W3C annotations about the pages of a draft."""

import json

from publishing.review.paragraphs import Paragraph
from publishing.review.remarks.remark import Anchor, Remark

WHEN = "2091-11-30T10:00:00Z"
PAGE = "chapters/01-folk.html"


def annotation(
    quote="",
    text="Dette må rettes.",
    *,
    number=1,
    paragraph="avsnitt-2",
    by="Kari Nordmann",
    page=PAGE,
    draft="2091:utkast-1",
    proposal=None,
    modified=WHEN,
    prefix="",
    suffix="",
    cell=None,
):
    """One annotation."""
    bodies = [{"type": "TextualBody", "purpose": "commenting", "value": text}] if text else []
    if proposal is not None:
        bodies.append({"type": "TextualBody", "purpose": "editing", "value": proposal})
    selectors = [{"type": "FragmentSelector", "value": paragraph}] if paragraph else []
    if quote:
        words = {"exact": quote, "prefix": prefix, "suffix": suffix}
        selectors.append({"type": "TextQuoteSelector", **words})
    return {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        "type": "Annotation",
        "motivation": "commenting" if proposal is None else "editing",
        "creator": {"type": "Person", "name": by},
        "created": WHEN,
        "modified": modified,
        "body": bodies,
        "target": {
            "source": f"urn:is248:{draft}:{page}",
            "selector": selectors,
            **({"is248:cell": cell} if cell else {}),
        },
    }


def collection(*items):
    """A file of them."""
    content = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "AnnotationCollection",
        "label": "Merknader",
        "total": len(items),
        "first": {"type": "AnnotationPage", "items": list(items)},
    }
    return json.dumps(content, ensure_ascii=False)


def send(path, *items):
    """Write them to a file."""
    path.write_text(collection(*items), encoding="utf-8")
    return path


def paragraphs(*texts, page=PAGE, kind="text", file="chapters/01-folk.qmd"):
    """The paragraphs of a page, numbered from 1, each on its own line of the source."""
    return [
        Paragraph(
            page=page,
            id=f"avsnitt-{number}",
            number=number,
            kind=kind,
            text=text,
            file=file,
            line=10 * number,
        )
        for number, text in enumerate(texts, 1)
    ]


def remark_on(one, quote="", **values):
    """A remark on a paragraph of a draft."""
    start = one.text.find(quote) if quote else -1
    anchor = Anchor(
        paragraph=one.id,
        quote=quote,
        prefix=one.text[max(0, start - 32) : start] if quote else "",
        suffix=one.text[start + len(quote) :][:32] if quote else "",
        start=start,
        end=start + len(quote) if quote else -1,
        number=one.number,
        kind=one.kind,
        text=one.text,
        file=one.file,
        line=one.line,
    )
    own = {
        "id": f"urn:uuid:{one.id}-{quote}", "page": one.page, "draft": "utkast-1", "by": "Kari",
        "created": "2091-11-30T10:00:00.000Z", "modified": "2091-11-30T10:00:00.000Z",
        "text": "Hm.",
    }  # fmt: skip
    return Remark(anchor=anchor, **own | values)
