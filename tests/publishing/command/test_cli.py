"""The command line: what it teaches, what it says, and how it leaves."""

import json
import subprocess
import sys

import pytest
import yaml
from click.testing import CliRunner
from disk import write
from editions import EDITION, edit, make_tiny_edition

from project.errors import ProjectError, ProjectErrors, recap
from project.kept.lock import only_build
from project.records import (
    SCHEMA,
    CellRecord,
    ChapterHead,
    ColumnRecord,
    Ledger,
    RowRecord,
    TableRecord,
    as_json,
)
from publishing.build.chosen import chapter_file, pick_chapters
from publishing.command.cli import cli, main
from publishing.command.failures import explain, write_log


@pytest.fixture
def project(tmp_path):
    return make_tiny_edition(tmp_path / "project")


@pytest.fixture
def run(project):
    def call(*arguments):
        return CliRunner().invoke(cli, ["--project", str(project.root), *arguments])

    return call


COMMANDS = [
    "build",
    "check",
    "verify",
    "preview",
    "notebook",
    "demo",
    "population",
    "list",
    "clean",
    "new",
    "compare",
    "todo",
    "freeze",
]


def test_help_teaches_with_examples_and_exit_codes():
    text = CliRunner().invoke(cli, ["--help"]).output
    assert "is248 build 2025 --only 03" in text
    assert "Exit codes" in text
    assert all(f"\n  {name} " in text for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_of_its_own(name):
    result = CliRunner().invoke(cli, [name, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 5


def test_help_imports_nothing_that_takes_time():
    code = (
        "import sys\nfrom publishing.command.cli import cli\n"
        "try:\n    cli.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print([m for m in ('pandas', 'numpy', 'rich', 'yaml', 'pypandoc') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_misspelt_command_gets_a_suggestion(run):
    result = run("biuld")
    assert result.exit_code == 2
    assert "Did you mean build?" in result.output


@pytest.mark.parametrize("command", ["build", "check", "verify", "preview", "clean"])
def test_a_misspelt_edition_gets_a_suggestion(run, command):
    result = run(command, EDITION[:-1] + "7")
    assert result.exit_code == 1
    assert f"Did you mean {EDITION}?" in result.output
    assert "Traceback" not in result.output


def test_a_misspelt_chapter_gets_a_suggestion(run):
    result = run("build", "--only", "01-folkk")
    assert result.exit_code == 1
    assert "Did you mean 01-folk" in result.output


@pytest.mark.parametrize(
    "name", ["1", "01", "folk", "01-folk", "01-folk.qmd", "chapters/01-folk.qmd"]
)
def test_a_chapter_has_many_names(project, name):
    assert chapter_file(project, name) == "chapters/01-folk.qmd"


def test_an_appendix_is_named_by_its_letter():
    files = ("index.qmd", "chapters/01-a.qmd", "chapters/vedlegg-b.qmd")
    assert pick_chapters(["B", "1", "b"], files) == ("chapters/vedlegg-b.qmd", "chapters/01-a.qmd")


def test_an_unknown_chapter_gets_the_list(project):
    with pytest.raises(ProjectError, match="The chapters are"):
        chapter_file(project, "xyzzy")


def test_a_dry_run_changes_nothing(run, project):
    result = run("build", "--dry-run")
    assert result.exit_code == 0
    assert f"{EDITION}: 5 chapters with the" in result.output
    assert not project.build_root.exists()


def test_outside_a_project_it_says_so(tmp_path):
    result = CliRunner().invoke(cli, ["--project", str(tmp_path), "list"])
    assert result.exit_code == 1
    assert "_quarto.yml" in result.output


def test_editions_and_chapters_are_listed(run):
    output = run("list").output
    assert f"{EDITION}  (not built yet)" in output
    assert "    chapters/01-folk.qmd" in output


def test_check_tells_findings_and_numbers_typed_by_hand(run, project):
    result = run("check")
    assert result.exit_code == 0, result.output
    assert "No numbers typed by hand" in result.output
    edit(project, "chapters/01-folk.qmd", "som kan endres", "om 99 årsverk")
    result = run("check")
    assert result.exit_code == 1
    assert "chapters/01-folk.qmd:" in result.output
    assert "'99'" in result.output
    assert run("check", "--no-prose").exit_code == 0


def test_check_stops_at_findings_that_stop(run, project):
    path = next(project.returns_dir(int(EDITION)).glob("store.*"))
    write(path, path.read_text(encoding="utf-8").replace("9101", "9999", 1))
    result = run("check")
    assert result.exit_code == 1
    assert "9999" in result.output
    findings = project.findings_dir(EDITION) / "findings.json"
    assert json.loads(findings.read_text(encoding="utf-8"))["stop"] >= 1


def test_verify_without_print_ends_well_and_says_so(run, project):
    result = run("verify")
    assert result.exit_code == 0
    assert f"no printed report in data/published/{EDITION}" in result.output
    assert json.loads(run("verify", "--json").output)["compared"] == 0


def test_verify_needs_the_print_that_the_profile_names(run, project):
    edit(project, f"_quarto-{EDITION}.yml", "is248:", "is248:\n  print: 1999")
    result = run("verify")
    assert result.exit_code == 1
    assert "1999" in result.output


def test_verify_needs_a_build(run, project):
    write(project.published_dir(EDITION) / "tables.csv", "table\n")
    assert run("verify").exit_code == 1


def test_all_is_every_edition_and_none_by_name(run, project):
    profile = (project.root / f"_quarto-{EDITION}.yml").read_text(encoding="utf-8")
    last = str(int(EDITION) - 1)
    own = yaml.safe_load(profile.replace(EDITION, last).replace(f"- {int(last) - 1}", f"- {last}"))
    own["is248"]["survey_years"] = [int(last)]
    write(project.root / f"_quarto-{last}.yml", yaml.safe_dump(own, allow_unicode=True))
    result = run("verify", "--all")
    assert result.exit_code == 0
    assert [line[:4] for line in result.output.splitlines()] == [last, EDITION]
    result = run("build", "--all", "--dry-run")
    assert result.output.count("5 chapters") == 2
    assert run("build", EDITION, "--all").exit_code == 2


def test_a_failure_of_one_edition_does_not_keep_the_others_back(run, project):
    edit(project, f"_quarto-{EDITION}.yml", "chapters/02-planer.qmd", "chapters/02-borte.qmd")
    last = str(int(EDITION) - 1)
    own = yaml.safe_load((project.root / f"_quarto-{EDITION}.yml").read_text(encoding="utf-8"))
    own["is248"] |= {"edition": int(last), "survey_years": [int(last)]}
    own["book"]["chapters"] = ["index.qmd"]
    write(project.root / f"_quarto-{last}.yml", yaml.safe_dump(own, allow_unicode=True))
    result = run("build", "--all", "--dry-run")
    assert result.exit_code == 1
    assert f"{last}: " in result.output
    assert "02-borte" in str(result.exception) + result.output


def test_verify_ends_with_its_line_and_the_right_code(run, project):
    head = "table,row_no,row_group,row,col_no,col_group,col,unit,value,as_printed\n"
    write(
        project.published_dir(EDITION) / "tables.csv",
        head + "1.1,1,,Avdeling,1,,Antall,antall,3,3\n9.1,1,,Noe,1,,Antall,antall,1,1\n",
    )
    ours = TableRecord(
        id="tbl-1-1",
        number="1.1",
        caption="x",
        stub="",
        columns=(ColumnRecord(("n",), (), "Antall", "count"),),
        rows=(RowRecord("a", "", "Avdeling", "body"),),
        cells=((CellRecord(3.0, "3"),),),
        base="",
        notes=(),
        source="",
    )
    about = ChapterHead("chapters/01-folk.qmd", "01-folk", "1", "Folk", "")
    ledger = as_json(Ledger(SCHEMA, EDITION, about, (ours,), (), ()))
    place = project.build_dir(EDITION) / "results/01-folk.json"
    write(place, json.dumps(ledger))
    result = run("verify")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "3 cells compared: 3 equal, 0 errata, 0 different"
    assert "not built: 1 printed tables" in result.output
    assert "older than its sources" in result.output
    write(place, json.dumps(ledger).replace('"3"', '"4"'))
    result = run("verify")
    assert result.exit_code == 1
    assert "table 1.1, Avdeling · Antall: print «3», here «4»" in result.output
    assert result.output.splitlines()[-1].endswith("1 different")
    assert json.loads(run("verify", "--json").output)["different"] == 1


def test_a_running_build_is_named(run, project):
    import os

    with only_build(project.lock_path(EDITION), EDITION):
        result = run("build")
    assert result.exit_code == 1
    assert f"Another build of {EDITION} is running (process {os.getpid()}, since " in result.output


def test_a_notebook_goes_out_and_comes_back_the_same(run, project):
    before = (project.root / "chapters/01-folk.qmd").read_bytes()
    assert "Wrote chapters/01-folk.ipynb." in run("notebook", "1").output
    assert (project.root / "chapters/01-folk.ipynb").is_file()
    assert run("notebook", "1", "--back").exit_code == 0
    assert (project.root / "chapters/01-folk.qmd").read_bytes() == before


def test_clean_removes_what_builds_have_made(run, project):
    write(project.build_dir(EDITION) / "x.txt", "x")
    write(project.build_root / "cleaned/x.txt", "x")
    assert run("clean", EDITION).exit_code == 0
    assert not project.build_dir(EDITION).exists()
    assert (project.build_root / "cleaned/x.txt").exists()
    assert run("clean").exit_code == 0
    assert not project.build_root.exists()


def test_a_fault_in_the_program_leaves_a_log_not_a_traceback(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(make_tiny_edition(tmp_path / "p").root)
    monkeypatch.setattr("publishing.command.listing.describe", lambda _: 1 / 0)
    with pytest.raises(SystemExit) as left:
        main(["list"])
    assert left.value.code == 70
    told = capsys.readouterr().err
    assert "ZeroDivisionError" in told
    assert "Traceback" not in told
    log = next((tmp_path / "p/_build/log").iterdir())
    assert str(log) in told
    assert "Traceback" in log.read_text(encoding="utf-8")


def test_a_log_that_can_not_be_written_is_no_second_fault(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert write_log(ValueError("x"), blocked) is not None
    assert "details" not in explain(ValueError("x"), None)


def test_the_recap_tells_each_failure_once():
    errors = [ProjectError("first", where="a", todo="mend it"), ProjectError("second")]
    text = recap(errors, "is248 build x")
    assert text.splitlines()[0] == "2 failures:"
    assert "1. first\n     where: a\n     what to do: mend it" in text
    assert text.endswith("When they are mended: is248 build x")
    assert recap(errors[:1]).startswith("Error: first")
    assert str(ProjectErrors(errors, "again")) == recap(errors, "again")
