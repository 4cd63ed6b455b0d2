"""papermill's engines of this project: `is248` runs the cells in this very process.

A kernel costs seconds of start and import for every chapter. A worker (`worker.py`) is forked from
a process that has imported everything already, so here a cell is just run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

# papermill imports this module while it is itself being imported (entry points are loaded on
# import),
# so nothing of papermill may be imported on top.

OnCell = Callable[[int, Any], None]
_KERNEL = "python3"


class ForkEngine:
    """The engine behind the entry point `is248` of the group `papermill.engine`.

    Beside papermill's own options it takes `on_cell`, called with the index of each cell and the
    notebook before it runs,
    and `tails` and `spool` (see `publishing.execution.shell.Shell`).
    """

    @classmethod
    def execute_notebook(cls, nb: Any, kernel_name: str, **options: Any) -> Any:  # noqa: ARG003
        """Run every cell of *nb* in order and return it with outputs.

        Stops at the first cell that fails.
        """
        from papermill.engines import NotebookExecutionManager

        ignored = {"input_path", "start_timeout", "stdout_file", "stderr_file", "execution_timeout"}
        taken = {key: value for key, value in options.items() if key not in ignored}
        on_cell, tails = taken.pop("on_cell", None), taken.pop("tails", ())
        spool = taken.pop("spool", None)
        manager = NotebookExecutionManager(nb, **taken)
        manager.notebook_start()
        try:
            _run_cells(manager, on_cell, tails, spool)
        finally:
            manager.cleanup_pbar()
            manager.notebook_complete()
        return manager.nb

    @classmethod
    def nb_kernel_name(cls, nb: Any, name: str | None = None) -> str:
        """The kernel the notebook names."""
        from papermill.utils import nb_kernel_name

        return str(nb_kernel_name(nb, name))

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """The language the notebook names."""
        from papermill.utils import nb_language

        return str(nb_language(nb, language))


def execute(
    notebook: Mapping[str, Any],
    parameters: Mapping[str, Any],
    engine: str,
    folder: Path,
    **options: Any,
) -> Any:
    """Execute *notebook*, plain nbformat data, with papermill in *folder*, as a notebook node.

    The steps are those of `papermill.execute_notebook`, which would write the notebook as text and
    read it again before them, and write it after them. Raises `PapermillExecutionError` where a
    cell failed that may not. *options* are the engine's.
    """
    import nbformat
    from papermill import __version__
    from papermill.engines import papermill_engines
    from papermill.parameterize import parameterize_notebook
    from papermill.utils import chdir

    register()
    node: Any = nbformat.from_dict(dict(notebook))  # type: ignore[no-untyped-call]
    nothing: dict[str, Any] = {"default_parameters": {}, "parameters": {}, "version": __version__}
    node.metadata.setdefault("papermill", nbformat.from_dict(nothing))  # type: ignore[no-untyped-call]
    for cell in node.cells:
        cell.metadata.setdefault("tags", [])
        cell.metadata.setdefault("papermill", nbformat.NotebookNode())  # type: ignore[no-untyped-call]
    if parameters:
        node = parameterize_notebook(
            node, dict(parameters), kernel_name=_KERNEL, engine_name=engine
        )
    with chdir(str(folder)):
        node = papermill_engines.execute_notebook_with_engine(
            engine, node, kernel_name=_KERNEL, progress_bar=False, **options
        )
    _raise_for_failure(node)
    return node


def _raise_for_failure(node: Any) -> None:
    """Raise for the cell that ended the run.

    papermill's own check takes a cell that may fail for one that did, and `SystemExit` for none.
    """
    from papermill.exceptions import PapermillExecutionError

    for index, cell in enumerate(node.cells):
        if cell.metadata.get("papermill", {}).get("exception") is not True:
            continue
        outputs = cell.get("outputs", ())
        told = [one for one in outputs if one.output_type == "error"]
        # a failed magic is told on standard error alone
        warned = [one.text for one in outputs if one.get("name") == "stderr"]
        last = told[-1] if told else {"ename": "", "evalue": "".join(warned).strip()}
        raise PapermillExecutionError(
            index, cell.execution_count, cell.source, last["ename"], last["evalue"],
            last.get("traceback", []),
        )  # fmt: skip


def _run_cells(
    manager: Any, on_cell: OnCell | None, tails: tuple[int, ...], spool: int | None
) -> None:
    from publishing.execution.shell import Shell

    shell = Shell.first(tails, spool)
    for index, cell in enumerate(manager.nb.cells):
        manager.cell_start(cell, index)
        if on_cell:
            on_cell(index, manager.nb)
        failed = False
        if cell.cell_type == "code" and cell.source.strip():
            cell.outputs, cell.execution_count, succeeded = shell.run(cell.source)
            failed = not succeeded and "raises-exception" not in cell.metadata.get("tags", [])
        if failed:
            manager.cell_exception(cell, cell_index=index)
        manager.cell_complete(cell, cell_index=index)
        if failed:
            break


def register() -> None:
    """Make the engines known to papermill, also where the project is not installed."""
    from papermill.engines import NBClientEngine, papermill_engines

    class KernelEngine(NBClientEngine):  # type: ignore[misc]
        """papermill's own engine, telling which cell is on its way."""

        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            on_cell, start = options.pop("on_cell", None), nb_man.cell_start

            def cell_start(cell: Any, cell_index: int, **extra: Any) -> None:
                if on_cell:
                    on_cell(cell_index, nb_man.nb)
                start(cell, cell_index, **extra)

            nb_man.cell_start = cell_start
            return super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register("is248", ForkEngine)
    papermill_engines.register("is248-kernel", KernelEngine)
