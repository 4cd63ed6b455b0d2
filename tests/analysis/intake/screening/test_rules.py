"""Every screening rule with good and bad input, on a tiny made-up edition."""

from collections.abc import Callable, Mapping

import pytest
from disk import REPO
from screened import (
    Change,
    as_last_year,
    cell,
    cells,
    cut_file,
    in_spss,
    in_workbook,
    no_demonstration,
    screened,
    with_commas,
)
from tiny import SCREENING, YEAR, Returns, give_forms, make_tiny_project

from analysis.intake.screening import REPORT, STOP, Finding, Screening, screen, screen_edition
from analysis.intake.screening.registry import RULES, rule
from project.errors import ProjectError
from project.places import Project


@pytest.fixture
def project(tmp_path):
    return make_tiny_project(tmp_path)


def columns(edit: Callable[[list[str]], object]) -> Change:
    return lambda _, returns: edit(returns.columns["store"]) and None


def rows(edit: Callable[[list[dict[str, str]]], object]) -> Change:
    return lambda _, returns: edit(returns.rows["store"]) and None


def raw(edit: Callable[[bytes], bytes]) -> Change:
    def change(project: Project, returns: Returns) -> None:
        path = project.returns_dir(YEAR) / "store.csv"
        path.write_bytes(edit(path.read_bytes()))
        returns.save = lambda: None  # type: ignore[method-assign]

    return change


def twice(records: list[dict[str, str]]) -> None:
    records.append(dict(records[0]))


def asked(forms: Mapping[str, str]) -> Change:
    return lambda project, _: give_forms(project, forms)


# rule -> (kind, unit, column, what is done to the good returns)
BAD: dict[str, tuple[str, str, str, Change]] = {
    "empty_file": (STOP, "", "", raw(lambda _: b"")),
    "no_rows": (STOP, "", "", rows(list.clear)),
    "wrong_encoding": (STOP, "", "", raw(lambda b: b.decode().replace("plan", "på").encode(
        "cp865"))),
    "garbled_text": (REPORT, "9101", "remark", cell("store", "9101", "remark", "PÃ¥ plass")),
    "other_form": (STOP, "9102", "unit", asked({"9102": "young"})),
    "missing_column": (STOP, "", "has_plan", columns(lambda c: c.remove("has_plan"))),
    "repeated_column": (STOP, "", "visitors", columns(lambda c: c.append("visitors"))),
    "extra_column": (REPORT, "", "visitor", columns(lambda c: c.append("visitor"))),
    "ragged_row": (STOP, "9101", "", raw(lambda b: b.replace(b"9101,", b"9101,,", 1))),
    "unknown_unit": (STOP, "9109", "unit", cell("store", "9101", "unit", "9109")),
    "unit_twice": (STOP, "9101", "unit", rows(twice)),
    "unit_missing": (REPORT, "9101", "", rows(lambda r: r.pop(0))),
    "made_rows": (STOP, "9101", "origin", no_demonstration),
    "reported_rows": (STOP, "9102", "origin", cell("store", "9102", "origin", "reported")),
    "file_cut": (STOP, "", "", cut_file(20)),
    "origin_unknown": (STOP, "9101", "origin", cell("store", "9101", "origin", "Demonstration")),
    "status_unknown": (STOP, "9101", "status", cell("store", "9101", "status", "ferdig")),
    "none_with_answers": (REPORT, "9101", "status", cell("store", "9101", "status", "none")),
    "complete_without_answers": (
        REPORT, "9201", "status", cell("store", "9201", "status", "complete")),
    "formula": (STOP, "9101", "visitors", cell("store", "9101", "visitors", "=1+1")),
    "formula_like_text": (REPORT, "9101", "remark", cell("store", "9101", "remark", "@SUM(A1)")),
    "decimal_comma": (STOP, "9101", "staff__ward", cell("store", "9101", "staff__ward", "2,2")),
    "not_a_number": (STOP, "9101", "visitors", cell("store", "9101", "visitors", "ca. 40")),
    "unknown_option": (STOP, "9101", "has_plan", cell("store", "9101", "has_plan", "Kanskje")),
    "not_a_mark": (STOP, "9101", "plan_parts__work",
                   cell("store", "9101", "plan_parts__work", "litt")),
    "spreadsheet_error": (STOP, "9101", "visitors", cell("store", "9101", "visitors", "#REF!")),
    "date": (STOP, "9101", "visitors", cell("store", "9101", "visitors", "01.mai")),
    "decimal_point": (STOP, "9101", "staff__ward", with_commas({"staff__ward": "2.2"})),
    "ambiguous_number": (STOP, "9101", "visitors", cell("store", "9101", "visitors", "1,234")),
    "not_read": (REPORT, "", "", raw(lambda b: b"Skjema for voksne\n" + b)),
    "computed_cells": (REPORT, "", "", in_workbook(
        lambda sheet: sheet.write_formula("N2", "=40+4", None, 44))),
    "merged_cells": (STOP, "9101", "", in_workbook(
        lambda sheet: sheet.merge_range("D2:D3", 2.2))),
    "labelled_value": (STOP, "9102", "visitors", in_spss(
        lambda sav: sav.column("visitors", labels={210: "Ikke svart"}))),
    "declared_missing": (REPORT, "", "visitors", in_spss(
        lambda sav: sav.column("visitors", missing=[210]))),
    "absurd_number": (STOP, "9101", "visitors", cell("store", "9101", "visitors", str(2**63))),
    "long_text": (REPORT, "9101", "remark", cell("store", "9101", "remark", "a" * 201)),
    "control_characters": (REPORT, "9101", "remark",
                           cell("store", "9101", "remark", "abc\u202edef")),
    "out_of_bounds": (STOP, "9101", "plan_year", cell("store", "9101", "plan_year", "21")),
    "not_whole": (STOP, "9101", "visitors", cell("store", "9101", "visitors", "44.5")),
    "negative_fte": (STOP, "9101", "staff_paths__one",
                     cell("store", "9101", "staff_paths__one", "-1.7")),
    "absurd_fte": (STOP, "9102", "staff_paths__one",
                   cell("store", "9102", "staff_paths__one", "801")),
    "high_fte_rate": (REPORT, "9101", "staff", cells(
        "store", "9101", staff__ward="30", staff_training__long="30.5")),
    "totals_differ": (STOP, "9101", "staff_training",
                      cell("store", "9101", "staff_training__long", "2.8")),
    "total_missing": (REPORT, "9101", "staff_training", cells(
        "store", "9101", staff_training__long="", staff_training__short="")),
    "pathways_differ": (REPORT, "9101", "staff_paths",
                        cell("store", "9101", "staff_paths__one", "2.3")),
    "jump": (REPORT, "9102", "visitors", cell("store", "9102", "visitors", "301")),
    "unasked_answer": (REPORT, "9102", "plan_parts__homes",
                       cell("store", "9102", "plan_parts__homes", "1")),
    "same_as_last_year": (STOP, "", "", as_last_year()),
}  # fmt: skip

# What passes although it is near: rule -> a change that the rule must leave alone.
GOOD: dict[str, list[Change]] = {
    "wrong_encoding": [raw(lambda b: b"\xef\xbb\xbf" + b)],
    "ragged_row": [raw(lambda b: b.replace(b"\n", b",\n"))],
    "unit_missing": [cell("store", "9101", "status", "none")],
    "status_unknown": [cell("store", "9201", "status", "")],
    "formula": [cell("store", "9101", "visitors", "+44"), cell("store", "9101", "remark", "=)")],
    "formula_like_text": [cell("store", "9101", "remark", "-5")],
    "decimal_comma": [cell("store", "9101", "remark", "2,2")],
    "not_a_number": [cell("store", "9101", "visitors", " 44 "),
                     cell("store", "9101", "visitors", "")],
    "long_text": [cell("store", "9101", "remark", "a" * 200)],
    "control_characters": [cell("store", "9101", "remark", "to\nlinjer, æøå š đ")],
    "other_form": [asked({"9102": "young grown"}), asked({"9201": "", "9102": "grown"})],
    "out_of_bounds": [cell("store", "9101", "plan_year", "20"),
                      cell("store", "9101", "plan_year", "1")],
    "origin_unknown": [cell("store", "9101", "origin", "reported"),
                       cells("store", "9201", origin="", status="")],
    "file_cut": [cut_file(46), rows(lambda r: r.pop(0)), rows(lambda r: [r.pop(), r.pop()])],
    "labelled_value": [in_spss(lambda sav: sav.column("visitors", labels={999: "Ikke svart"}))],
    "declared_missing": [in_spss(lambda sav: sav.column("visitors", missing=[999]))],
    "absurd_number": [cell("store", "9101", "visitors", "1000000")],
    "not_whole": [cell("store", "9101", "visitors", "44.0")],
    "negative_fte": [cell("store", "9101", "staff_paths__one", "-0")],
    "absurd_fte": [cell("store", "9102", "staff_paths__one", "500")],
    "totals_differ": [cell("store", "9101", "staff_training__long", "2.75")],
    "pathways_differ": [cell("store", "9101", "staff_paths__one", "2.2")],
    "jump": [cell("store", "9101", "visitors", "45"), cell("store", "9102", "visitors", "300")],
    "unasked_answer": [cell("store", "9102", "plan_parts__homes", "0")],
    "same_as_last_year": [as_last_year(39, staff__field="1", visitors="3")],
}  # fmt: skip


def of(screening: Screening, name: str) -> list[Finding]:
    return [finding for finding in screening.findings if finding.rule == name]


def test_good_returns_have_no_stop_and_only_the_missing_unit(project):
    screening = screen(project, YEAR)
    assert [(f.rule, f.unit, f.form) for f in screening.findings] == [
        ("unit_missing", "9201", "young")
    ]
    assert screening.exit_code == 0


def test_every_rule_has_a_bad_case():
    assert set(BAD) == set(RULES)


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_found(project, name):
    kind, unit, column, change = BAD[name]
    findings = [f for f in of(screened(project, change), name) if f.form == "grown"]
    assert findings, f"{name} found nothing"
    first = findings[0]
    assert (first.kind, first.unit, first.variable) == (kind, unit, column)
    assert first.message
    assert first.action
    assert first.file in {f"data/returns/{YEAR}/store.{kind}" for kind in ("csv", "sav", "xlsx")}
    assert first.form_label == "Store"
    if unit and name not in {"unknown_unit"}:
        assert first.unit_name
    if unit and name != "unit_missing":
        assert first.row >= 2


@pytest.mark.parametrize(("name", "change"), [(n, c) for n, many in GOOD.items() for c in many])
def test_near_misses_pass(project, name, change):
    assert [f for f in of(screened(project, change), name) if f.form == "grown"] == []


@pytest.mark.parametrize(
    "name", ["formula", "decimal_comma", "not_a_number", "unknown_option", "not_a_mark"]
)
def test_a_cell_has_one_verdict(project, name):
    _, unit, column, change = BAD[name]
    found = [f.rule for f in screened(project, change).findings if f.variable == column]
    assert found == [name]
    assert unit


def test_unasked_message_follows_the_codebook(project):
    change = cells("store", "9102", plan_parts__work="1", plan_year="3")
    messages = {f.variable: f.message for f in of(screened(project, change), "unasked_answer")}
    assert "blir ikke brukt" in messages["plan_parts__work"]
    assert "blir beholdt" in messages["plan_year"]
    assert "Har enheten en plan?" in messages["plan_year"]


def test_suggestions_for_misspelt_names(project):
    extra = of(screened(project, BAD["extra_column"][3]), "extra_column")[0]
    assert "«visitors»" in extra.message


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("9109", ""),
        ("Fjellvik by", "Er det 9101 (Fjellvik kommune)?"),
        ("Fjelvik kommune", "Er det 9101 (Fjellvik kommune)?"),
        ("9102 Fjellvik", "Er det 9101 (Fjellvik kommune) eller 9102 (Ærås kommune)?"),
        ("sum", ""),
    ],
)
def test_a_unit_is_never_guessed_from_a_number(project, code, hint):
    (unit,) = of(screened(project, cell("store", "9101", "unit", code)), "unknown_unit")
    assert unit.message == f"Enheten finnes ikke i årets liste over enheter. {hint}".strip()


def test_jump_needs_both_limits_and_last_year(project, tmp_path):
    assert of(screened(project, cell("store", "9102", "visitors", "301")), "jump")
    for path in project.returns_dir(YEAR - 1).iterdir():
        path.unlink()
    assert not of(screen(project, YEAR), "jump")


def test_a_broken_last_year_does_not_stop_this_year(project):
    (project.returns_dir(YEAR - 1) / "store.csv").unlink()
    assert screen(project, YEAR).exit_code == 0


def test_edition_decides_about_made_rows_of_all_its_years(project):
    no_demonstration(project, Returns(project, YEAR))
    screening = screen_edition(project, project.edition(YEAR))
    assert {f.year for f in of(screening, "made_rows")} == {YEAR - 1, YEAR}
    assert screening.exit_code == 1


def test_order_is_fixed_and_stops_are_counted(project):
    def worse(p, r):
        for name in ("not_a_number", "jump", "unknown_option", "extra_column"):
            BAD[name][3](p, r)

    one, two = screened(project, worse), screen(project, YEAR)
    assert one == two
    assert list(one.findings) == sorted(one.findings)
    assert len(one.stops) == 2
    assert one.by_rule()[0][0] == STOP
    assert one.exit_code == 1


def test_missing_unit_column_is_told_once(project):
    screening = screened(project, columns(lambda c: c.remove("unit")))
    assert [f.rule for f in screening.stops] == ["missing_column"]


def test_missing_limit_names_file_and_limit(project):
    text = SCREENING.replace("totals: {tolerance: 0.05}", "totals: {}")
    project.screening_path.write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match=r"totals\.tolerance") as caught:
        screen(project, YEAR)
    assert caught.value.where == str(project.screening_path)


def test_two_rules_of_one_name_are_refused():
    with pytest.raises(ValueError, match="unit_twice"):
        rule("unit_twice", STOP)(lambda sheet: iter(()))


@pytest.mark.slow
def test_the_shipped_returns_have_nothing_that_stops():
    project = Project(REPO)
    for name in project.editions():
        screening = screen_edition(project, project.edition(name))
        assert [(f.unit, f.variable, f.message) for f in screening.stops] == []
