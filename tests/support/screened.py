"""Changes to good returns, and what screening then finds."""

from collections.abc import Callable, Mapping
from typing import Any

from disk import edit
from savs import Sav
from tiny import YEAR, Returns
from workbooks import as_xlsx

from analysis.intake.screening import Screening, screen
from project.places import Project

Change = Callable[[Project, Returns], None]


def cell(file: str, unit: str, column: str, text: str) -> Change:
    return cells(file, unit, **{column: text})


def cells(file: str, code: str, /, **texts: str) -> Change:
    def change(_: Project, returns: Returns) -> None:
        returns[file][code].update(texts)

    return change


def screened(project: Project, change: Change) -> Screening:
    returns = Returns(project, YEAR)
    change(project, returns)
    returns.save()
    return screen(project, YEAR)


def no_demonstration(project: Project, _: Returns) -> None:
    edit(project.profile_path(YEAR), "demonstration: true", "demonstration: false")


def in_spss(change: Callable[[Sav], object]) -> Change:
    def save(project: Project, returns: Returns) -> None:
        sav = Sav.of(project.returns_dir(YEAR) / "store.csv")
        change(sav)
        sav.save()
        returns.save = lambda: None  # type: ignore[method-assign]

    return save


def in_workbook(change: Callable[[Any], object]) -> Change:
    """The form as a workbook, whose sheet is changed with xlsxwriter."""

    def save(project: Project, returns: Returns) -> None:
        returns.save()
        as_xlsx(project.returns_dir(YEAR) / "store.csv", change)
        returns.save = lambda: None  # type: ignore[method-assign]

    return save


def with_commas(but: Mapping[str, str]) -> Change:
    """The form with semicolons and decimal commas, but for some cells of the first unit."""

    def save(project: Project, returns: Returns) -> None:
        path = project.returns_dir(YEAR) / "store.csv"
        text = path.read_text(encoding="utf-8").replace(",", ";").replace(".", ",")
        heading, first, *rest = text.splitlines()
        cells = dict(zip(heading.split(";"), first.split(";"), strict=True))
        lines = [heading, ";".join({**cells, **but}.values()), *rest]
        path.write_text("\n".join(lines), encoding="utf-8")
        returns.save = lambda: None  # type: ignore[method-assign]

    return save


def more_units(project: Project, kept: int = 50) -> None:
    """Fifty units more that took part last year, of which this year's file has the first ones."""
    codes = [str(9300 + n) for n in range(50)]
    for year in (YEAR - 1, YEAR):
        for path, rest in (
            (project.units_path(year), ",Sted {0},Sted,Nordfylket,Nord HF,Helse Tiny,Liten"),
            (project.population_path(year), ",100,400"),
        ):
            text = path.read_text(encoding="utf-8")
            more = "".join(f"{code}{rest.format(code)}\n" for code in codes)
            path.write_text(text + more, encoding="utf-8")
        returns = Returns(project, year)
        for file, rows in returns.rows.items():
            columns = returns.columns[file]
            some = codes if year < YEAR or file != "store" else codes[:kept]
            answers = {"origin": "demonstration", "status": "complete", "has_plan": "no"}
            rows += [{**dict.fromkeys(columns, ""), **answers, "unit": code} for code in some]
        returns.save()


def cut_file(kept: int) -> Change:
    """Of fifty units more, the file has the first ones."""

    def change(project: Project, returns: Returns) -> None:
        more_units(project, kept)
        returns.rows = Returns(project, YEAR).rows

    return change


def as_last_year(same: int = 50, **other: str) -> Change:
    """Fifty units that answer as they did last year, all after the first ones but for cells."""

    def change(project: Project, returns: Returns) -> None:
        more_units(project)
        returns.rows = Returns(project, YEAR).rows
        last = Returns(project, YEAR - 1)
        for number, row in enumerate(returns.rows["store"]):
            if not row["unit"].startswith("93"):
                continue
            row |= {"staff__ward": f"{number / 4}", "staff__field": f"{number}", "plan_year": "4"}
            row |= {"visitors": f"{number}", "plan_parts__work": "1", "has_plan": "yes"}
            row |= {"staff_paths__one": f"{number * 5 / 4}", "remark": f"Som {number}"}
            last["store"][row["unit"]].update(row)
        last.save()
        for row in returns.rows["store"][-50:][same:]:
            row.update(other)

    return change
