"""Files that came in, held against the codebook: every difference with what to write."""

import re

import pytest
from click.testing import CliRunner
from disk import edit, write
from nextyear import NEXT, give_returns, make_finished
from tiny import YEAR, Returns

from analysis.intake.codebook import load_codebook
from analysis.intake.screening import screen
from project.errors import ProjectError
from publishing.command.cli import cli
from publishing.newyear.compare import compare_codebooks, compare_returns
from publishing.newyear.make import make_edition, plan_edition

STORE = f"data/returns/{NEXT}/store.csv"


@pytest.fixture
def project(tmp_path):
    project = make_finished(tmp_path)
    make_edition(project, plan_edition(project, NEXT))
    give_returns(project, NEXT)
    return project


def compared(project):
    book = load_codebook(project.codebook_path(NEXT))
    return "\n".join(compare_returns(project, book, NEXT, project.returns_dir(NEXT)))


def put(project, old, new):
    edit(project.root / STORE, old, new)


def test_files_as_the_codebook_says_have_nothing_to_tell(project):
    assert compared(project).splitlines() == [
        "store.csv (Store): 12 of 12 columns of the codebook are there, and 0 others.",
        "smaa.csv (Små): 6 of 6 columns of the codebook are there, and 0 others.",
    ]


def test_a_renamed_column_is_suggested_with_the_line_to_write(project):
    put(project, "visitors", "visitor_count")
    lines = compared(project)
    assert "not in the file: visitors (number)" in lines
    assert "Perhaps it is visitor_count" in lines
    assert "      column: visitor_count" in lines
    assert lines.count(f"visitor_count is new: write until: {YEAR}, and compare again.") == 1
    assert "not in the codebook: visitor_count" not in lines
    book = project.codebook_path(NEXT)
    edit(book, "variable: visitors", "variable: visitors\n    column: visitor_count")
    assert "not in the codebook: visitor_count" not in compared(project)


def test_a_column_is_proposed_for_one_question_and_the_likeliest_reason_comes_first(project):
    """What it may be besides stands in one line; after `until:` it is new, with its entry."""
    put(project, "visitors", "visitor_count")
    cells = rows(project)
    put_rows(project, [[*row, "visitor_counts" if not n else "3"] for n, row in enumerate(cells)])
    lines = compared(project)
    assert lines.count("      column: visitor_count\n") == 1
    assert lines.count("Perhaps it is visitor_count,") == 1
    assert lines.count("    Or it is visitor_counts, whose name is") == 1
    assert "not in the codebook: visitor_counts" in lines
    assert "not in the codebook: visitor_count (" not in lines
    book = project.codebook_path(NEXT)
    edit(book, "variable: visitors", f"variable: visitors\n    until: {YEAR}")
    lines = compared(project)
    assert "      - variable: visitor_count\n" in lines
    assert "visitors (number)" not in lines


def test_of_two_questions_that_are_gone_the_likelier_has_the_new_column(project):
    at = rows(project)[0].index("plan_year")
    put_rows(project, [[*row[:at], *row[at + 1 :]] for row in rows(project)])
    put(project, "visitors", "visitors_year")
    lines = compared(project)
    assert lines.count("      column: visitors_year\n") == 1
    first, second = lines.index("not in the file: plan_year"), lines.index("file: visitors (")
    assert first < second < lines.index("      column: visitors_year\n")
    assert "It may be visitors_year too" in lines[first:second]
    assert f"      until: {YEAR}\n" in lines[first:second]


def test_a_column_with_another_name_is_suggested_where_it_stands_in_its_place(project):
    put(project, "has_plan", "q17")
    lines = compared(project)
    assert "Perhaps it is q17, which stands in its place and whose cells fit?" in lines


def test_what_does_not_fit_is_not_suggested(project):
    """The name is much alike, and the cells are no answers to the question."""
    put(project, "has_plan", "has_plan2")
    put(project, ",yes,", ",42,")
    put(project, ",no,", ",43,")
    assert "Perhaps it is has_plan2" not in compared(project)


def test_a_question_that_is_new_in_both_forms_has_one_entry(project):
    for file in (STORE, f"data/returns/{NEXT}/smaa.csv"):
        head, *lines = (project.root / file).read_text(encoding="utf-8").splitlines()
        answers = [f"{line},{('yes', 'no')[n % 2]}" for n, line in enumerate(lines)]
        write(project.root / file, "\n".join([f"{head},has_team", *answers]))
    lines = compared(project)
    assert lines.count("- variable: has_team") == 1
    assert "        forms: [grown, young]\n" in lines
    assert "It is new in store.csv too" in lines


def test_a_new_question_comes_with_its_entry(project):
    text = (project.root / STORE).read_text(encoding="utf-8").splitlines()
    answers = ("has_team,kinds__a,kinds__b", "yes,1,0", "no,0,0", "yes,0,1")
    write(project.root / STORE, "\n".join(f"{a},{b}" for a, b in zip(text, answers, strict=True)))
    lines = compared(project)
    assert (
        "      - variable: has_team\n        form: grown\n        type: choice\n        label: …\n"
        "        options:\n          - {code: yes, label: …}\n          - {code: no, label: …}\n"
        f"        since: {NEXT}"
    ) in lines
    assert "      - variable: kinds\n        form: grown\n        type: choices\n" in lines


def test_parts_and_answers_that_came_or_went_are_compared(project):
    put(project, "plan_parts__homes", "plan_parts__gardens")
    put(project, ",no,", ",partly,")
    lines = compared(project)
    assert "not in the file: plan_parts__homes, a part of plan_parts" in lines
    assert "not in the codebook: plan_parts__gardens, a part of plan_parts" in lines
    assert f"- {{code: gardens, label: …, since: {NEXT}}}" in lines
    assert "not among the answers to has_plan: «partly» (1 times)" in lines
    assert f"      {{code: homes, …, until: {YEAR}}}" in lines
    assert f"Perhaps it is plan_parts__gardens? Then change that heading to\n      {HOMES}" in lines


HOMES = "plan_parts__homes"


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [
        ("Nei, og ikke planer om det", "Nei", ["no"]),
        ("Nei, og ikke planer om det", "nei", ["no"]),
        ("Nei", "Nei, ikke ennå", ["no"]),
        ("Nei, og ikke planer om det", "Nei, og ikkje planar om det", ["no"]),
        ("Ja, men liten", "Ja", ["yes", "no"]),
        ("Nei", "Neimen", []),
    ],
)
def test_shortened_and_misspelt_answers_are_suggested_as_those_they_may_be(
    project, label, text, told
):
    """Where two labels begin with what is written, each of them may be meant."""
    book = project.codebook_path(NEXT)
    first = "Ja, og stor" if len(told) == 2 else "Ja"
    edit(book, "{code: yes, label: Ja}", f'{{code: yes, label: "{first}"}}')
    edit(book, "{code: no, label: Nei}", f'{{code: no, label: "{label}"}}')
    put(project, ",no,", f',"{text}",')
    lines = compared(project)
    found = [code for code in ("yes", "no") if f"      {{code: {code}, …, also: [" in lines]
    assert found == told
    assert ("only those who answered know" in lines) == (len(told) > 1)
    assert "If it is a new answer, write among its options:" in lines
    if len(told) == 1 and len(text) <= len(label) + 2:
        (line,) = re.findall(r"also: \[.*?\]", lines)
        edit(book, f'label: "{label}"', f'label: "{label}", {line}')
        assert "not among the answers" not in compared(project)
        assert not [f for f in screen(project, NEXT).stops if f.rule == "unknown_option"]


def test_a_new_answer_to_a_question_that_counts_answers_together_is_told_to_be_put_there(project):
    put(project, ",no,", ",partly,")
    assert "counts_as" not in compared(project)
    known = "      - {code: unsure, label: Vet ikke}\n"
    edit(project.codebook_path(NEXT), known, f"{known}    counts_as: {{having: [yes]}}\n")
    assert "having: [yes, its code]; it does not count there else" in compared(project)


def test_a_word_for_two_answers_and_a_label_that_is_not_written_are_refused(project):
    book = project.codebook_path(NEXT)
    edit(book, "{code: yes, label: Ja}", "{code: yes, label: Ja, also: [Nei]}")
    with pytest.raises(ProjectError, match="'Nei' stands for two answers"):
        load_codebook(book)
    edit(book, "also: [Nei]", "also: [Jepp]")
    edit(book, "{code: no, label: Nei}", "{code: no, label: …}")
    with pytest.raises(ProjectError, match="label of 'no' is still to be written"):
        load_codebook(book)
    edit(book, "{code: no, label: …}", "{code: no, label: Nei}")
    edit(book, "label: Kommentar", "label: …")
    with pytest.raises(ProjectError, match="label is still to be written"):
        load_codebook(book)


def test_cells_that_can_not_be_read_are_counted_by_column(project):
    path = project.root / STORE
    text = path.read_text(encoding="utf-8").replace(",", ";").replace(".", ",")
    write(path, text.replace("2,2;1,5", "2.2;1.5").replace(";44;", ";mange;"))
    lines = compared(project)
    assert (
        "2 cells have a decimal point, where the rest of the file has commas: "
        "staff__ward (1), staff__field (1)\n    Write the numbers as the rest"
    ) in lines
    assert "1 cells have something else than a number: visitors (1)" in lines
    assert f"is248 check {NEXT} lists the cells" in lines
    write(path, text.replace(";1;1;5;", ";litt;1;5;"))
    assert "1 cells have something that is no mark" in compared(project)


def test_an_answer_that_nobody_gives_is_told_where_many_answered_and_nothing_is_advised(project):
    assert "nobody" not in compared(project)
    returns = Returns(project, NEXT)
    row = {**returns.rows["store"][1], "has_plan": "no"}
    returns.rows["store"] = [{**row, "unit": str(9300 + n)} for n in range(60)]
    returns.save()
    lines = compared(project)
    assert "  nobody chose «Ja», of 60 answers to has_plan\n" in lines
    assert "until" not in lines


def test_an_answer_of_a_scale_that_was_given_elsewhere_is_not_told(project):
    book = project.codebook_path(NEXT)
    scale = "[{code: yes, label: Ja}, {code: no, label: Nei}, {code: unsure, label: Vet ikke}]"
    entry = f"  - {{variable: too, form: grown, type: choice, label: Også, options: {scale}}}\n"
    write(book, book.read_text(encoding="utf-8").rstrip("\n") + f"\n{entry}")
    returns = Returns(project, NEXT)
    returns.columns["store"].append("too")
    row = {**returns.rows["store"][1], "has_plan": "no", "too": "no"}
    returns.rows["store"] = [{**row, "unit": str(9300 + n)} for n in range(60)]
    returns.save()
    assert "nobody chose «Ja», of 60 answers to has_plan" in compared(project)
    returns.rows["store"][0]["too"], returns.rows["store"][1]["too"] = "yes", "unsure"
    returns.save()
    assert "nobody chose" not in compared(project)


def test_a_column_elsewhere_with_another_name_is_suggested_by_its_answers(project):
    """The only new one with answers of the only question that is gone."""
    text = (project.root / STORE).read_text(encoding="utf-8").splitlines()
    at = text[0].split(",").index("has_plan")
    rows = [line.split(",") for line in text]
    moved = [",".join([*row[:at], *row[at + 1 :], row[at]]) for row in rows]
    write(project.root / STORE, "\n".join(moved).replace("has_plan", "q17", 1))
    lines = compared(project)
    assert "Perhaps it is q17, which is the only new column with its answers and whose" in lines
    assert "      column: q17" in lines


def test_free_text_is_never_shown(project):
    text = (project.root / STORE).read_text(encoding="utf-8").splitlines()
    more = ("opinion", "Kari er syk", "Kari er syk", "Ola har det bra")
    write(project.root / STORE, "\n".join(f"{a},{b}" for a, b in zip(text, more, strict=True)))
    put(project, ",no,", ",kom til Kari,")
    lines = compared(project)
    put(project, ",kom til Kari,", ',"Nei, kom til Kari",')
    lines += compared(project)
    assert "also: [" in lines
    assert "type: text" in lines
    assert not any(word in lines for word in ("Kari", "Ola"))


def test_a_form_without_a_file_is_compared(project):
    (project.root / f"data/returns/{NEXT}/smaa.csv").unlink()
    lines = compared(project)
    assert f"Små: no return of form 'Små' for {NEXT}.\n  expected smaa.csv, .xlsx or .sav" in lines
    assert "store.csv (Store): 12 of 12" in lines


def test_codebooks_are_compared(project):
    path = project.codebook_path(NEXT)
    edit(path, "variable: visitors", "variable: guests")
    edit(path, "{code: homes, label: Boliger}", "{code: gardens, label: Hager}")
    old = load_codebook(project.codebook_path(YEAR))
    compared = compare_codebooks(old, load_codebook(path))
    found = [(what, form.code, question.variable) for what, form, question in compared]
    assert found == [
        ("dropped", "grown", "visitors"), ("new", "grown", "guests"),
        ("changed", "grown", "plan_parts"),
        ("dropped", "young", "visitors"), ("new", "young", "guests"),
    ]  # fmt: skip


def test_the_command_compares_files_anywhere(project, tmp_path):
    folder = str(project.returns_dir(NEXT))
    for arguments in (("compare", str(NEXT)), ("new", str(NEXT + 1), "--dry-run")):
        result = CliRunner().invoke(
            cli, ["--project", str(project.root), *arguments, "--returns", folder]
        )
        assert result.exit_code == 0, result.output
        assert "12 of 12 columns" in result.output


def rows(project):
    text = (project.root / STORE).read_text(encoding="utf-8")
    return [line.split(",") for line in text.splitlines()]


def put_rows(project, cells):
    write(project.root / STORE, "\n".join(map(",".join, cells)) + "\n")


@pytest.mark.parametrize("name", ["has_plan", "Has_Plan", "has plan", "HAS-PLAN"])
def test_a_column_that_stands_twice_is_told(project, name):
    at = rows(project)[0].index("has_plan")
    put_rows(project, [[*row, row[at] if n else name] for n, row in enumerate(rows(project))])
    lines = compared(project)
    said = f"{name} is has_plan but for its spelling, and that is there too"
    assert ("2 columns are called has_plan, and the first is read" in lines) or (said in lines)
    assert "out of the file." in lines
    assert "new question" not in lines


def test_a_column_that_is_spelled_in_another_way_is_suggested(project):
    put(project, "has_plan", "Has Plan")
    put(project, HOMES, "plan_parts_homes")
    lines = compared(project)
    assert "Perhaps it is Has Plan, whose name has other signs between its words" in lines
    assert "      column: Has Plan\n" in lines
    assert "Perhaps it is plan_parts_homes, with other signs?" in lines


@pytest.mark.parametrize("other", ["store.xlsx", "store.SAV", "store (1).csv", "store_rettet.csv"])
def test_two_files_of_a_form_are_told_and_the_others_are_compared(project, other):
    write(project.returns_dir(NEXT) / other, "x")
    lines = compared(project)
    assert f"Store: form 'Store' has more than one file for {NEXT}." in lines
    assert other in lines
    assert "Keep the one that counts and move the others away." in lines
    assert "smaa.csv (Små): 6 of 6" in lines


def test_files_of_no_form_and_of_another_name_are_told(project):
    folder = project.returns_dir(NEXT)
    write(folder / "annet.csv", "x")
    write(folder / "les-meg.md", "x")
    (folder / "store.csv").rename(folder / f"store_{NEXT}.csv")
    lines = compared(project)
    assert "annet.csv: the file of no form, and not read." in lines
    assert "les-meg" not in lines
    assert f"found store_{NEXT}.csv, which is not read" in lines


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        (None, "only the heading is there: no unit has a row"),
        (b"x", "Store: "),
    ],
)
def test_a_file_without_answers_is_told_and_the_others_are_compared(project, text, told):
    path = project.root / STORE
    if isinstance(text, bytes):
        path.unlink()
        path.with_suffix(".xlsx").write_bytes(text)
    else:
        write(path, ",".join(rows(project)[0]) + "\n" if text is None else text)
    lines = compared(project)
    assert told in lines
    assert "smaa.csv (Små): 6 of 6" in lines
    assert "nobody" not in lines


def test_a_file_of_another_form_or_without_what_each_row_must_have_is_told(project):
    text = (project.returns_dir(NEXT) / "store.csv").read_text(encoding="utf-8")
    write(project.returns_dir(NEXT) / "smaa.csv", text)
    assert "is it that form's file" not in compared(project)  # it has all that is asked for
    put(project, "origin", "opphav")
    lines = compared(project)
    assert "not in the file: origin, which each row must have: 'reported' in each row" in lines
    heads = ["q1", "q2", "q3"]
    write(project.root / STORE, ",".join(["unit", "origin", "status", *heads]) + "\n")
    assert "is it that form's file" not in compared(project)
    book = project.codebook_path(NEXT)
    question = "  - {variable: q%d, form: young, type: number, label: Q, since: 2080}\n"
    text = book.read_text(encoding="utf-8").rstrip("\n") + "\n"
    write(book, text + "".join(question % n for n in (1, 2, 3)))
    assert "it has 3 columns of Små: is it that form's file?" in compared(project)


def test_a_file_of_another_year_is_told(project):
    last = project.returns_dir(YEAR) / "store.csv"
    now = (project.root / STORE).read_bytes()
    (project.root / STORE).write_bytes(last.read_bytes())
    assert f"  the file is that of {YEAR}, byte for byte\n" in compared(project)
    (project.root / STORE).write_bytes(now)
    put_rows(project, [[*row, str(YEAR) if n else "aar"] for n, row in enumerate(rows(project))])
    said = f"  every row says {YEAR} under aar: are these the returns of {NEXT}?\n"
    assert said in compared(project)
    for year in (YEAR, NEXT):
        returns = Returns(project, year)
        row = returns.rows["store"][1]
        many = [{**row, "unit": str(9300 + n), "visitors": str(n)} for n in range(60)]
        returns.rows["store"] = many
        returns.save()
    assert f"  60 of 60 units have the very answers of {YEAR}\n" in compared(project)
    for n, row in enumerate(returns.rows["store"]):
        row["visitors"] = str(n + n % 5)
    returns.save()
    assert "very answers" not in compared(project)


def test_a_column_that_is_split_or_put_together_is_told_and_never_named_twice(project):
    first, *others = rows(project)
    at = first.index("has_plan")
    split = [[*row[:at], *row[at + 1 :], row[at], ""] for row in others]
    heads = [*first[:at], *first[at + 1 :]]
    for names in (["has_plan_1", "has_plan_2"], ["has_plan__yes", "has_plan__no"]):
        put_rows(project, [[*heads, *names], *split])
        lines = compared(project)
        assert f"Perhaps it is split, into {', '.join(names)}?" in lines
        assert "a part of has_plan" not in lines
    assert f"- variable: has_plan_{NEXT}\n        column: has_plan\n" in lines
    part = first.index(HOMES)
    one = [[*row[:part], *row[part + 2 :], "homes;work"] for row in others]
    put_rows(project, [[*first[:part], *first[part + 2 :], "plan_parts"], *one])
    lines = compared(project)
    assert "Perhaps its 2 columns are put together in plan_parts?" in lines
    assert "- variable: plan_parts\n" not in lines


def test_an_answer_that_is_called_something_else_is_suggested_for_the_one_nobody_gave(project):
    put(project, ",no,", ",unsure,") if ",no," in ",".join(rows(project)[2]) else None
    returns = Returns(project, NEXT)
    row = returns.rows["store"][1]
    returns.rows["store"] = [
        {**row, "unit": str(9300 + n), "has_plan": code}
        for n, code in enumerate(["yes", "unsure", "aldri"] * 20)
    ]
    returns.save()
    lines = compared(project)
    assert "Nobody chose «Nei»: it may be that, in other words." in lines
    assert '      {code: no, …, also: ["aldri"]}\n' in lines
    assert f"- {{code: aldri, label: …, since: {NEXT}}}" in lines


def test_a_question_that_nobody_answered_is_told(project):
    at = rows(project)[0].index("visitors")
    put_rows(
        project,
        [[*r[:at], r[at] if not n else "", *r[at + 1 :]] for n, r in enumerate(rows(project))],
    )
    assert "  nobody answered visitors, whose columns are there\n" in compared(project)
