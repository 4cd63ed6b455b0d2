"""Where a number stands among others, in words: how many are lower, how many higher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.tables.signs import IMPOSSIBLE, unsaid
from analysis.tables.wording import counted, listing, out_of

_SHARES = ((0.9, "ni av ti"), (0.8, "fire av fem"), (0.75, "tre av fire"), (2 / 3, "to av tre"))
_HALF = (0.5, "halvparten")


@dataclass(frozen=True)
class Standing:
    """How many others lie below a number, above it, and at it."""

    lower: int
    higher: int
    same: int

    @classmethod
    def of(cls, own: float, every: Sequence[float]) -> Standing:
        """`every` are all numbers, `own` among them."""
        lower, higher = sum(one < own for one in every), sum(one > own for one in every)
        return cls(lower, higher, len(every) - lower - higher - 1)

    @property
    def others(self) -> int:
        """How many there are besides."""
        return self.lower + self.higher + self.same

    @property
    def rank(self) -> str:
        """`nummer 12 av 41`, from the highest; `delt nummer 12 av 41` where it is shared."""
        shared = "delt " if self.same else ""
        return f"{shared}nummer {self.higher + 1} av {self.others + 1}"

    @property
    def share(self) -> str:
        """`høyere enn tre av fire`, or `lavere enn alle andre`: at least so many of the others.

        Nothing where fewer than half are lower, and fewer than half higher.
        """
        for count, word in ((self.lower, "høyere"), (self.higher, "lavere")):
            if count and count == self.others:
                return f"{word} enn alle andre"
            for least, words in (*_SHARES, _HALF):
                if count and count >= least * self.others:
                    return f"{word} enn {words}"
        return ""

    def told(self, what: str, name: str) -> str:
        """`har 28 av de 40 andre lavere rate enn Halden, 11 høyere og én den samme`.

        Of one alone there is nothing to tell.
        """
        if not self.others:
            return unsaid(IMPOSSIBLE)
        kinds = ((self.lower, f"lavere {what}"), (self.higher, f"høyere {what}"),
                 (self.same, f"samme {what}"))  # fmt: skip
        (first, word), *rest = [(count, word) for count, word in kinds if count]
        than = "som" if first == self.same and not (self.lower or self.higher) else "enn"
        who = f"{out_of(first, self.others)} andre" if self.others > 1 else "den andre"
        more = [f"{counted(count)} {word.removesuffix(f' {what}')}" for count, word in rest]
        more = [one.replace("samme", "den samme") for one in more]
        return listing([f"har {who} {word} {than} {name}", *more])
