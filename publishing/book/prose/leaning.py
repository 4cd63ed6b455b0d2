"""Sentences that lean on the one before: without it they say nothing, or something else.

`For barn og unge er andelen 9 prosent.` needs to be told which share it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_OF = r"(?:For|I|På|Hos|Blant|Innen|Om|Etter|Av|Når det gjelder)\b[^.:;]{1,90}?"
_IS = r"(?:er|var|går|gikk|gjelder|utgjør|utgjorde|har|hadde)"
_WHICH = r"(?:andelen|andelene|tallet|tallene|antallet|fordelingen|den|de|det\s+Xx*|tilsvarende)"
_DOES = (
    r"(?:er|var|økte|gikk|går|har|hadde|ble|ligger|lå|steg|falt|peker|gjelder|nevner|handler|"
    r"sier|tar|forteller|varierer)"
)
_LEANS = re.compile(
    rf"{_OF}\b{_IS}\s+{_WHICH}\b(?!\s+(?:som|med)\b)"
    rf"|(?:Den|De|Andelen|Andelene|Tallet|Endringen|Økningen)\s+{_DOES}\b"
    r"|(?:Den|Andelen|Tallet)\s+[XY]x*\b"
    rf"|(?:Svarene|Beskrivelsene|Kommentarene|Begrunnelsene|Utdypingene|Tiltakene|Anslaget)\s+{_DOES}\b"
    r"|(?:Den|De)\s+(?:andre|høyeste|laveste|største|minste)\s+av\s+(?:de|andelene|tallene)\b"
    r"|Det\s+(?:samme|gjelder|betyr|svarer|siste|er\s+(?:altså|en|ingen))\b"
    r"|(?:Da|Nå)\s+(?:er|var|ble|oppga|svarte|hadde|utgjorde)\b"
    r"|(?:Lavest|Høyest|Svakest|Færrest|Best|Minst\s+fornøyd)\s+(?:er|ligger|kommer|har)\b"
    r"|Siden\s+(?:den\s+gang|da|Xx*|Yx*)\b"
    r"|(?:Deretter|Dernest|Så\s+følger|Ytterligere|Imellom|I\s+motsatt\s+ende|Begge|Året\s+før"
    r"|Den\s+gangen|Forklaringen|Disse|Dette|Dermed|Derfor|Tilsvarende|De\s+andre|De\s+øvrige"
    r"|For\s+\w+(?:\s+\w+)*\s+med\s+slike)\b"
)

Span = tuple[int, int]


def leaning(
    text: str,
    sentences: Sequence[Span],
    gone: Callable[[Span], bool],
    untold: Callable[[Span], bool],
) -> list[tuple[Span, Span]]:
    """The sentences of a paragraph that lean on one that is `gone`, each with that one.

    What a sentence leans on is the last before it that stands alone. One that is `untold`, since
    its condition does not hold, is nothing that others lean on. `text` has a word (X or Y and x's)
    in the place of each expression.
    """
    found, head = [], None
    for span in sentences:
        if head is not None and _LEANS.match(text, *span):
            if gone(head):
                found.append((span, head))
        elif not untold(span):
            head = span
    return found
