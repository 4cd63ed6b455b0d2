"""Pages of units of an edition that is built, with few words on each; all around them is real.

project = with_unit_pages(tmp_path, "2025")      # a project of its own, with that build in it
project.build_root / "www/2025/enheter"
"""

from __future__ import annotations

import csv
import hashlib
import html
import json
from pathlib import Path

from disk import REPO

from project.places import Project
from publishing.book.index import index_book
from publishing.book.page import slug
from publishing.units.directory import common_files
from publishing.units.listing import Listed, Measure, Value
from publishing.web.landing import publish_editions
from publishing.web.units.frame import Frame, Step, UnitPage
from publishing.web.units.made import SUFFIX
from publishing.web.units.places import FOLDER

FORMER = {
    "3118": ("Askim", "Eidsberg", "Hobøl", "Spydeberg", "Trøgstad"),
    "3903": ("Hof", "Sande (Vestfold)"),
    "4602": ("Flora", "Vågsøy"),
    "5055": ("Halsa", "Hemne", "Snillfjord"),
    "5056": ("Hitra", "Snillfjord"),
}
_GROUPS = {"county": "county", "health_trust": "trust", "health_region": "region"}
BODY = """\
<h1 id="sec-enhet">{name}</h1>
<p>{name} er med i rapporten.</p>
<div class="heading heading-2"><h2 id="arsverk">Årsverk</h2></div>
<p>Se <a href="../index.html">rapporten</a>.</p>
"""


def listed(edition: str) -> tuple[list[Measure], list[Listed]]:
    """Every unit of an edition and every group, with the numbers that print gives units."""
    with (REPO / f"data/published/{edition}/tables.csv").open(encoding="utf-8") as file:
        printed = [row for row in csv.DictReader(file) if row["table"] == "Vedlegg B"]
    heads = {row["col_no"]: f"{row['col_group']}, {row['col'].lower()}" for row in printed}
    numbers = {(row["row"].split()[0], row["col_no"]): row for row in printed}
    with (REPO / f"data/units/{edition}.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    units = []
    for row in rows:
        found = {no: numbers.get((row["code"], no)) for no in heads}
        district = len(row["code"]) > 4
        units.append(
            Listed(
                key=row["code"],
                name=row["name"].partition("kommune ")[2] if district else row["name"],
                kind="district" if district else "unit",
                href=f"{row['code']}-{slug(row['name'])}.html",
                county=row["county"],
                former=FORMER.get(row["code"], ()),
                values={no: Value(one["as_printed"], _number(one["value"])) if one else Value("..")
                        for no, one in found.items()}
                | {"size": Value(row["size_group"])},
            )
        )  # fmt: skip
    for by, kind in _GROUPS.items():
        for label in dict.fromkeys(row[by] for row in rows):
            key = f"{kind}-{slug(label)}"
            units.append(Listed(key=key, name=label, kind=kind, href=f"{key}.html"))
    measures = [Measure(key=no, label=head) for no, head in heads.items()]
    return [*measures, Measure(key="size", label="Kommunestørrelse")], units


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def write_units(
    project: Project, edition: str, measures: list[Measure], units: list[Listed]
) -> Path:
    """Make pages of these units of a built edition; gives the folder that they are in."""
    built = project.build_dir(edition)
    frame = Frame(built / "book", index_book(built / "book"), f"is248-{edition}.pdf")
    made = common_files(frame, edition, measures, units)
    for before, unit, after in zip([None, *units], units, [*units[1:], None], strict=False):
        page = UnitPage(
            unit.href,
            unit.key,
            unit.name,
            BODY.format(name=html.escape(unit.name)),
            facts=(unit.kind, unit.key),
            csv=f"{unit.key}.csv",
            path=[Step(unit.county)] if unit.county else [],
            before=Step(before.name, before.href) if before else None,
            after=Step(after.name, after.href) if after else None,
        )
        made[unit.href] = frame.unit(page).encode()
        made[f"{unit.key}.csv"] = b"enhet;aarsverk\n"
    beside = project.build_root / f"{edition}{SUFFIX}"
    for name, content in made.items():
        (beside / FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        (beside / FOLDER / name).write_bytes(content)
    marks = {f"{FOLDER}/{name}": hashlib.sha256(made[name]).hexdigest() for name in made}
    (beside / "build.json").write_text(json.dumps({"outputs": marks}), encoding="utf-8")
    return beside


def with_unit_pages(folder: Path, edition: str) -> Project:
    """A project in `folder` whose tree of editions has the built edition and pages of its units."""
    for name in ("_quarto.yml", f"_quarto-{edition}.yml"):
        (folder / name).write_bytes((REPO / name).read_bytes())
    (folder / "data").symlink_to(REPO / "data")
    project = Project(folder)
    project.build_root.mkdir()
    project.build_dir(edition).symlink_to(Project(REPO).build_dir(edition).resolve())
    write_units(project, edition, *listed(edition))
    publish_editions(project)
    return project
