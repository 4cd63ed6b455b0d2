"""What is otherwise in a build than where somebody sits before the notebook.

Nobody answers a question, leaves the program or sees that a command failed; each is an error of its
cell. What is drawn past the report's figures is told rather than lost.
"""

from __future__ import annotations

import builtins
import sys
from typing import Any, NoReturn


def prepare(shell: Any) -> None:
    """Give the cells of an IPython *shell* these habits, in whatever engine it runs."""
    shell.user_ns["exit"] = shell.user_ns["quit"] = _leave
    shell.user_ns["input"] = builtins.input = _ask
    run = shell.system

    def system(command: str) -> None:
        run(command)
        if code := shell.user_ns.get("_exit_code"):
            raise RuntimeError(f"the command '{command}' ended with code {code}")

    shell.system = system
    shell.events.register("post_execute", _show_figures)


def _leave(code: object = None) -> NoReturn:
    raise SystemExit(code)


def _ask(prompt: object = "") -> NoReturn:
    from IPython.core.error import StdinNotImplementedError

    raise StdinNotImplementedError(str(prompt))


def _show_figures() -> None:
    """Show what a cell has drawn with pyplot and not closed, as a kernel does when it ends."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None or not pyplot.get_fignums():
        return
    from IPython.display import display

    for _ in pyplot.get_fignums():
        display({"image/png": "", "text/plain": "pyplot"}, raw=True)  # type: ignore[no-untyped-call]
    pyplot.close("all")
