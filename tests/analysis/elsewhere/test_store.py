"""The project's own series: every line stands in print or is reckoned from it, and is explained."""

import ast
import csv
import functools
import itertools
import operator
import re
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
import yaml
from disk import REPO

STORE = REPO / "data/series"
PRINTED = REPO / "data/published"
FILES = sorted(STORE.glob("*.csv"))
COLUMNS = ["indicator", "form", "item", "year", "unit", "value", "edition", "table"]
UNITS = {
    "count": "antall", "fte": "årsverk", "kroner_1000": "kroner_1000", "per_1000": "per_1000",
    "per_10000": "per_10000", "percent": "prosent",
}  # fmt: skip
# A line's edition, and the text in data/published/web that it is.
WEB = {
    "2023-web": "2023-sammendrag", "2022-page": "2022-prosjektside", "2020-news": "2020-nyhet",
}  # fmt: skip
# Where a line stands that is in no printed table.
PLACES = ("avledet: ", "avsnitt ", "figur ", "nyhetssak", "prosjektside", "sammendrag", "tekst ")
BASES = ("answered", "units")
DERIVED = re.compile(r"avledet: (?P<sum>[^a-zæøå]+?)(?: \((?P<tables>[\d., ]+)\))?")
NUMBER = re.compile(r"\d{1,3}(?: \d{3})+|\d+(?:,\d+)?")
SCALES = {Fraction(100), Fraction(10_000)}


def read(path):
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


LINES = {path.stem: read(path) for path in FILES}
TOLD = yaml.safe_load((STORE / "indicators.yml").read_text(encoding="utf-8"))
ALL = [line for lines in LINES.values() for line in lines]


def conflicts():
    path = STORE / "conflicts.yml"
    text = path.read_text(encoding="utf-8") if path.is_file() else "conflicts: []"
    return yaml.safe_load(text)["conflicts"]


CONFLICTS = conflicts()
CODEBOOK = yaml.safe_load(
    max((REPO / "data/codebook").glob("[0-9]*.yml")).read_text(encoding="utf-8")
)
BY_EDITION = {
    folder.name: read(folder / "tables.csv")
    for folder in PRINTED.iterdir()
    if (folder / "tables.csv").is_file()
}
TABLES = defaultdict(list)
for edition, cells in BY_EDITION.items():
    for cell in cells:
        TABLES[edition, cell["table"]].append(cell)
CLAIMS = read(PRINTED / "web/claims.csv")


def key(line):
    return (line["indicator"], line["form"], line["item"], int(line["year"]), line["unit"])


def named(code):
    """A code of the codebook as text: YAML reads yes and no as something else."""
    return {True: "yes", False: "no"}.get(code, str(code))


def asked():
    """The items of each question and total of the newest codebook."""
    found = defaultdict(set)
    for question in CODEBOOK["questions"]:
        parts = question.get("options", ()) or question.get("items", ())
        found[question["variable"]] |= {named(part["code"]) for part in parts}
        found[question["variable"]] |= set(question.get("counts_as", ()))
        if "adds_to" in question:
            found[question["adds_to"]] |= set()
    return found


ASKED = asked()


# -- a line -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LINES)
def test_every_line_is_a_figure_of_its_file_with_a_source(name):
    assert LINES[name]
    for line in LINES[name]:
        assert list(line) == COLUMNS, line
        assert line["indicator"] == name, line
        assert re.fullmatch("[0-9]{4}", line["year"]), line
        assert line["unit"] in UNITS, line
        assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", line["value"]), line
        assert re.fullmatch("[a-z0-9_]*", line["form"] + line["item"]), line
        assert line["edition"], line
        if line["edition"] in {*WEB, *BY_EDITION}:
            number = line["table"].split(",")[0].split(" (")[0]
            assert (line["edition"], number) in TABLES or line["table"].startswith(PLACES), line


@pytest.mark.parametrize("name", LINES)
def test_every_figure_stands_in_the_printed_table_that_it_names(name):
    for line in LINES[name]:
        printed = TABLES.get((line["edition"], line["table"]))
        if printed:
            value = Decimal(line["value"])
            hits = values_of(printed, line)
            # what a finished edition stored is not rounded
            assert {value, value.quantize(Decimal(1), ROUND_HALF_UP)} & hits, line


def values_of(printed, line):
    """What a table gives in a unit, of a year alone where it names years; 'units' may be a sum."""
    dated = [cell for cell in printed if line["year"] in years_of(cell)]
    if not dated and any(map(years_of, printed)):
        return set()
    counted = [
        cell for cell in dated or printed if cell["value"] and cell["unit"] == UNITS[line["unit"]]
    ]
    found = {Decimal(cell["value"]) for cell in counted}
    if line["item"] == "units":
        sums = defaultdict(Decimal)
        for cell in counted:
            if cell["row"] in ("Totalt", "Ikke oppgitt"):
                sums[cell["col_group"], cell["col"]] += Decimal(cell["value"])
        found |= set(sums.values())
    return found


@functools.cache
def years_in(heads, row):
    return frozenset(re.findall(r"\b(?:19|20)\d\d\b", heads) + re.findall(r"^(?:19|20)\d\d$", row))


def years_of(cell):
    return years_in(f"{cell['col_group']} {cell['col']}", cell["row"])


@pytest.mark.parametrize("name", LINES)
def test_every_figure_of_a_web_text_is_among_its_statements(name):
    for line in LINES[name]:
        if line["edition"] in WEB and not line["table"].startswith("avledet"):
            assert Decimal(line["value"]) in stated(line), line


def stated(line):
    """What the text of a line says of its year in its unit; a span of years says it of each."""
    found = set()
    for claim in CLAIMS:
        first, *last = claim["year_of_data"].split("-")
        within = int(first) <= int(line["year"]) <= int(last[0] if last else first)
        if within and (claim["text"], claim["unit"]) == (WEB[line["edition"]], UNITS[line["unit"]]):
            found.add(Decimal(claim["value"]))
    return found


def test_counts_of_a_question_stand_with_their_base():
    """A share is computed of them, and of a single count it would be the whole."""
    counted = defaultdict(set)
    for line in ALL:
        if line["unit"] == "count" and line["indicator"] in ASKED:
            counted[key(line)[:2] + key(line)[3:4]].add(line["item"])
    assert counted
    lone = [found for found, items in counted.items() if len(items) < 2]
    assert not lone


# -- what is reckoned ---------------------------------------------------------------------

RECKONED = [line for line in ALL if line["table"].startswith("avledet")]
SIGNS = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip


def test_there_are_figures_that_are_reckoned():
    assert RECKONED


@pytest.mark.parametrize("line", RECKONED, ids=lambda line: "-".join(map(str, key(line))))
def test_what_is_reckoned_comes_out_of_printed_numbers(line):
    found = DERIVED.fullmatch(line["table"])
    assert found, line
    value = Decimal(line["value"])
    exact = reckoned(found["sum"])
    rounded = Decimal(exact.numerator) / Decimal(exact.denominator)
    assert rounded.quantize(value, ROUND_HALF_UP) == value, line
    terms = {number(term) for term in NUMBER.findall(found["sum"])}
    assert terms - SCALES <= in_print(line, found["tables"]), line


def number(text):
    return Fraction(text.replace(" ", "").replace(",", "."))


def reckoned(text):
    """The value of a sum as it is written in bokmål."""
    plain = NUMBER.sub(lambda term: str(number(term[0])), text)
    for written, sign in (("−", "-"), ("·", "*"), (":", "/")):
        plain = plain.replace(written, sign)
    return value_of(ast.parse(plain, mode="eval").body)


def value_of(node):
    if isinstance(node, ast.Constant):
        return Fraction(str(node.value))
    return SIGNS[type(node.op)](value_of(node.left), value_of(node.right))


def in_print(line, tables):
    """The numbers of the tables that a sum names; those of the web texts may come from any."""
    if line["edition"] in WEB:
        cells = [*BY_EDITION["web"], *CLAIMS]
    else:
        assert tables, line
        cells = [cell for table in tables.split(", ") for cell in TABLES[line["edition"], table]]
    return {abs(Fraction(cell["value"])) for cell in cells if cell["value"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("13 291 − 200", 13091), ("100 · (173 + 50) : 2 615", Fraction(22300, 2615)),
        ("2 − 3 − 4", -5), ("0,5 · 3", Fraction(3, 2)), ("17 074 − 200 − 83", 16791),
    ],
)  # fmt: skip
def test_a_sum_is_read_as_it_is_written(text, value):
    assert reckoned(text) == value


# -- what two sources give differently ----------------------------------------------------


def test_what_two_sources_give_differently_is_a_known_conflict():
    several = [found for found, count in Counter(map(key, ALL)).items() if count > 1]
    known = [conflict_key(conflict) for conflict in CONFLICTS]
    assert sorted(several) == sorted(known)


def conflict_key(conflict):
    return tuple(conflict.get(part, "") for part in ("indicator", "form", "item", "year", "unit"))


def test_one_line_of_a_conflict_holds_and_the_others_differ():
    for conflict in CONFLICTS:
        lines = [line for line in ALL if key(line) == conflict_key(conflict)]
        holding = [line for line in lines if line["edition"] == conflict["holds"]]
        if "table" in conflict:
            holding = [line for line in holding if line["table"] == conflict["table"]]
        assert len(holding) == 1, conflict
        assert len({line["value"] for line in lines}) == len(lines) > 1, conflict
        assert sentence(conflict["why"]), conflict


def sentence(text):
    return bool(re.fullmatch(r"[A-ZÆØÅ«].*[^ ]\.", text)) and text == " ".join(text.split(" "))


# -- what is told of a series -------------------------------------------------------------


def test_every_file_is_explained_and_everything_explained_is_a_file():
    assert sorted(TOLD) == sorted(LINES)


def test_what_belongs_to_one_topic_stands_together():
    topics = [told["topic"] for told in TOLD.values()]
    assert len([topic for topic, _ in itertools.groupby(topics)]) == len(set(topics))


@pytest.mark.parametrize("name", LINES)
def test_a_series_is_told_in_whole_sentences(name):
    told = TOLD[name]
    fields = {
        "label",
        "topic",
        "question",
        "base",
        "definition",
        "items",
        "forms",
        "breaks",
        "main",
        "shown",
        "untold",
    }
    assert fields >= set(told) >= {"label", "topic", "question", "base"}
    assert told.get("main", "") in {"", *told.get("items", {})}
    for field in ("question", "base", "definition"):
        assert sentence(told.get(field, "Intet.")), (name, field)
    for each in ("label", "topic"):
        assert told[each] == told[each].strip(" ."), (name, each)


@pytest.mark.parametrize("name", LINES)
def test_every_item_has_a_label_and_every_label_an_item(name):
    items = {line["item"] for line in LINES[name]} - {"", *BASES}
    labels = TOLD[name].get("items", {})
    assert items <= set(labels) <= items | ASKED[name]
    assert len(set(labels.values())) == len(labels)


@pytest.mark.parametrize("name", LINES)
def test_every_form_that_the_questionnaire_does_not_have_has_a_label(name):
    forms = {line["form"] for line in LINES[name]}
    labels = TOLD[name].get("forms", {})
    assert forms - set(CODEBOOK["forms"]) <= set(labels) <= forms


# -- breaks -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LINES)
def test_breaks_lie_within_a_series_or_where_the_returns_go_on_with_it(name):
    years = {int(line["year"]) for line in LINES[name]}
    last = max(*years, CODEBOOK["year"] if name in ASKED else 0)
    broken = [each["year"] for each in TOLD[name].get("breaks", ())]
    assert broken == sorted(set(broken))
    assert all(min(years) < year <= last for year in broken)
    assert all(sentence(each["why"]) for each in TOLD[name].get("breaks", ()))


def test_no_line_of_fte_goes_over_the_year_when_substance_use_came_in():
    series = defaultdict(set)
    for line in ALL:
        if line["unit"] in ("fte", "per_10000") or line["indicator"] == "share_children":
            series[line["indicator"], line["form"], line["item"]].add(int(line["year"]))
    over = [
        (name, before, after)
        for (name, _, _), years in series.items()
        for before, after in itertools.pairwise(sorted(years))
        if before < 2015 <= after
    ]
    assert over
    for name, before, after in over:
        broken = [each["year"] for each in TOLD[name].get("breaks", ())]
        assert any(before < year <= after for year in broken), name


# -- what print once got wrong ------------------------------------------------------------


def test_no_two_questions_have_the_same_counts():
    """Print once repeated a column under another question, and the series took it over."""
    counts = defaultdict(dict)
    for line in ALL:
        if line["unit"] == "count" and line["item"] not in BASES:
            counts[line["indicator"], line["form"], line["year"]][line["item"]] = line["value"]
    several = {found: tuple(each.values()) for found, each in counts.items() if len(each) > 1}
    assert len(set(several.values())) == len(several)


def test_the_outreach_teams_of_2023_are_those_of_the_2023_edition():
    measure = "oppsøkende behandlings-/oppfølgingsteam"
    (claim,) = [one for one in CLAIMS if measure in one["measure"]]
    lines = [line for line in LINES["outreach_team"] if line["year"] == "2023"]
    assert {line["unit"] for line in lines} == {"percent"}
    (held,) = [line["value"] for line in lines if line["edition"] == "2023-web"]
    stated_in = (claim["text"], claim["year_of_data"], claim["value"])
    assert stated_in == ("2023-sammendrag", "2023", held)
