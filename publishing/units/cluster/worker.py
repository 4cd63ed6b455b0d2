"""What runs on a worker of a Dask cluster: a parcel unpacked once, and pages made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from distributed import WorkerPlugin

from publishing.units.cluster.parcel import Bench, Parcel, differences, made_by
from publishing.units.workshop import Done, Wanted

_benches: dict[str, Bench] = {}


class Unpacking(WorkerPlugin):
    """Unpacks a parcel on every worker, also on those that come later."""

    def __init__(self, mark: str, parcel: Parcel) -> None:
        self.mark, self.parcel = mark, parcel

    def setup(self, worker: Any) -> None:
        """Unpack, where that has not been done; a `RuntimeError` says why it can't be."""
        if differences(self.parcel.made_by, made_by()):
            raise RuntimeError(f"{worker.address} is not like the others")
        try:
            if self.mark not in _benches:
                _benches[self.mark] = Bench(self.parcel)
        except OSError as error:
            raise RuntimeError(f"{worker.address}: {error}") from None

    def teardown(self, worker: Any) -> None:  # noqa: ARG002
        """Leave nothing behind."""
        if bench := _benches.pop(self.mark, None):
            bench.close()


def made_there(mark: str, wanted: Sequence[tuple[Wanted, bytes]]) -> list[Done]:
    """The pages of some units, each given with its facts."""
    return _benches[mark].make(wanted)
