"""Expressions that a cell should name are found in prose, and nowhere else."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from disk import REPO

from publishing.checks.expressions import LONGEST, check_expressions, hard_to_read

LONG = f"change[{'x' * (LONGEST - 8)}]"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("a if b else c", "with 'if'"),
        ("[row for row in rows]", "with 'for'"),
        ("sum(n for n in numbers)", "with 'for'"),
        ("{row for row in rows}", "with 'for'"),
        ("{k: v for k, v in pairs}", "with 'for'"),
        ("w.listing([x for x in y]) if y else z", "with 'for' and with 'if'"),
        (LONG + "+1", f"of {LONGEST + 2} signs"),
        (f"{LONG} if a else b", f"of {LONGEST + 12} signs and with 'if'"),
        ("told(", "that is no Python"),
    ],
)
def test_what_is_hard_to_read_is_found(code: str, why: str) -> None:
    text = f"---\ntitle: x\n---\n\nFørst dette.\nAndelen er `{{python}} {code}` prosent.\n"
    (found,) = hard_to_read(text, "chapters/01-x.qmd")
    assert (found.line, found.code, found.why) == (6, code, why)
    assert str(found).startswith(f"chapters/01-x.qmd:6: an expression {why}: name it in a cell")


@pytest.mark.parametrize(
    "code",
    [
        'change["adults"].changed_by("årsverk")',
        'told(survey, "what_if", "for_whom")',
        'w.if_any(names, "for {} if x", "else")',
        LONG,
    ],
)
def test_words_in_texts_and_names_are_no_choices(code: str) -> None:
    assert hard_to_read(f"Det er `{{python}} {code}`.\n", "x.qmd") == []


def test_cells_and_comments_may_choose_and_loop() -> None:
    text = "```{python}\nx = [a if a else b for a in c]\n```\n\n<!-- `{python} a if b else c` -->\n"
    assert hard_to_read(text, "x.qmd") == []


def test_all_files_are_looked_through(tmp_path: Path) -> None:
    for name in ("a.qmd", "b.qmd"):
        (tmp_path / name).write_text("`{python} a if b else c`\n", encoding="utf-8")
    assert [found.file for found in check_expressions(tmp_path, ["a.qmd", "b.qmd"])] == [
        "a.qmd",
        "b.qmd",
    ]


def chosen(code: str) -> Iterator[str]:
    """Where a cell picks one text or another by itself."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.If | ast.IfExp):
            texts = (ast.Constant, ast.JoinedStr)
            if any(isinstance(part, texts) for part in ast.walk(node) if part is not node.test):
                yield ast.unparse(node)


def test_a_choice_of_words_is_seen() -> None:
    assert list(chosen("told = 'flere' if a > b else 'færre'"))
    assert list(chosen("if level:\n    told = f'{a} til {b}'"))
    assert not list(chosen("told = w.where(a > b, 'flere', 'færre')"))


def test_cells_of_the_report_leave_the_choice_of_words_to_analysis() -> None:
    cells = re.compile(r"^```\{python\}\n(.*?)^```", re.MULTILINE | re.DOTALL)
    paths = [REPO / "index.qmd", *sorted((REPO / "chapters").glob("*.qmd"))]
    found = {
        path.name: words
        for path in paths
        for cell in cells.findall(path.read_text(encoding="utf-8"))
        if (words := list(chosen(cell)))
    }
    assert not found
