# ruff: noqa: E501 - expressions for the browser read best on one line
"""A whole review round: three read a draft and remark, what they send is answered, and the edition is published."""

from __future__ import annotations

import io
import re
import shutil
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path

import disk
import pytest
from chromium import Browser, Page
from click.testing import CliRunner
from editions import EDITION
from tiny import YEAR, change
from twochapters import make_edition
from worddocs import KARI, Docx, tag

from project.places import Project
from publishing.command.cli import cli

FOLK, PLANER = "chapters/01-folk.qmd", "chapters/02-planer.qmd"
SENTENCE, REWRITTEN = "en setning som kan endres", "en setning som kan være annerledes"
GONE = "Dette avsnittet handler om noe ganske annet enn resten."
STAYS = "Resten av kapittelet er skrevet."
KEYS, WORD, PHONE = "Kari Nordmann Ås", "Ola <b>Hansen</b>", "Per Åsen"
SAID = {
    "keys": "Skrevet med tastatur, {{< meta title >}} =1+1",
    "word": "Stemmer tallet i tabellen?",
    "changed": "Hva annet kan det være?",
    "gone": "Hører dette hjemme her?",
}
ANSWER = "Vi sier det på en annen <i>måte</i>."
ACTIVE = "document.activeElement"
CALLED = (
    f"{ACTIVE} === document.body ? '' : {ACTIVE}.getAttribute('aria-label') || {ACTIVE}.textContent"
)
# The middle of an element, where nothing lies over it.
MIDDLE = "(() => { const e = %s; e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect(), x = b.left + b.width / 2, y = b.top + b.height / 2; if (!e.contains(document.elementFromPoint(x, y))) { throw new Error(`covered: ${e.outerHTML}`); } return [x, y]; })()"
BUTTON = "[...document.querySelectorAll('button, a, label')].find((one) => one.textContent.trim() === '%s' && one.offsetParent)"
SELECT = "(() => { const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT); for (let n; (n = walker.nextNode());) { const at = n.data.replace(/\\s/g, ' ').indexOf('%(words)s'); if (at >= 0) { const r = document.createRange(); r.setStart(n, at); r.setEnd(n, at + '%(words)s'.length); getSelection().removeAllRanges(); getSelection().addRange(r); n.parentElement.scrollIntoView({block: 'center'}); return 1; } } return 0; })()"
VIOLATIONS = "axe.run(document, { preload: false, resultTypes: ['violations'] }).then((found) => found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)]))"


@dataclass
class Round:
    """A project at the command line, with a draft's pages in a browser."""

    project: Project
    axe: str
    inbox: Path

    def run(self, *arguments: str, code: int = 0) -> str:
        """What a command says; it must end with that code."""
        done = CliRunner().invoke(cli, ["--project", str(self.project.root), *arguments])
        assert "Traceback" not in done.output
        assert done.exit_code == code, done.output
        return done.output

    @property
    def draft(self) -> Path:
        return self.project.build_dir(f"{EDITION}-draft")

    def look(self, page: Page, file: str) -> None:
        """Open one of the draft's files; nothing on it may be wrong."""
        page.open((self.draft / file).as_uri())
        self.check(page)

    def check(self, page: Page) -> None:
        page.value(f"{self.axe}; 0")
        assert page.value(VIOLATIONS) == []
        assert page.value("document.documentElement.scrollWidth <= innerWidth")

    def arrived(self, pattern: str) -> Path:
        """The file that a reviewer's browser saves."""
        end = time.monotonic() + 20
        while not (files := list(self.inbox.glob(pattern))) and time.monotonic() < end:
            time.sleep(0.05)
        (file,) = files
        return file


@pytest.fixture
def round_(tmp_path: Path, axe: str) -> Round:
    project = make_edition(tmp_path / "project")
    disk.edit(project.root / FOLK, "Det ser vi av @fig-2-1.", f"\n{GONE}\n\n{STAYS}")
    (tmp_path / "inbox").mkdir()
    return Round(project, axe, tmp_path / "inbox")


def tab_to(page: Page, text: str, most: int = 80) -> None:
    """Press Tab until what is called so has focus."""
    for _ in range(most):
        page.press("Tab")
        if page.value(f"{ACTIVE}.id") == text or text in page.value(CALLED):
            return
    raise AssertionError(f"Tab never comes to {text}")


def tap(page: Page, expression: str) -> None:
    x, y = page.value(MIDDLE % expression)
    for kind, points in (("touchStart", [{"x": x, "y": y}]), ("touchEnd", [])):
        page.call("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


def by_keyboard(round_: Round) -> Path:
    """A remark on the first paragraph of the first chapter, written and sent without a mouse."""
    with Browser() as browser:
        page = browser.page(1280, 900)
        page.save_downloads(round_.inbox)
        round_.look(page, "site/index.html")
        tab_to(page, "Folk")
        page.press("Enter")
        page.wait_for(
            "location.pathname.endsWith('01-folk.html') && document.readyState === 'complete'"
        )
        tab_to(page, "Avsnitt 1")
        page.press("ArrowDown")
        page.press("Enter")
        page.wait_for(f"{ACTIVE}.id === 'remark-text'")
        page.type(SAID["keys"])
        round_.check(page)
        tab_to(page, "remark-name")
        page.type(KEYS)
        tab_to(page, "Lagre merknaden")
        page.press("Enter")
        page.wait_for("document.getElementById('remarks').hidden")
        tab_to(page, "Vis mine merknader", 200)
        page.press("Enter")
        page.wait_for(f"{ACTIVE}.id === 'remarks-title'")
        tab_to(page, "Send merknadene")
        page.press("Enter")
        page.wait_for(f"{ACTIVE}.id === 'remarks-title'")
        round_.check(page)
        tab_to(page, "Last ned fila")
        page.press("Enter")
        sent = round_.arrived("*kari*.json")
        assert page.complaints() == []
    return sent


def on_a_phone(round_: Round) -> Path:
    """On words that the next draft changes and on a paragraph that it does not have, in the one file."""
    with Browser() as browser:
        page = browser.page(390, 844, dark=True)
        page.call("Emulation.setTouchEmulationEnabled", {"enabled": True})
        page.save_downloads(round_.inbox)
        round_.look(page, f"is248-{EDITION}-utkast.html")
        page.value(SELECT % {"words": "kan endres"})
        page.wait_for("!document.querySelector('.remarks-bar').hidden")
        tap(page, BUTTON % "Foreslå ny ordlyd")
        page.wait_for(f"{ACTIVE}.id === 'remark-wording'")
        round_.check(page)
        page.value(f"{ACTIVE}.select()")
        page.type("kan være <b>bedre</b>")
        tap(page, "document.getElementById('remark-text')")
        page.type(SAID["changed"])
        tap(page, BUTTON % "Lagre merknaden")
        page.wait_for("document.getElementById('remarks').hidden")
        tap(
            page,
            f"[...document.querySelectorAll('[data-number]')].find((one) => one.textContent.includes('{GONE}')).querySelector('.paragraph-number')",
        )
        page.wait_for(f"{ACTIVE}.id === 'remark-text'")
        page.type(SAID["gone"])
        tap(page, BUTTON % "Lagre merknaden")
        page.wait_for("document.getElementById('remarks').hidden")
        tap(page, "document.getElementById('remarks-open')")
        tap(page, BUTTON % "Send merknadene")
        page.wait_for(f"{ACTIVE}.id === 'remark-name'")
        page.type(PHONE)
        tap(page, BUTTON % "Last ned fila")
        sent = round_.arrived("*per*.json")
        round_.check(page)
        assert page.complaints() == []
    return sent


def in_word(round_: Round) -> Path:
    """A comment on a cell, and a word that is put in with changes tracked."""
    document = Docx(round_.draft / f"is248-{EDITION}-utkast.docx")
    who = KARI.replace("Kari Nordmann", "Ola &lt;b&gt;Hansen&lt;/b&gt;")
    table = next(document.tree.iter(tag("tbl")))
    row = next(one for one in table.iter(tag("tr")) if "Feltarbeid" in "".join(one.itertext()))
    run = next(list(row.iter(tag("tc")))[2].iter(tag("r")))
    document.comment(run, run, SAID["word"], who)
    document.insert(document.run("Resten av kapittelet er"), " nesten", who)
    return document.save(round_.inbox / "utkast fra Ola.docx")


def next_draft(round_: Round) -> None:
    """What reviewers see in the second draft: marks of changes, answers, the orphan, where it stands."""
    with Browser() as browser:
        page = browser.page(1280, 900)
        round_.look(page, "site/index.html")
        rows = page.value(
            "[...document.querySelectorAll('.round tbody tr')].map((row) => row.innerText.replace(/\\s+/g, ' '))"
        )
        assert rows[1].startswith("1 Folk til gjennomlesing 4")
        assert page.value(
            "(() => { const e = document.querySelector('.round .table-scroll'); return e.scrollWidth <= e.clientWidth; })()"
        )
        assert "1. desember 2999" in page.value("document.querySelector('.round').innerText")
        round_.look(page, "site/chapters/01-folk.html")
        asides = page.value(
            "[...document.querySelectorAll('aside.remarks')].map((one) => [one.previousElementSibling.innerText, one.textContent])"
        )
        beside = next(said for about, said in asides if REWRITTEN in about)
        for words in (
            PHONE,
            SAID["changed"],
            "Nå står det: «kan være annerledes»",
            ANSWER,
            "være <b>bedre</b>",
        ):
            assert words in beside
        assert any(
            "Feltarbeid" in about and SAID["word"] in said and "løst" in said
            for about, said in asides
        )
        assert any(about.startswith("2") and SAID["keys"] in said for about, said in asides)
        assert page.value("document.querySelectorAll('.remarks :is(b, i, script)').length") == 0
        lost = page.value("document.querySelector('section.remarks.lost').innerText")
        assert GONE in lost
        assert SAID["gone"] in lost
        assert SAID["changed"] not in lost
        page.value("document.getElementById('changes').click()")
        shown = "[...document.querySelectorAll('%s.change')].filter((one) => one.getClientRects().length).map((one) => one.innerText)"
        assert "endres" in "".join(page.value(shown % "del"))
        assert "være annerledes" in "".join(page.value(shown % "ins"))
        assert page.value("[...document.querySelectorAll('#tbl-1-1 td[data-before]')].length") == 4
        round_.check(page)
        round_.look(page, "site/endringer.html")
        assert (
            "4 tall er endret i ett kapittel, alle fordi Fjellvik sendte nytt skjema."
            in page.value("document.body.innerText")
        )
        assert page.complaints() == []
        page.close()
        page = browser.page(390, 844, dark=True)
        round_.look(page, f"is248-{EDITION}-utkast.html")
        assert SAID["gone"] in page.value(
            "document.querySelector('section.remarks.lost').innerText"
        )
        assert page.complaints() == []


def whatever_the_time(project: Project) -> dict[str, bytes]:
    """All that is published; but for the time of the build, which the list of editions has."""
    found = disk.files(project.build_root / "www")
    found["editions.json"] = re.sub(rb"T\d\d:\d\d:\d\d\+", b"", found["editions.json"])
    return found


def unpacked(name: str, content: bytes) -> bytes:
    """What a file holds, and each of the files in it where it is an archive."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return content + b"".join(unpacked(one, archive.read(one)) for one in archive.namelist())


def remarks_in(project: Project) -> dict[str, bytes]:
    return disk.files(project.review_dir(EDITION))


def names(listed: str) -> dict[str, str]:
    """What each remark that is listed is called, by its line and what it says."""
    parts = re.split(r"(?m)^  (?=[0-9a-f]{4,12}  )", listed)[1:]
    return {text: text.split()[0] for text in parts}


def called(listed: str, words: str) -> str:
    (found,) = [name for text, name in names(listed).items() if words in text]
    return found


def test_a_whole_round(round_: Round, tmp_path: Path):
    run, project = round_.run, round_.project
    run("build", EDITION, "--draft", "--word")
    begin = ["--deadline", "2999-12-01", "--send-to", "redaktor@example.org"]
    begin += [part for name in (KEYS, WORD, PHONE) for part in ("--reviewer", name)]
    run("review", EDITION, "begin", *begin)
    run("build", EDITION, "--draft", "--word")
    assert "draft 1 " in run("drafts", EDITION)

    sent = [by_keyboard(round_), in_word(round_), on_a_phone(round_)]
    other = Project(shutil.copytree(project.root, tmp_path / "other", symlinks=True))
    run("comments", "import", *map(str, sent))
    kept = remarks_in(project)
    assert len(kept) == 1 + 5
    again = run("comments", "import", *map(str, sent))
    assert "new" not in again
    assert remarks_in(project) == kept
    Round(other, "", tmp_path).run("comments", "import", *map(str, reversed(sent)))
    assert remarks_in(other) == kept

    listed = run("comments", EDITION)
    assert "5 of 5 remarks are open" in listed
    line = 1 + (project.root / FOLK).read_text(encoding="utf-8").splitlines().index(
        "Her står en setning som kan endres."
    )
    assert f"{FOLK}:{line}" in listed
    run("comments", "answer", called(listed, SAID["changed"]), ANSWER, "--by", "Redaktøren")
    run("comments", "resolve", called(listed, SAID["word"]), "--text", "Ja.", "--by", "Redaktøren")
    assert "4 of 5 remarks are open" in run("comments", EDITION)

    disk.edit(project.root / FOLK, SENTENCE, REWRITTEN)
    disk.edit(project.root / FOLK, f"{GONE}\n\n", "")
    change(
        project,
        YEAR,
        "store",
        "9101",
        staff__ward="3.2",
        staff_training__long="3.7",
        staff_paths__one="2.7",
    )
    run("build", EDITION, "--draft")
    told = run("diff", EDITION, code=1)
    assert "Draft 1 → 2: 4 numbers in 1 chapter." in told
    assert "4: return Fjellvik (2091)" in told
    assert "1 of them on text that is not there any more" in run("comments", EDITION)
    next_draft(round_)

    refused = run("build", EDITION, code=1)
    assert "4 remarks are open" in refused
    assert "3 chapters are not approved" in refused
    assert not project.build_dir(EDITION).exists()
    run("review", "set", "--all", "lest", "--by", PHONE)
    run("review", "set", "--all", "godkjent", "--by", KEYS)
    run("comments", "resolve", *names(run("comments", EDITION)).values(), "--by", "Redaktøren")
    disk.edit(project.root / PLANER, "Se @tbl-2-1", "Her ser vi på planer. Se @tbl-2-1")
    refused = run("build", EDITION, code=1)
    assert f"1 chapter is changed after approval: 02-planer ({KEYS}" in refused
    run("build", EDITION, "--draft")
    assert f"changed since {KEYS} approved it" in run("review", EDITION)
    assert "Endret etter at" in (round_.draft / "site/index.html").read_text(encoding="utf-8")
    run("review", "set", "2", "godkjent", "--by", KEYS)
    assert "3 of 3 chapters approved, 0 of 5 remarks open" in run("review", EDITION)
    run("build", EDITION)

    published = whatever_the_time(project)
    never = Project(tmp_path / "never")
    shutil.copytree(project.root, never.root, ignore=shutil.ignore_patterns("_build", "review"))
    Round(never, "", tmp_path).run("build", EDITION)
    assert published == whatever_the_time(never)
    for words in (
        KEYS,
        WORD,
        "Hansen",
        PHONE,
        "Redaktøren",
        "redaktor@example.org",
        *SAID.values(),
        GONE,
        "Skriv merknad",
    ):
        assert [
            name for name, content in published.items() if words.encode() in unpacked(name, content)
        ] == []
