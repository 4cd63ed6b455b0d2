"""Answers under long questions, one column of numbers beside them: on a phone they fit."""

from pathlib import Path

from chromium import Browser
from disk import REPO, write

from analysis.standing.answers import Answers
from analysis.standing.facts import Answered, Given, Returned
from analysis.survey import open_survey
from analysis.tables.records import table
from publishing.book.table import table_html

LONG = "Om kommunen har tjenester tilgjengelig på ettermiddags- og kveldstid og i helger " * 2
SIZE = "kommuner med 2 000–5 000 innbyggere"


def test_a_table_of_answers_is_no_wider_than_a_phone(tmp_path: Path):
    asked = Answered("plan", LONG, (Given("yes", f"Ja, {LONG}", 62.0), Given("no", "Nei", 4.0)))
    survey = open_survey(2025, REPO)
    answers = Answers(survey, [Returned("Voksne", (asked,))], SIZE)
    record = table("1", answers.tables[0][1], caption="Svar.").record
    css = (REPO / "publishing/web/site.css").read_text(encoding="utf-8")
    write(
        tmp_path / "page.html",
        f"<!doctype html><meta name=viewport content='width=device-width'><style>{css}</style>"
        f"<main><article class=text><figure class='product table'><div class=table-scroll>"
        f"{table_html(record)}</div></figure></article></main>",
    )
    with Browser() as browser:
        page = browser.page(390, 844)
        page.open((tmp_path / "page.html").as_uri())
        box = "document.querySelector('.table-scroll')"
        assert page.value(f"{box}.scrollWidth <= {box}.clientWidth")
        assert page.value(f"{box}.querySelectorAll('td.num').length") == 2
