"""All editions as one tree for a static server: a landing page, each edition under its own path.

    _build/www/index.html      the landing page, newest edition first
    _build/www/<edition>/      the edition's site; addresses stay as they are from year to year
    _build/www/<edition>/enheter/  pages of its units, where they are made; each page leads to them
    _build/www/editions.json   the same list as data

Files are copies, each with the checksum that its edition's build recorded: what is done to one
reaches no other. An edition that stands in the tree as it is built is taken over from there.
"""

from __future__ import annotations

import contextlib
import html
import json
import posixpath
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from filelock import FileLock, Timeout

from project.errors import ProjectError
from project.kept.checksums import checksums
from project.kept.files import readable, write_atomic
from project.kept.outputs import Outputs, is_whole, take
from project.places import Project
from publishing.web.provenance import PROVENANCE, write_provenance
from publishing.web.units.made import MadeUnits
from publishing.web.units.places import FOLDER as UNITS_FOLDER
from publishing.web.units.places import with_units

if TYPE_CHECKING:
    from publishing.web.timeline import Timeline

FOLDER = "www"
LIST = "editions.json"
FRONT = "index.html"
RECORD = f".{FOLDER}.json"
_PATIENCE = 60  # seconds that another edition's build may take to put its own in
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Shown:
    """One edition of the landing page. `build` tells one output of it from the next.

    `recorded` has the checksum of every file of `site`, by its path there; `made` is all that the
    build recorded. `units` are the pages of its units, where there are any.
    """

    name: str
    year: int
    site: Path
    build: str
    title: str
    subtitle: str
    date: str
    pdf: str
    statement: str
    settings: Mapping[str, Any]
    recorded: Mapping[str, str]
    made: Mapping[str, Any]
    units: MadeUnits | None = None

    def as_data(self) -> dict[str, str]:
        """The edition in `editions.json`."""
        return {
            "edition": self.name,
            "title": self.title,
            "date": self.date,
            "path": f"{self.name}/",
            "record": f"{self.name}/{PROVENANCE}",
            "build": self.build,
        } | self._units

    @property
    def _units(self) -> dict[str, str]:
        if self.units is None:
            return {}
        return {"units": f"{self.name}/{UNITS_FOLDER}/", "units_build": self.units.mark}


def is_published(project: Project, built: str) -> bool:
    """Whether the tree shows all editions as they are built.

    The landing page and the edition `built` are looked through for damage.
    """
    shown, former = _built(project), _record(project.build_root)
    others = {one.name for one in shown} - {built}
    tree = Outputs(project.build_root, FOLDER).current
    return former.shown == _entries(shown) and is_whole(tree, former.files, others)


def publish_editions(project: Project, note: Callable[[str], None] | None = None) -> Path:
    """Put the tree of all editions that are built in place, in one move.

    An edition whose own output is damaged is shown as the tree has it, or else left out; `note` is
    told.
    """
    root = project.build_root
    outputs = Outputs(root, FOLDER)
    root.mkdir(parents=True, exist_ok=True)
    with _alone(root):
        shown, former = _built(project), _record(root)
        work = outputs.begin()
        whole: list[Shown] = []
        kept: dict[str, str] = {}
        for found in shown:
            if over := _taken_over(found, work, outputs, former):
                kept |= over
                whole.append(found)
                continue
            one = found
            if one.units and not one.units.copied(work / one.name):
                one = replace(one, units=None)
                if note:
                    note(
                        f"units of {one.name} are not shown, since a page of theirs is damaged: "
                        f"is248 units {one.name}"
                    )
            if _copied(one, work, outputs, former):
                write_provenance(work / one.name, one.made)
                whole.append(one)
            elif note:
                note(
                    f"{one.name} is not shown, since its output is damaged: is248 build {one.name}"
                )
        _landing(project.root, whole, work)
        listed = json.dumps(_entries(whole), ensure_ascii=False, indent=1) + "\n"
        (work / LIST).write_text(listed, encoding="utf-8", newline="\n")
        besides = {path.partition("/")[0] for path in kept}
        record = _Record(_entries(shown), {**kept, **checksums(work, besides)})
        readable(work)
        outputs.publish()
        # A stop before this leaves the record of another tree: then the tree is made anew.
        write_atomic(root / RECORD, json.dumps(asdict(record), ensure_ascii=False, indent=1) + "\n")
        return outputs.place


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Only one command at a time makes the tree of editions."""
    lock = FileLock(root / f".{FOLDER}.lock")
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise ProjectError(
            f"Another command has put editions in place for {_PATIENCE} seconds.",
            where=str(root / FOLDER),
            todo="Wait until it has ended, or end it; then run the command again.",
        ) from None
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True)
class _Record:
    """What the tree was made of, and the checksum of every file of it."""

    shown: Sequence[Mapping[str, str]] = ()
    files: Mapping[str, str] = field(default_factory=dict)


def _record(root: Path) -> _Record:
    try:
        found = json.loads(_text(root / RECORD))
        return _Record(list(found["shown"]), dict(found["files"]))
    except (ValueError, TypeError, KeyError):
        return _Record()


def _entries(shown: Sequence[Shown]) -> list[dict[str, str]]:
    return [one.as_data() for one in shown]


def _built(project: Project) -> list[Shown]:
    """All editions that are built, newest first."""
    return sorted(_each(project), key=lambda one: (one.year, one.date, one.name), reverse=True)


def _each(project: Project) -> Iterator[Shown]:
    from project.kept.outputs import read_record

    for name in project.editions():
        folder = project.build_dir(name)
        site = folder / "site"
        if not (site / "index.html").is_file():
            continue
        config = yaml.load(_text(folder / "book/_quarto.yml") or "{}", Loader=_LOADER)  # noqa: S506
        book = config.get("book") or {}
        record = read_record(folder)
        pdf = f"is248-{name}.pdf"
        outputs = record.get("outputs") or {}
        own = config.get("is248") or {}
        yield Shown(
            name,
            int(own.get("edition") or 0),
            site.resolve(),
            f"{record.get('documents', '')} {record.get('built', '')}",
            str(book.get("title", name)),
            str(book.get("subtitle", "")),
            str(book.get("date", "")),
            pdf if (site / pdf).is_file() else "",
            str(own.get("statement", "")),
            own,
            {path.removeprefix("site/"): mark for path, mark in outputs.items()
             if path.startswith("site/")},
            record,
            MadeUnits.of(folder),
        )  # fmt: skip


def _taken_over(one: Shown, work: Path, outputs: Outputs, former: _Record) -> dict[str, str]:
    """Link an edition into the new tree from the former one, which goes when the new one is there.

    Gives the checksums of its files; nothing where it is another, or a file is not what it was.
    """
    files = {path: mark for path, mark in former.files.items() if path.startswith(f"{one.name}/")}
    within = {path.partition("/")[2]: mark for path, mark in files.items()}
    same = one.as_data() in former.shown
    same &= bool(one.units) == any(path.startswith(f"{UNITS_FOLDER}/") for path in within)
    if not same or not is_whole(outputs.place / one.name, within):
        return {}
    try:
        for path in files:
            target = work / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.hardlink_to(outputs.place / path)
    except OSError:  # a file system without links
        shutil.rmtree(work / one.name, ignore_errors=True)
        return {}
    return files


def _copied(one: Shown, work: Path, outputs: Outputs, former: _Record) -> bool:
    """Copy an edition's site, each file with its recorded checksum; False where one has not.

    What the edition's own output has lost may still be whole in the tree.
    """
    same = one.as_data() in former.shown
    for path, mark in one.recorded.items():
        target = work / one.name / path
        if take(one.site / path, target, mark):
            if path == FRONT or (one.units and path.endswith(".html")):
                _lead_on(target, path, units=one.units is not None)
            continue
        shown = f"{one.name}/{path}"
        if not (same and take(outputs.place / shown, target, former.files.get(shown, ""))):
            shutil.rmtree(work / one.name, ignore_errors=True)
            return False
    return bool(one.recorded)


def _lead_on(page: Path, href: str, *, units: bool) -> None:
    """A page leads to its units, a front page to the other editions: here they stand beside it."""
    from publishing.words import EDITIONS_PLACE, UI

    text = page.read_text(encoding="utf-8")
    if href == FRONT:
        words = html.escape(UI["other_editions"])
        link = f'<p class="editions-link"><a href="../index.html">{words}</a></p>'
        text = text.replace(EDITIONS_PLACE, link)
    page.write_text(with_units(text, href) if units else text, encoding="utf-8", newline="\n")


def _landing(root: Path, shown: Sequence[Shown], work: Path) -> None:
    from publishing.web.site import COMMON, POLICY, WEB, templates
    from publishing.web.timeline import timeline
    from publishing.words import LANDING, UI

    named = next((str(one.settings["timeline"]) for one in shown if "timeline" in one.settings), "")
    line = timeline(root, named, {one.name: _own_years(one) for one in shown})
    page = (
        templates()
        .get_template("editions.html")
        .render(
            editions=[_told(one, line) for one in shown],
            line=line,
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


def _own_years(one: Shown) -> list[int]:
    """The years of its own survey: those whose returns it reads, or else the year it is of."""
    return [int(year) for year in one.settings.get("survey_years") or [one.year]]


def _told(one: Shown, line: Timeline | None) -> dict[str, Any]:
    """What the page of all editions says of one."""
    from publishing.downloads.links import KEY_FIGURES
    from publishing.web.timeline import spans
    from publishing.words import DEVELOPMENTS, LANDING, long_date

    pages = ((LANDING["figures"], KEY_FIGURES), (LANDING["developments"], DEVELOPMENTS))
    links = [(text, f"{posixpath.splitext(file)[0]}.html") for text, file in pages]
    files = [(each["text"], each["href"]) for each in one.settings.get("downloads") or ()]
    return {
        "name": one.name,
        "kind": one.settings.get("kind", ""),
        "read_for": one.settings.get("read_for", ""),
        "title": one.title,
        "subtitle": one.subtitle,
        "date": long_date(one.date) or LANDING["undated"],
        "href": posixpath.join(one.name, FRONT),
        "pdf": posixpath.join(one.name, one.pdf) if one.pdf else "",
        "links": [
            (text, posixpath.join(one.name, href))
            for text, href in (*links, *files)
            if href in one.recorded
        ],
        "years": list(spans(line.given[one.name])) if line else [],
        "statement": one.statement,
        "short": one.settings.get("statement_short", ""),
    }


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
