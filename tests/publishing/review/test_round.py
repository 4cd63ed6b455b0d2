"""The round: begun, statuses set, what changed after approval, and what stops publishing."""

import datetime as dt
import shutil

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from editions import EDITION, edit, make_tiny_edition
from msgspec import structs
from reviewing import annotation, send
from tiny import YEAR, change

from project.errors import ProjectError
from project.places import Project
from publishing.build.edition import Options, build_edition
from publishing.command.cli import cli
from publishing.review.round.round import (
    Entry,
    Round,
    begun,
    changed,
    load_round,
    named_status,
    reviewer,
    save_round,
    with_entries,
)
from publishing.review.round.standing import standings

DRAFT = Options(draft=True)
DAY = dt.date(2091, 12, 1)
FOLK = "chapters/01-folk.qmd"
ROUND = Round(begun=DAY, reviewers=("Kari Nordmann", "Ola Hansen"))


def entry(status, by="Kari Nordmann", text="a"):
    return Entry(chapter=FOLK, status=status, by=by, date=DAY, text=text)


def status_of(*entries, text="a"):
    its = ROUND
    for one in entries:
        its = with_entries(its, [one])
    (one,) = standings(its, [FOLK], (), {FOLK: text})
    return one.status


def test_what_was_said_last_of_the_text_as_it_is_counts():
    kari, ola, author = entry("godkjent"), entry("lest", "Ola Hansen"), entry("utkast", "A", "")
    assert status_of() == "til gjennomlesing"
    assert status_of(author) == "utkast"
    assert status_of(ola) == "lest"
    assert status_of(kari, ola) == "godkjent"
    assert status_of(ola, kari) == "godkjent"
    assert status_of(kari, author) == "utkast"
    assert status_of(author, kari) == "godkjent"
    assert status_of(kari, entry("lest")) == "lest"  # she takes it back
    assert status_of(author, kari, text="b") == "utkast"
    assert status_of(kari, text="b") == "til gjennomlesing"
    assert status_of(kari, entry("godkjent", "Ola Hansen", "b"), text="b") == "godkjent"


def test_open_remarks_are_counted_by_page():
    (one,) = standings(ROUND, [FOLK], ["chapters/01-folk.html", "index.html"])
    assert one.open == 1


def test_the_next_round_keeps_reviewers_and_statuses():
    first = begun(None, DAY, None, ["Kari Nordmann"], "a@example.org")
    second = begun(
        with_entries(first, [entry("lest")]), DAY, DAY, ["Kari Nordmann", "Ola\x1b Hansen"], ""
    )
    assert (second.round, second.deadline) == (2, DAY)
    assert second.reviewers == ("Kari Nordmann", "Ola Hansen")
    assert second.send_to == "a@example.org"
    assert second.statuses == (entry("lest"),)
    with pytest.raises(ProjectError, match="is over"):
        begun(None, DAY, dt.date(2091, 11, 30), [], "")


def test_a_round_is_changed_and_stays_the_same_round():
    first = begun(None, DAY, DAY, ["Kari Nordmann"], "a@example.org")
    more = changed(first, DAY, None, ["Ola Hansen", " "], "")
    assert more == structs.replace(first, reviewers=("Kari Nordmann", "Ola Hansen"))
    later = changed(more, DAY, DAY + dt.timedelta(7), [], "b@example.org", ["ola hansen"])
    assert (later.deadline, later.reviewers) == (DAY + dt.timedelta(7), ("Kari Nordmann",))
    assert (later.round, later.send_to) == (1, "b@example.org")
    with pytest.raises(ProjectError, match="no reviewer"):
        changed(first, DAY, None, [], "", ["Per Dahl"])
    with pytest.raises(ProjectError, match="is over"):
        changed(first, DAY, dt.date(2091, 11, 30), [], "")


def test_names_and_statuses_are_told_where_they_are_misspelt():
    assert reviewer(ROUND, "kari nordmann") == "Kari Nordmann"
    with pytest.raises(ProjectError, match="no reviewer") as caught:
        reviewer(ROUND, "Kari Norman")
    assert 'Did you mean "Kari Nordmann"' in caught.value.todo
    assert named_status("god") == "godkjent"
    assert named_status("til gjennomlesing") == "til gjennomlesing"
    with pytest.raises(ProjectError, match="no status"):
        named_status("ferdig")


def test_the_file_holds_what_was_set(tmp_path):
    its = with_entries(ROUND, [entry("godkjent", "Ola: Hansen - #1")])
    save_round(Project(tmp_path), EDITION, its)
    assert load_round(Project(tmp_path), EDITION) == its
    assert load_round(Project(tmp_path), "2090") is None


@pytest.fixture(scope="module")
def drafted(tmp_path_factory):
    """A tiny edition with a draft and a round."""
    project = make_tiny_edition(tmp_path_factory.mktemp("round"))
    build_edition(project, EDITION, DRAFT)
    return project


@pytest.fixture
def project(drafted, tmp_path):
    return Project(shutil.copytree(drafted.root, tmp_path / "project", symlinks=True))


def run(project, *arguments):
    done = CliRunner().invoke(cli, ["--project", str(project.root), *arguments])
    assert "Traceback" not in done.output
    return done


def begin(project, *more):
    done = run(
        project, "review", EDITION, "begin", "--deadline", "2999-12-01",
        "--reviewer", "Kari Nordmann", "--reviewer", "Ola <b>Hansen", *more,
    )  # fmt: skip
    assert done.exit_code == 0, done.output


def approve(project, *chapters):
    done = run(
        project, "review", "set", *(chapters or ["--all"]), "godkjent", "--by", "Kari Nordmann"
    )
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def untold(tmp_path):
    """An edition without a draft or a round."""
    return make_tiny_edition(tmp_path / "untold")


def test_a_round_at_the_command_line(untold):
    assert "no review of" in run(untold, "review", "change", "--reviewer", "A").output
    wrong = run(untold, "review", "begin", "--deadline", "neste uke")
    assert (wrong.exit_code, "a date like" in wrong.output) == (2, True)
    said = run(untold, "review", "begin", "--deadline", "1.12.2999").output
    assert "Round 1 of 2091 until 2999-12-01, read by nobody yet." in said
    assert "is248 build 2091 --draft" in said


def test_the_deadline_is_moved_in_the_same_round(untold):
    run(untold, "review", "begin", "--reviewer", "Kari")
    said = run(untold, "review", "change", "--deadline", "2999-12-08").output
    assert "Round 1 of 2091 until 2999-12-08, read by Kari." in said
    assert run(untold, "review", "change").exit_code == 2
    stranger = run(untold, "review", "set", "--all", "lest", "--by", "Ola")
    assert 'is248 review change --reviewer "Ola"' in stranger.output


@pytest.mark.parametrize("arguments", [["lest"], ["1"], ["1", "lest", "--all"]])
def test_a_status_is_of_chapters_that_are_named(untold, arguments):
    run(untold, "review", "begin")
    done = run(untold, "review", "set", *arguments, "--by", "Kari")
    assert (done.exit_code, "--all" in done.output) == (2, True)


@pytest.mark.slow
def test_without_a_round_nothing_is_refused_or_set(project):
    assert "no review" in run(project, "review").output
    assert "no review" in run(project, "review", "set", "1", "lest", "--by", "A").output
    assert run(project, "build", EDITION).exit_code == 0


@pytest.mark.slow
def test_publishing_waits_for_approval_of_what_is_published(project):
    begin(project)
    refused = run(project, "build", EDITION)
    assert refused.exit_code == 1
    assert "5 chapters are not approved" in refused.output
    assert not project.build_dir(EDITION).exists()
    assert "as draft 1 has it" in approve(project)
    assert load_round(project, EDITION).statuses[0].draft == "utkast-1"
    assert run(project, "build", EDITION).exit_code == 0
    before = {p: p.read_bytes() for p in project.site_dir(EDITION).rglob("*.html")}

    change(project, YEAR, "store", "9101", staff__ward="3.2", staff_training__long="3.7")
    refused = run(project, "build", EDITION)
    assert refused.exit_code == 1, refused.output
    assert "changed after approval: 01-folk (Kari Nordmann" in refused.output
    assert "is248 review 2091 set CHAPTER godkjent" in refused.output
    assert "is248 comments" not in refused.output  # nothing is open
    assert {p: p.read_bytes() for p in project.site_dir(EDITION).rglob("*.html")} == before

    run(project, "build", EDITION, "--draft")
    table = run(project, "review").output
    assert "changed since Kari Nordmann approved it" in table
    assert "in " in table.splitlines()[-1]
    approve(project, "1", "vedlegg-a")
    assert run(project, "build", EDITION).exit_code == 0
    record = (project.build_root / "www" / EDITION / "build-record.json").read_text("utf-8")
    assert "despite_review" not in record


@pytest.mark.slow
def test_code_and_spaces_are_no_change_but_words_are(project):
    begin(project)
    approve(project)
    edit(project, FOLK, "survey = open_survey(edition)", "survey = open_survey(edition)  # de")
    edit(project, FOLK, "en setning som kan", "en   setning som kan")
    assert run(project, "build", EDITION).exit_code == 0
    edit(project, FOLK, "kan endres", "må endres")
    assert "changed after approval" in run(project, "build", EDITION).output


@pytest.mark.slow
def test_open_remarks_stop_publishing_unless_told_otherwise(project, tmp_path):
    begin(project)
    approve(project)
    assert run(project, "build", EDITION).exit_code == 0
    file = send(tmp_path / "a.json", annotation(paragraph="tbl-1-1"))
    assert run(project, "comments", "import", str(file)).exit_code == 0
    refused = run(project, "build", EDITION)
    assert refused.exit_code == 1
    assert "1 remark is open" in refused.output
    assert "Kari Nordmann, 01-folk)" in refused.output
    assert run(project, "build", EDITION, "--draft").exit_code == 0
    edit(project, "index.qmd", "En liten utgave.", "En liten, ny utgave.")
    assert run(project, "build", EDITION, "--despite-review").exit_code == 0
    record = (project.build_root / "www" / EDITION / "build-record.json").read_text("utf-8")
    assert '"despite_review": true' in record


@pytest.mark.slow
def test_the_front_page_shows_where_the_review_stands(project, tmp_path):
    begin(project, "--send-to", "<a@example.org>")
    approve(project, "1")
    read = run(project, "review", "set", "2", "lest", "--by", "Ola <b>Hansen")
    assert read.exit_code == 0, read.output
    file = send(tmp_path / "a.json", annotation(paragraph="tbl-1-1"))
    run(project, "comments", "import", str(file))
    edit(project, FOLK, "kan endres", "må endres")
    place = build_edition(project, EDITION, DRAFT).place
    for name in ("site/index.html", f"is248-{EDITION}-utkast.html"):
        page = BeautifulSoup((place / name).read_text(encoding="utf-8"), "html5lib")
        section = page.select_one("section.round")
        assert page.body["data-address"] == "<a@example.org>"
        assert "Frist for merknader er 1. desember 2999." in section.p.get_text()
        assert "<a@example.org>" in section.p.get_text()
        assert "Én merknad er åpen." in section.p.get_text()
        assert not section.find("b")
        assert section.select_one(".table-scroll")["aria-label"] not in section.h2.get_text()
        rows = {row.th.get_text(): row.find_all("td") for row in section.tbody.find_all("tr")}
        status, count, readers = (" ".join(cell.get_text(" ").split()) for cell in rows["1 Folk"])
        assert status.startswith("til gjennomlesing Endret etter at Kari Nordmann godkjente")
        assert count == "1"
        assert "før siste endring" in readers
        assert "Ola <b>Hansen: lest" in rows["2 Planer"][2].get_text()
        links = [row.a["href"] for row in section.tbody.find_all("tr")]
        if name.startswith("site"):
            assert links[1] == "chapters/01-folk.html"
        else:
            assert all(page.find(id=link.removeprefix("#")) for link in links)
        shown = {chip["data-status"] for chip in page.select(".status[data-status]")}
        assert {"til gjennomlesing", "lest"} <= shown
    inner = (place / "site" / "chapters/01-folk.html").read_text(encoding="utf-8")
    assert 'class="round"' not in inner


@pytest.mark.slow
def test_a_status_is_of_a_draft_that_there_is(project):
    begin(project)
    told = run(project, "review", "set", "1", "lest", "--by", "Kari Nordmann", "--draft", "7")
    assert "draft 7" in told.output
    edit(project, FOLK, "kan endres", "må endres")
    build_edition(project, EDITION, DRAFT)
    for draft, status in (("1", "til gjennomlesing"), ("2", "godkjent")):
        done = run(project, "review", "set", "1", "godk", "--by", "Kari Nordmann", "--draft", draft)
        assert done.exit_code == 0, done.output
        lines = run(project, "review").output.splitlines()
        row = next(line for line in lines if line.startswith("01-folk"))
        assert row.removeprefix("01-folk").strip().startswith(status)
    project.draft_dir(EDITION).unlink()  # a link to what was built
    told = run(project, "review", "set", "1", "lest", "--by", "Kari Nordmann")
    assert "has no draft" in told.output
    assert run(project, "review", "set", "1", "utkast", "--by", "A").exit_code == 0
    assert "no draft is built" in run(project, "review").output.lower()
