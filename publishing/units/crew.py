"""Pages of units made side by side on this machine."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Sequence
from typing import Protocol

from publishing.units.kit import Kit
from publishing.units.workshop import Done, Kept, Wanted, Workshop

MOST = 24
"""Pages that one run of pandoc takes at most."""
_PATIENCE = 5.0


class Crew(Protocol):
    """Whoever makes pages, here or elsewhere."""

    def each(self, wanted: Sequence[Wanted]) -> Iterator[Done]:
        """The pages as they are made, in any order; closing it ends all that is under way."""
        ...


class Here:
    """So many workshops side by side in this process, each with one of its own for the cells."""

    def __init__(self, kit: Kit, stores: Kept, workers: int) -> None:
        self._kit, self._stores, self._workers = kit, stores, workers

    def each(self, wanted: Sequence[Wanted]) -> Iterator[Done]:
        """The pages as they are made; the workshops end when this is closed."""
        todo: queue.SimpleQueue[list[Wanted]] = queue.SimpleQueue()
        for batch in batches(wanted, self._workers):
            todo.put(batch)
        made: queue.SimpleQueue[list[Done] | BaseException] = queue.SimpleQueue()
        shops = [Workshop(self._kit, self._stores) for _ in range(min(self._workers, len(wanted)))]
        threads = [
            threading.Thread(target=_work, args=(shop, todo, made), daemon=True) for shop in shops
        ]
        for thread in threads:
            thread.start()
        left = len(wanted)
        try:
            while left:
                came = made.get()
                if isinstance(came, BaseException):
                    raise came
                left -= len(came)
                yield from came
        finally:
            if left:
                for shop in shops:
                    shop.stop()
            for thread in threads:
                thread.join(_PATIENCE)


def batches(wanted: Sequence[Wanted], workers: int, most: int = MOST) -> list[list[Wanted]]:
    """The pages in parts that `workers` may take one after the other, ever smaller to the end."""
    parts: list[list[Wanted]] = []
    rest = list(wanted)
    while rest:
        size = max(1, min(most, len(rest) // (2 * workers)))
        parts.append(rest[:size])
        rest = rest[size:]
    return parts


def _work(
    shop: Workshop,
    todo: queue.SimpleQueue[list[Wanted]],
    made: queue.SimpleQueue[list[Done] | BaseException],
) -> None:
    try:
        with shop:
            while True:
                made.put(shop.make(todo.get_nowait()))
    except queue.Empty:
        pass
    except BaseException as error:  # noqa: BLE001 - handed on to whoever waits
        with contextlib.suppress(RuntimeError):
            made.put(error)
