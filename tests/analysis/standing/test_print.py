"""What pages tell, against the printed appendix and the printed tables of groups: every cell."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Mapping

import pytest
from demonstrated import rows_of
from disk import REPO

from analysis import open_survey
from analysis.intake.cleaning import ensure_cleaned
from analysis.standing.facts import UNIT, Cell, Facts
from analysis.standing.gathered import facts_of
from project.places import Project

pytestmark = pytest.mark.slow

SERVICES = {
    "Totalt": "all",
    "Tjenester for voksne": "adults",
    "Tjenester for barn og unge": "children",
}


@pytest.fixture(scope="module", params=[2025, 2013])
def edition(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory):
    """An edition's year and the facts of all its pages, where no report is built."""
    root = tmp_path_factory.mktemp("standing")
    shutil.copytree(REPO / "data", root / "data")
    for profile in REPO.glob("_quarto*.yml"):
        shutil.copy(profile, root)
    project = Project(root)
    settings = project.edition(request.param)
    ensure_cleaned(project, settings.survey_years, settings)
    return request.param, facts_of(open_survey(request.param, root))


def printed(year: int, *tables: str) -> list[dict[str, str]]:
    """Printed cells, corrected where print contradicts itself."""
    folder = REPO / f"data/published/{year}"
    errata = {
        (row["number"], row["row"], row["col"]): row["expected"]
        for row in rows_of(folder / "errata.csv")
        if row["number"] in tables and row["row"]
    }
    cells = [row for row in rows_of(folder / "tables.csv") if row["table"] in tables]
    for row in cells:
        head = " / ".join(filter(None, (row["col_group"], row["col"])))
        place = (row["table"], row["row"])
        row["as_printed"] = errata.get((*place, head), row["as_printed"])
        row["row"] = errata.get((*place, ""), row["row"])
    return cells


def bare(text: str) -> str:
    return "".join(text.split()).replace("\u202f", "")


def shown(cell: Cell, decimals: int) -> str:
    return "" if cell is None else f"{cell:.{decimals}f}".replace(".", ",")


def told_units(year: int) -> Mapping[str, str]:
    rows = rows_of(REPO / f"data/units/{year}.csv")
    return {row.get("label") or f"{row['code']} {row['name']}": row["code"] for row in rows}


def test_every_cell_of_the_appendix_is_that_of_the_unit_s_page(edition):
    year, facts = edition
    called, seen, wrong = told_units(year), set(), []
    for row in printed(year, "Vedlegg B", "Vedlegg"):
        if row["row"] not in called:
            continue  # the sum of all
        one, code = facts[called[row["row"]]], SERVICES[row["col"]]
        fte = row["unit"] == "årsverk"
        cell = one.measures.fte[code] if fte else one.measures.rate[code]
        told = shown(cell, one.places if fte else 0)
        seen.add(one.key)
        if told != bare(row["as_printed"]):
            wrong.append((row["row"], row["col"], row["as_printed"], told))
    assert not wrong
    assert seen == {key for key, one in facts.items() if one.kind == UNIT}


GROUPS = {
    2025: {"6.4": "county", "6.6": "health_trust", "6.8": "health_region"},
    2013: {"8.1": "county", "8.4": "health_region"},
}


def test_pages_of_groups_have_the_sums_of_the_printed_tables(edition):
    """In 2013 rates are printed for 1 000 inhabitants, so that FTE alone can be compared."""
    year, facts = edition
    wrong, seen = [], Counter()
    for table, kind in GROUPS[year].items():
        by_name = {one.name: one for one in facts.values() if one.kind == kind}
        for row in printed(year, table):
            fte = row["unit"] == "årsverk"
            if row["row"] not in by_name or not (fte or row["unit"] == "per_10000"):
                continue
            head = row["col"].lower()
            young, old = (
                any(w in head for w in words) for words in (("barn", "under"), ("voksne", "eldre"))
            )
            code = "children" if young else "adults" if old else "all"
            one = by_name[row["row"]]
            told = shown(one.measures.fte[code] if fte else one.measures.rate[code], 0)
            seen[one.key] += 1
            if told != bare(row["as_printed"]):
                wrong.append((table, row["row"], row["col"], row["as_printed"], told))
    assert not wrong
    assert set(seen) == {key for key, one in facts.items() if one.kind != UNIT}
    assert min(seen.values()) >= 2


def test_every_unit_and_group_has_a_page(edition):
    year, facts = edition
    kinds = {kind: sum(one.kind == kind for one in facts.values()) for kind in
             (UNIT, "county", "health_trust", "health_region")}  # fmt: skip
    assert (
        kinds
        == {
            2025: {UNIT: 372, "county": 15, "health_trust": 21, "health_region": 4},
            2013: {UNIT: 444, "county": 19, "health_trust": 0, "health_region": 4},
        }[year]
    )


def test_a_page_tells_nothing_that_is_made(edition):
    """No answer, no status, no year that print does not have, no derived number of inhabitants."""
    year, facts = edition
    for one in facts.values():
        assert one.made
        assert not one.carried
        assert not one.silent
        assert {then.year for then in one.earlier} <= {2013} - {year}
        assert one.kind != UNIT or not one.measures.people


def test_the_parts_of_a_group_are_its_units_and_nobody_else_s(edition):
    _, facts = edition
    for kind in ("county", "health_region"):
        parts = [part.key for one in facts.values() if one.kind == kind for part in one.parts]
        assert sorted(parts) == sorted(key for key, one in facts.items() if one.kind == UNIT)


def test_merged_units_tell_the_sum_of_their_parts_in_2013(edition):
    year, facts = edition
    if year == 2013:
        assert not any(one.earlier or one.split for one in facts.values())
        return
    called = {code: label for label, code in told_units(2013).items()}
    cells = {
        (row["row"], SERVICES[row["col"]]): float(row["value"])
        for row in printed(2013, "Vedlegg")
        if row["unit"] == "årsverk" and row["value"] and row["col"] in SERVICES
    }
    merged = set()
    for one in facts.values():
        for then in one.earlier:
            merged |= {one.key} if len(then.parts) > 1 else set()
            assert then.breaks  # substance use came in 2015
            for code, told in then.fte.items():
                if one.kind == UNIT:
                    parts = [cells[called[part.key], code] for part in then.parts]
                    assert told == pytest.approx(sum(parts))
    ground = {r["code"]: r["parts"].split() for r in rows_of(REPO / "data/units/followed.csv")}
    shared = Counter(part for parts in ground.values() for part in parts)
    whole = {code for code, parts in ground.items() if all(shared[part] == 1 for part in parts)}
    assert merged == {code for code in whole if len(ground[code]) > 1}
    assert {"3103", "3118", "4204"} <= merged


def test_the_ground_of_2013_is_all_followed_once_but_what_was_parted():
    """Tysfjord, Vågsøy and Snillfjord were parted; the agency for health stopped being a unit."""
    rows = rows_of(REPO / "data/units/followed.csv")
    shared = Counter(part for row in rows for part in row["parts"].split())
    assert [row["code"] for row in rows] == list(told_units(2025).values())
    assert {part for part, count in shared.items() if count > 1} == {"1850", "1439", "1613"}
    assert set(told_units(2013).values()) - set(shared) == {"0301", "030117"}


def test_ground_that_was_parted_is_followed_in_groups_alone(edition):
    """Tysfjord went to Narvik and Hamarøy, both in Nordland."""
    year, facts = edition
    if year == 2013:
        assert all(not one.split for one in facts.values())
        return
    assert facts["1806"].split == facts["1875"].split == ("Tysfjord",)
    assert not facts["1806"].earlier
    nordland: Facts = facts["county-nordland"]
    assert not nordland.split
    assert [then.year for then in nordland.earlier] == [2013]
