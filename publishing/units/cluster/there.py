"""The same pages made by the workers of a Dask cluster.

A scheduler runs whatever whoever reaches it sends: it is asked for on this machine alone, or under
TLS by Dask's own settings. What a lost worker had is made by another; what was made when the
scheduler is lost is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from project.errors import ProjectError
from publishing.units.cluster.address import PATIENCE, check_address, reach
from publishing.units.cluster.parcel import Parcel, differences, made_by, pack
from publishing.units.crew import Here, batches
from publishing.units.kit import Kit
from publishing.units.workshop import Done, Kept, Wanted, keep

_ASK = 10.0  # seconds without news until the scheduler is asked whether it is there
_ALONE = 30.0  # seconds that a scheduler may be without workers, as while one starts anew
_LOOK = 0.02  # seconds between looks at what is made
_MOST = 12  # pages that a worker takes at a time


class There:
    """The workers of a cluster. What is known, and what fails there, is made here."""

    def __init__(
        self,
        kit: Kit,
        stores: Kept,
        workers: int,
        address: str,
        facts: Mapping[str, str],
        *,
        without_tls: bool = False,
    ) -> None:
        check_address(address, without_tls=without_tls)
        self._kit, self._stores, self._address = kit, stores, address
        self._facts = facts
        self._here = Here(kit, stores, workers)

    def each(self, wanted: Sequence[Wanted]) -> Iterator[Done]:
        """The pages as they are made. One of each kind is made here first, to see what it reads.

        A scheduler that does not answer, or is lost, is a `ProjectError`.
        """
        new = [one for one in wanted if one.results is None]
        first = list({one.kind: one for one in reversed(new)}.values())
        reads: dict[str, None] = {}
        with self._client() if new else contextlib.nullcontext() as client:
            known = [one for one in wanted if one.results is not None]
            for done in self._here.each([*first, *known]):
                reads |= dict.fromkeys(done.execution.reads if done.execution else ())
                yield done
            rest = [one for one in new if one not in first]
            failed: list[Wanted] = []
            if rest and client:
                for one, done in self._elsewhere(client, rest, pack(self._kit, reads)):
                    if done.error:
                        failed.append(one)
                    else:
                        yield done
        yield from self._here.each(failed)  # it fails here too, or not

    @contextlib.contextmanager
    def _client(self) -> Iterator[Any]:
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError:
            raise ProjectError(
                "Dask is not installed.",
                why="--scheduler sends pages to the workers of a Dask cluster",
                todo="Install the extra: pip install 'is248[cluster]'.",
            ) from None
        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # told here in our words
        try:
            reach(self._address)
            client = distributed.Client(self._address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ProjectError(
                f"The scheduler at {self._address} does not answer.",
                why=str(error) or "what listens there says nothing that a scheduler says",
                todo="Start it (dask scheduler --host 127.0.0.1), or correct the address; or make "
                "the pages here: leave out --scheduler.",
            ) from error
        try:
            with self._reached():
                _check_workers(client, self._address)
            yield client
        finally:
            with contextlib.suppress(Exception):
                client.close(timeout=2)

    def _elsewhere(
        self, client: Any, wanted: Sequence[Wanted], parcel: Parcel
    ) -> Iterator[tuple[Wanted, Done]]:
        distributed: Any = importlib.import_module("distributed")
        from publishing.units.cluster.worker import Unpacking, made_there

        mark = uuid.uuid4().hex  # two commands share no folder, and none takes the other's away
        by_key = {one.key: one for one in wanted}
        tasks: dict[Any, Sequence[tuple[Wanted, bytes]]] = {}
        try:
            with self._reached():
                _unpack(client, Unpacking(mark, parcel))
                workers = max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
                for batch in batches(wanted, workers, _MOST):
                    part = [(one, self._facts[one.key].encode()) for one in batch]
                    tasks[client.submit(made_there, mark, part, pure=False)] = part
                came = iter(distributed.as_completed(list(tasks), loop=client.loop))
            for _ in range(len(tasks)):
                with self._reached():
                    task = self._next(client, came)
                    made = self._result(task, tasks[task])
                    task.release()
                for done in made:
                    one = by_key[done.key]
                    if not done.error:
                        keep(done, self._stores)
                    yield one, done
        finally:
            with contextlib.suppress(Exception):
                reach(self._address)  # whoever stands still would be waited for without end
                client.cancel(list(tasks), force=True)
                client.unregister_worker_plugin(mark)

    def _next(self, client: Any, came: Any) -> Any:
        """The next task that came to an end, as long as there is somebody to make it."""
        looked, alone = time.monotonic(), 0.0
        while not came.has_ready() and not came.is_empty():
            time.sleep(_LOOK)
            since = time.monotonic() - looked
            if since < _ASK:
                continue
            reach(self._address)
            workers = client.scheduler_info(n_workers=-1)["workers"]
            looked, alone = time.monotonic(), 0.0 if workers else alone + since
            if alone >= _ALONE:
                raise ProjectError(
                    f"The scheduler at {self._address} has no worker any more.",
                    why="those that there were came to an end while pages were made",
                    todo="What was made is kept. Start some again and run the same command; or "
                    "make the rest here: leave out --scheduler.",
                )
        return next(came)

    @contextlib.contextmanager
    def _reached(self) -> Iterator[None]:
        """Within, the scheduler must be there."""
        try:
            yield
        except (OSError, asyncio.CancelledError, StopIteration) as error:  # a closed way is OSError
            raise self._lost() from error

    def _result(self, task: Any, part: Sequence[tuple[Wanted, bytes]]) -> list[Done]:
        if task.status not in {"finished", "error"}:
            raise self._lost()
        try:
            if task.status == "finished":
                return cast("list[Done]", task.result(timeout=PATIENCE))
            # Workers were lost with it again and again, or it can't be run there: it is made here.
            why = str(task.exception(timeout=PATIENCE))
        except TimeoutError:  # its worker was lost before it was fetched
            why = "it did not come"
        return [Done(one.key, error=ProjectError(why)) for one, _ in part]

    def _lost(self) -> ProjectError:
        return ProjectError(
            f"The scheduler at {self._address} is gone.",
            why="it, or the way to it, came to an end while pages were made",
            todo="What was made is kept. Start it again and run the same command; or make the rest "
            "here: leave out --scheduler.",
        )


def _unpack(client: Any, plugin: Any) -> None:
    """Give all workers what pages are made with; one that can't take it is a `ProjectError`."""
    try:
        client.register_plugin(plugin, name=plugin.mark)
    except RuntimeError as error:
        raise ProjectError(
            "A worker can't take what pages are made with.",
            why=str(error),
            todo="Mend it there, or end that worker; or make the pages here: leave out "
            "--scheduler.",
        ) from None


def _check_workers(client: Any, address: str) -> None:
    """Raise `ProjectError` where there is no worker, or one that would make other pages."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        found: Mapping[str, Any] = client.run(made_by, on_error="return")
    except TimeoutError:
        raise ProjectError(
            f"The scheduler at {address} has no worker.",
            todo=f"Start some where the project is installed: dask worker {address}.",
        ) from None
    here = made_by()
    for worker, there in found.items():
        if isinstance(there, OSError):
            continue  # it was lost meanwhile; another makes its pages
        if isinstance(there, BaseException):
            raise ProjectError(
                f"The worker {worker} does not have this project.",
                why=str(there),
                todo="Install the same version of it there, with the same requirements.lock.",
            )
        if other := differences(here, there):
            raise ProjectError(
                f"The worker {worker} is not like this machine.",
                why="pages would not be the same wherever they are made. It differs in: "
                + ", ".join(other),
                todo="Install the same version of the project there, with the same "
                "requirements.lock, and start the worker again.",
            )
