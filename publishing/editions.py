"""All editions as one tree for a static server: a landing page, each edition under its own path.

    _build/www/index.html      the landing page, newest edition first
    _build/www/<edition>/      the edition's site; addresses stay as they are from year to year
    _build/www/editions.json   the same list as data

Files are shared with the editions' own output, so that the tree costs no space and little time.
"""

from __future__ import annotations

import html
import json
import posixpath
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from filelock import FileLock

from analysis.project import Project
from publishing.outputs import Outputs, link_or_copy

FOLDER = "www"
LIST = "editions.json"
_PATIENCE = 60  # seconds that another edition's build may take to put its own in
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Shown:
    """One edition of the landing page. `build` tells one output of it from the next."""

    name: str
    site: Path
    build: str
    title: str
    subtitle: str
    date: str
    pdf: str
    demonstration: bool

    def as_data(self) -> dict[str, str]:
        """The edition in `editions.json`."""
        return {
            "edition": self.name,
            "title": self.title,
            "date": self.date,
            "path": f"{self.name}/",
            "build": self.build,
        }


def publish_editions(project: Project) -> Path:
    """Put the tree of all editions that are built in place, in one move, unless it is there."""
    root = project.build_root
    outputs = Outputs(root, FOLDER)
    root.mkdir(parents=True, exist_ok=True)
    with FileLock(root / f".{FOLDER}.lock", timeout=_PATIENCE):
        shown = sorted(_built(project), key=lambda one: (one.date, one.name), reverse=True)
        listed = json.dumps([one.as_data() for one in shown], ensure_ascii=False, indent=1) + "\n"
        if _text(outputs.place / LIST) == listed:
            return outputs.place
        work = outputs.begin()
        for one in shown:
            shutil.copytree(one.site, work / one.name, copy_function=link_or_copy)
            _link_back(work / one.name / "index.html")
        _landing(shown, work)
        (work / LIST).write_text(listed, encoding="utf-8", newline="\n")
        return outputs.publish()


def _built(project: Project) -> Iterator[Shown]:
    from publishing.build import read_record

    for name in project.editions():
        folder = project.build_dir(name)
        site = folder / "site"
        if not (site / "index.html").is_file():
            continue
        config = yaml.load(_text(folder / "book/_quarto.yml") or "{}", Loader=_LOADER)  # noqa: S506
        book = config.get("book") or {}
        record = read_record(folder)
        pdf = f"is248-{name}.pdf"
        yield Shown(
            name,
            site.resolve(),
            f"{record.get('documents', '')} {record.get('built', '')}",
            str(book.get("title", name)),
            str(book.get("subtitle", "")),
            str(book.get("date", "")),
            pdf if (site / pdf).is_file() else "",
            bool((config.get("is248") or {}).get("demonstration")),
        )


def _link_back(front: Path) -> None:
    """The front page of an edition leads to the others; only here do they stand beside it."""
    from publishing.site import EDITIONS_PLACE
    from publishing.uitext import UI

    text = front.read_text(encoding="utf-8")
    words = html.escape(UI["other_editions"])
    link = f'<p class="editions-link"><a href="../index.html">{words}</a></p>'
    front.unlink()  # a name of the edition's own file: written anew, never written to
    front.write_text(text.replace(EDITIONS_PLACE, link), encoding="utf-8", newline="\n")


def _landing(shown: list[Shown], work: Path) -> None:
    from publishing.site import COMMON, POLICY, WEB, templates
    from publishing.uitext import LANDING, STATEMENT, UI, long_date

    page = (
        templates()
        .get_template("editions.html")
        .render(
            editions=[
                {
                    "name": one.name,
                    "title": one.title,
                    "subtitle": one.subtitle,
                    "date": long_date(one.date),
                    "href": posixpath.join(one.name, "index.html"),
                    "pdf": posixpath.join(one.name, one.pdf) if one.pdf else "",
                    "statement": STATEMENT if one.demonstration else "",
                }
                for one in shown
            ],
            words=LANDING,
            ui=UI,
            policy=POLICY,
        )
    )
    (work / "index.html").write_text(page.rstrip("\n") + "\n", encoding="utf-8", newline="\n")
    (work / "assets").mkdir()
    for name in COMMON:
        shutil.copyfile(WEB / name, work / "assets" / name)
    shutil.copytree(WEB / "fonts", work / "assets" / "fonts")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
