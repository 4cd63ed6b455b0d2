"""The files of executed chapters in an output folder, and whether they still stand."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from project.chapters import living
from project.kept.files import write_atomic
from project.records import as_json
from project.running import package_checksum
from publishing.manuscript.chapter import Chapter
from publishing.manuscript.notebook import Notebook
from publishing.results.ledger import Filed, Numbered, dump, make_ledger

_STAMPS = Path("notebooks") / ".stamps.json"


class Written:
    """Notebooks and ledgers under *out*.

    Files of an earlier output *previous* are taken over when they are current; with *fresh*
    nothing is, whatever stands there.
    """

    def __init__(
        self,
        root: Path,
        out: Path,
        edition: Any,
        previous: Path | None = None,
        *,
        fresh: bool = False,
    ) -> None:
        self._root, self._out, self._edition = root, out, edition
        self._stamps = _load(out / _STAMPS)
        self._previous = (
            previous.resolve()
            if previous and previous.is_dir() and previous.resolve() != out
            else None
        )
        self._earlier = _load(self._previous / _STAMPS) if self._previous else {}
        self._fresh = fresh
        self._changed = False

    def notebook_path(self, chapter: Chapter) -> Path:
        """Where the executed notebook goes."""
        return self._out / "notebooks" / f"{chapter.stem}.ipynb"

    def ledger_path(self, chapter: Chapter) -> Path:
        """Where the ledger goes."""
        return self._out / "results" / f"{chapter.stem}.json"

    def numbered(self, chapter: Chapter) -> list[Numbered]:
        """The tables and figures of a chapter that was written."""
        return [Numbered(*fields) for fields in self._stamps[chapter.stem]["products"]]

    def is_current(self, chapter: Chapter, checksum: str) -> bool:
        """Whether the chapter's files, made from these results, stand here or were taken over."""
        if not checksum or self._fresh:
            return False
        stamp = self._stamp(chapter, checksum)
        if _whole(self._out, self._stamps.get(chapter.stem), stamp) is not None:
            return True
        kept = self._earlier.get(chapter.stem)
        if self._previous is None or (files := _whole(self._previous, kept, stamp)) is None:
            return False
        for name, content in files.items():
            write_atomic(self._out / name, content)
        self._stamps[chapter.stem], self._changed = kept, True
        return True

    def write(self, chapter: Chapter, notebook: Notebook, checksum: str) -> Filed:
        """Write the notebook, the ledger and the drawings of *chapter*.

        Drawings it no longer has are removed.
        """
        filed = make_ledger(chapter, notebook, self._root, self._edition)
        files = {
            f"notebooks/{chapter.stem}.ipynb": dump(notebook),
            f"results/{chapter.stem}.json": dump(as_json(filed.ledger)),
            **{f"results/{path}": svg.encode() for path, svg in filed.svgs.items()},
        }
        for name, content in files.items():
            path = self._out / name
            if not (path.exists() and path.read_bytes() == content):
                write_atomic(path, content)
        others = {
            name
            for stem, stamp in self._stamps.items()
            if stem != chapter.stem
            for name in stamp["files"]
        }
        for name in set(self._stamps.get(chapter.stem, {}).get("files", ())) - set(files) - others:
            (self._out / name).unlink(missing_ok=True)
        self._stamps[chapter.stem] = {
            "stamp": self._stamp(chapter, checksum),
            "files": {name: _sha(content) for name, content in files.items()},
            "products": [[one.id, one.number, one.line] for one in filed.numbered],
        }
        self._changed = True
        return filed

    def save(self) -> None:
        """Write down what stands here."""
        if self._changed:
            stamps = dict(sorted(self._stamps.items()))
            write_atomic(
                self._out / _STAMPS, dump({"chapters": stamps, "checksum": _sha(dump(stamps))})
            )

    def _stamp(self, chapter: Chapter, checksum: str) -> str:
        file = str(living(chapter.path))
        content = [file, chapter.text, checksum, self._edition, package_checksum()]
        return _sha(json.dumps(content, default=str).encode())


def _whole(folder: Path, kept: Any, stamp: str) -> dict[str, bytes] | None:
    """The files of a chapter, by name, when they are those that were written."""
    if not kept or kept["stamp"] != stamp:
        return None
    try:
        files = {name: (folder / name).read_bytes() for name in kept["files"]}
    except OSError:
        return None
    whole = all(_sha(content) == kept["files"][name] for name, content in files.items())
    return files if whole else None


def _load(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        stamps: dict[str, Any] = content["chapters"]
        good = content["checksum"] == _sha(dump(stamps))
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return stamps if good else {}


def _sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
