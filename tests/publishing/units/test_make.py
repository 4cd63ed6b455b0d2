"""A page, a PDF and a CSV for each unit of a tiny edition; what is kept, fails, and is left."""

import csv
import io
import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pikepdf
import pytest
from disk import edit
from editions import EDITION
from pdfua.cli import main as pdfua
from tiny import YEAR, change, make_tiny_project
from unitedition import KEYS, files, output, pages, with_units

from project.errors import ProjectError, ProjectErrors
from project.places import Project
from publishing.build.edition import build_edition
from publishing.units.kit import NOTEBOOK
from publishing.units.make import Options, make_units

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def whole(built: Project) -> Project:
    project = with_units(built)
    make_units(project, EDITION, Options(workers=2))
    return project


@pytest.fixture
def own(whole: Project, tmp_path: Path) -> Project:
    """A copy of the edition and its pages, for a test to change."""
    import shutil

    return Project(shutil.copytree(whole.root, tmp_path / "own", symlinks=True))


def make(project: Project, *keys: str, **more: object):
    return make_units(project, EDITION, Options(keys, workers=2, **more))


def test_each_unit_and_group_has_a_page_a_pdf_and_a_csv(whole):
    named = {name.rpartition(".")[0] for name in files(whole) if name.endswith(".csv")}
    assert len(named) == len(KEYS)
    for name in named:
        assert {f"{name}.html", f"{name}.pdf", f"{name}.csv"} <= files(whole).keys()
    assert "9102-aeras-kommune" in named
    assert "county-nordfylket" in named


def test_a_page_leads_into_the_report_where_it_stands(whole):
    www = whole.build_root / "www" / EDITION / "enheter"
    page = (www / "9101-fjellvik-kommune.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"#:]+)(?:#([^"]*))?"', page)
    assert "../chapters/vedlegg-a.html" in {path for path, _ in links}
    for path, anchor in links:
        target = (www / path).resolve()
        assert target.is_file(), path
        if anchor and target.suffix == ".html" and path != "sammenlign.html":
            assert f'id="{anchor}"' in target.read_text(encoding="utf-8"), (path, anchor)


def test_the_drawing_of_a_page_is_its_own(whole):
    told = pages(whole)
    drawings = {
        key: re.findall(r'<svg [^>]*class="drawing.*?</svg>', told[key], re.DOTALL) for key in KEYS
    }
    assert all(len(each) == 2 for each in drawings.values())  # one for a page, one for a phone
    assert drawings["9101"] != drawings["9102"]


def test_a_csv_has_the_numbers_as_the_page_prints_them(whole):
    name = "9101-fjellvik-kommune"
    rows = list(csv.DictReader(io.StringIO(files(whole)[f"{name}.csv"].decode())))
    cell = next(r for r in rows if (r["radkode"], r["kolonnekode"]) == ("all", "fte"))
    assert (cell["navn"], cell["verdi"]) == ("tabell-1", "5")  # of 3.7 and 1.7
    assert f">{cell['vist']}<" in pages(whole)["9101"]


def test_a_pdf_is_a_tagged_document_of_at_most_two_pages(whole):
    name = next(name for name in files(whole) if name.startswith("9101") and name.endswith(".pdf"))
    assert pdfua(["check", str(output(whole) / name)]) == 0
    with pikepdf.open(io.BytesIO(files(whole)[name])) as pdf:
        assert len(pdf.pages) <= 2
        with pdf.open_metadata() as xmp:
            assert xmp["pdfuaid:part"] == "1"
            assert (xmp["pdfaid:part"], xmp["pdfaid:conformance"]) == ("2", "A")
            assert str(xmp["dc:title"]).startswith("Fjellvik kommune")


def test_what_has_not_changed_is_not_made_again(own):
    before = files(own)
    assert make(own).unchanged
    assert files(own) == before


def test_the_company_a_page_is_made_in_does_not_show(own):
    before = files(own)
    done = make_units(own, EDITION, Options(workers=1, fresh=True))
    assert done.executed == len(KEYS)
    assert files(own) == before


def facts_now(project: Project) -> dict[str, bytes]:
    from analysis.standing.facts import write_facts
    from analysis.standing.gathered import facts_of
    from analysis.survey import open_survey

    facts = facts_of(open_survey(YEAR, project.root))
    return {key: write_facts(its) for key, its in facts.items()}


@pytest.mark.parametrize(
    ("field", "training", "expected"),
    [
        # The sums of its county and its trust print otherwise, and no rate but its own does.
        ("1.6", "1.1", {"9101", "county-nordfylket", "trust-nord-hf"}),
        # Rates of the groups and of the country change, which stand on every page.
        ("9.5", "9", set(KEYS)),
    ],
)
def test_a_changed_return_makes_those_pages_alone_whose_numbers_change(
    own, field, training, expected
):
    known, before = facts_now(own), pages(own)
    change(own, YEAR, "store", "9101", staff__field=field, staff_training__short=training)
    build_edition(own, EDITION)
    done = make(own)
    changed = {key for key, text in pages(own).items() if text != before[key]}
    now = facts_now(own)
    assert changed == expected
    assert done.executed == sum(now[key] != known[key] for key in KEYS) >= len(expected)


def test_one_page_is_made_anew_and_the_others_stay(own):
    edit(own.root / NOTEBOOK, "Her er det", "Der er det")
    before = files(own)
    assert make(own, "9102").executed == 0  # what its cells gave is known
    now = files(own)
    assert {name for name in now if now[name] != before[name]} == {
        "9102-aeras-kommune.html",
        "9102-aeras-kommune.pdf",
    }


def test_pieces_of_pages_as_they_are_and_were_are_kept_and_no_others(own):
    def kept(kind: str) -> int:
        return len([*(own.build_root / f"cache/units/{EDITION}/{kind}").iterdir()])

    text = "Her er det"
    for other in ("Der er det", "Hos oss er det", "Her var det"):
        edit(own.root / NOTEBOOK, text, other)
        text = other
        make(own, pdf=other != "Hos oss er det")
        assert kept("pages") == 2 * len(KEYS)
    assert kept("sheets") == 2 * len(KEYS)


def test_a_run_tells_how_many_pages_were_made_and_how_many_stayed(own):
    edit(own.root / NOTEBOOK, "Her er det", "Der er det")
    told = re.sub(r"[\d.]+ s ", "… s ", str(make(own, "9102")))
    stayed = f"{len(KEYS) - 1} stayed as they were"
    assert told.startswith(f"Made 1 page of a unit in … s (0 executed), {stayed}: ")
    told = re.sub(r"[\d.]+ s ", "… s ", str(make(own)))
    assert told.startswith(f"Made {len(KEYS)} pages of units in … s (0 executed): ")
    assert str(make(own)).startswith("Nothing has changed: ")


@pytest.mark.parametrize("damage", ["gone", "other", "one less", "the whole tree"])
def test_pages_that_are_gone_or_damaged_beside_the_report_are_put_in_place_again(own, damage):
    import shutil

    tree = own.build_root / "www"
    folder = tree / EDITION / "enheter"
    page = folder / "9102-aeras-kommune.html"
    before = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    if damage == "other":
        page.write_text("Noe annet", encoding="utf-8")
    elif damage == "one less":
        page.unlink()
    elif damage == "gone":
        shutil.rmtree(folder)
    else:
        tree.unlink()
    done = make(own)
    assert (done.unchanged, done.executed) == (True, 0)
    assert str(done).endswith("put in place again beside the report")
    assert {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()} == before
    assert str(make(own)).endswith(" s)")


def test_pages_lead_to_chapters_wherever_these_stand(own):
    moved = f"chapters/{YEAR}/vedlegg-a.qmd"
    (own.root / moved).parent.mkdir()
    (own.root / "chapters/vedlegg-a.qmd").rename(own.root / moved)
    edit(own.profile_path(EDITION), "chapters/vedlegg-a.qmd", moved)
    listing = """\
```{python}
#| label: mer
#| output: asis
for one in here.links:
    print(f"- [Tabell {one.number}]({one.link})")
```
"""
    edit(own.root / NOTEBOOK, "## Tabellen", f"{listing}\n## Tabellen")
    build_edition(own, EDITION)
    make(own)
    assert f'href="../chapters/{YEAR}/vedlegg-a.html#tbl-a-1">Tabell A.1' in pages(own)["9101"]


def test_what_a_page_cannot_show_is_told_with_its_line(own):
    edit(own.root / NOTEBOOK, "[kapitlet om folk](01-folk.qmd#sec-folk)", "[noe](99-nei.qmd)")
    with pytest.raises(ProjectErrors) as raised:
        make(own)
    line = (own.root / NOTEBOOK).read_text(encoding="utf-8").split("[noe]")[0].count("\n") + 1
    assert "99-nei.qmd' leads nowhere" in str(raised.value)
    assert f"{NOTEBOOK}, line {line}" in str(raised.value)


def test_pages_that_stayed_as_they_were_are_made_when_all_are_asked_for(own):
    edit(own.root / NOTEBOOK, "Her er det", "Der er det")
    make(own, "9102")
    assert make(own, "9102").unchanged
    make(own, "9201")  # what stays is no newer for that
    assert not make(own).unchanged
    assert all("Der er det" in text for text in pages(own).values())
    assert make(own).unchanged


def test_pdfs_that_the_others_lack_are_made_when_all_are_asked_for(own):
    before = files(own)
    make(own, pdf=False)
    make(own, "9102")
    make(own)
    assert files(own) == before


def test_a_page_that_another_one_s_make_keeps_is_made_again_when_what_it_read_changes(own):
    (own.root / "extra.txt").write_text("en")
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)",
         "here = standing_of(survey, unit)\n"
         'if unit == "9101":\n    from pathlib import Path\n'
         '    extra = Path("extra.txt").read_text()')  # fmt: skip
    make(own)
    edit(own.root / "chapters/01-folk.qmd", "Her står", "Der står")
    build_edition(own, EDITION)
    make(own)
    make(own, "9102", fresh=True)
    assert make(own).unchanged
    (own.root / "extra.txt").write_text("to")
    assert make(own).executed == 1


def test_a_unit_that_has_another_name_leaves_no_page_under_its_old_one(own):
    edit(own.units_path(YEAR), "Ærås kommune", "Nyby kommune")
    build_edition(own, EDITION)
    make(own, "9101")
    names = files(own)
    assert "9102-aeras-kommune.html" not in names
    listed = units_of(names)
    assert "9102-nyby-kommune.html" in listed
    make(own)
    assert listed <= files(own).keys()


@pytest.mark.parametrize("record", ["units", "older", "partial"])
def test_a_record_that_lacks_something_counts_as_none(own, record):
    path = output(own).parent / "build.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    del told[record]
    path.write_text(json.dumps(told), encoding="utf-8")
    assert make(own, "9101").made == 1
    assert make(own).made == len(KEYS)


def units_of(names: dict[str, bytes]) -> set[str]:
    """The addresses of all pages that the list leads to."""
    text = names["units.js"].decode()
    told = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    return {unit["href"] for unit in told["units"]}


def test_pages_of_another_version_of_the_program_are_said_not_to_stay(own):
    from publishing.build.progress import Progress

    told: list[str] = []

    class Noted(Progress):
        def note(self, text: str) -> None:
            told.append(text)

    record = output(own).parent / "build.json"
    record.write_text("{}", encoding="utf-8")
    done = make_units(own, EDITION, Options(("9102",)), Noted())
    assert (done.made, done.stayed) == (1, 0)
    assert "another version" in told[0]


def test_a_failing_page_is_named_and_stops_no_other(own):
    before = files(own)
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)",
         'here = standing_of(survey, unit)\nassert unit != "9102", "ikke denne"')  # fmt: skip
    with pytest.raises(ProjectErrors) as raised:
        make(own)
    assert "9102 Ærås kommune" in str(raised.value)
    assert "ikke denne" in str(raised.value)
    assert "9101" not in str(raised.value)
    assert files(own) == before  # nothing half made stands in its place
    edit(own.root / NOTEBOOK, 'unit != "9102"', "True")
    edit(own.root / NOTEBOOK, 'True, "ikke denne"', 'unit != "9102", "ikke denne"')
    with pytest.raises(ProjectErrors):
        make(own)  # the others are known by now


def test_a_page_whose_process_dies_takes_no_other_along(own):
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)",
         "here = standing_of(survey, unit)\n"
         'if unit == "9201":\n    import os\n    os.kill(os.getpid(), 9)')  # fmt: skip
    with pytest.raises(ProjectErrors) as raised:
        make(own)
    assert "9201 Søråsen kommune" in str(raised.value)
    assert "did not come to an end" in str(raised.value)


def test_an_unknown_unit_is_told_with_those_that_are_like_it(own):
    with pytest.raises(ProjectError, match="9101") as raised:
        make(own, "fjellvik komune")
    assert "Fjellvik kommune" in str(raised.value)


def test_the_report_must_be_built_as_it_is_now(own):
    edit(own.root / "chapters/01-folk.qmd", "Her står", "Der står")
    with pytest.raises(ProjectError, match="not built as it is now") as raised:
        make(own)
    assert f"is248 build {EDITION}" in str(raised.value)


def test_an_edition_without_returns_has_no_units(tmp_path):
    project = make_tiny_project(tmp_path)
    edit(project.profile_path(YEAR), f"survey_years: [{YEAR - 1}, {YEAR}]", "survey_years: []")
    with pytest.raises(ProjectError, match="reads no returns"):
        make_units(project, EDITION)


def test_without_pdfs_there_are_none(own):
    make(own, pdf=False)
    assert not [name for name in files(own) if name.endswith(".pdf")]
    assert ".pdf" not in re.sub(rf"is248-{EDITION}\.pdf", "", pages(own)["9101"])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_stop_leaves_the_last_pages_and_keeps_what_was_made(own, number):
    before = files(own)
    # Every page is another, and the last one waits until it is told to end.
    edit(own.root / NOTEBOOK, "Her er det", "Der er det")
    edit(own.root / NOTEBOOK, "here = standing_of(survey, unit)",
         "here = standing_of(survey, unit)\n"
         'if unit == "region-helse-tiny":\n'
         "    import threading\n    threading.Event().wait(60)")  # fmt: skip
    program = "import sys; from publishing.command.cli import main; main(sys.argv[1:])"
    words = ["--project", str(own.root), "units", EDITION, "--plain", "--workers", "1"]
    process = subprocess.Popen([sys.executable, "-c", program, *words], stdout=subprocess.PIPE)
    kept = own.build_root / f"cache/units/{EDITION}/sheets"
    known = len(list(kept.iterdir()))
    until = time.monotonic() + 120
    while len(list(kept.iterdir())) < known + 1 and time.monotonic() < until:
        time.sleep(0.05)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode == (130 if number == signal.SIGINT else -number)
    assert files(own) == before


def test_the_made_pages_are_removed_with_the_edition(own):
    from publishing.command.cleanup import remove_built

    list(remove_built(own, EDITION))
    assert not output(own).exists()


def test_the_list_tells_of_each_what_its_page_tells_and_who_is_like_it(whole):
    text = files(whole)["units.js"].decode()
    told = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    assert [unit["key"] for unit in told["units"]] == list(KEYS)
    measures = [one["key"] for one in told["measures"]]
    assert measures[-1] == "size_group"
    assert {"fte-all", "rate-all"} < set(measures)
    unit, group = told["units"][0]["values"], told["units"][3]["values"]
    assert unit.keys() == set(measures)
    assert unit["size_group"][1] is None
    assert unit["size_group"][0]
    assert group.keys() == set(measures) - {"size_group"}
