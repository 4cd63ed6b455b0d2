"""What stands in the workbooks: that of one table or figure, and that of the whole report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from project.records import CellRecord
from publishing.downloads.content import NUMBER, Content, DataProduct, Facts
from publishing.downloads.sheets import (
    Link,
    SheetFigure,
    SheetTable,
    Worksheet,
    sheet_name,
    unique,
    workbook,
)
from publishing.downloads.sheets import SheetContent as SheetCell
from publishing.downloads.words import COLUMNS, EMPTY, NOT_APPLICABLE, ORIGINS, SIGNS, TEXTS
from publishing.markdown.escape import plain
from publishing.words import long_date, short_statement

_THOUSAND = 1000
_THIN = "\u202f"


def product_workbook(product: DataProduct, facts: Facts) -> bytes:
    """A product by itself: as in the report, tidy, and explained."""
    report = report_table(product)
    lines = _about(product, facts, _signs(report))
    rounding = [(TEXTS["tidy"], TEXTS["as_printed"])] if product.as_printed else []
    about = [
        *rounding,
        *([(TEXTS["base"], product.base)] if product.base else []),
        *((TEXTS["note"], note) for note in product.notes),
        *([(TEXTS["source"], product.source)] if product.source else []),
        (TEXTS["address"], product.place(facts)),
        *([(TEXTS["origin"], COLUMNS["opphav"])] if product.origins else []),
        *([(TEXTS["shows"], product.alt)] if product.alt else []),
        *((sign, said) for sign, said in SIGNS.items()),
        *((column, said) for column, said in COLUMNS.items()),
        *edition_lines(facts),
    ]
    sheets = [
        Worksheet(sheet_name(product.label), product.title, lines, report),
        Worksheet(
            TEXTS["tidy"],
            f"{product.title} – {TEXTS['tidy_title']}",
            [TEXTS["tidy_line"]],
            _tidy_table(product),
        ),
        Worksheet(
            TEXTS["about"],
            f"{TEXTS['about']}: {product.label}",
            [TEXTS["about_line"]],
            SheetTable(
                "Forklaring",
                [TEXTS["subject"], TEXTS["explanation"]],
                [list(pair) for pair in about],
            ),
        ),
    ]
    return workbook(sheets, product.title, facts)


def report_workbook(content: Content) -> bytes:
    """The whole report: cover, contents, notes, signs, and a sheet for each table and figure."""
    facts = content.facts
    products = [product for product in content.products if product.has_data]
    notes = _numbered_notes(products)
    names = unique(sheet_name(product.label) for product in products)
    contents = SheetTable(
        "Innhold",
        [TEXTS["sheet"], TEXTS["title"], TEXTS["chapter"]],
        [
            [Link(product.label, name), product.caption, product.chapter or NOT_APPLICABLE]
            for product, name in zip(products, names, strict=True)
        ],
    )
    sheets = [_cover(facts, linked=bool(products))]
    if products:
        sheets.append(
            Worksheet(
                TEXTS["contents"], TEXTS["contents_title"], [TEXTS["contents_line"]], contents
            )
        )
    if notes:
        sheets.append(_notes_sheet(notes, products))
    sheets.append(
        Worksheet(
            TEXTS["signs"],
            TEXTS["signs"],
            [TEXTS["signs_line"]],
            SheetTable(
                "Tegn",
                [TEXTS["sign"], TEXTS["explanation"]],
                [[sign, said] for sign, said in SIGNS.items()],
            ),
        )
    )
    for product, name in zip(products, names, strict=True):
        marks = "".join(f" [{TEXTS['note'].lower()} {notes[note]}]" for note in product.notes)
        lines = [
            *_about(product, facts, "", notes=False),
            Link(TEXTS["to_contents"], TEXTS["contents"]),
        ]
        sheets.append(Worksheet(name, product.title + marks, lines, report_table(product)))
    return workbook(sheets, facts.title, facts)


def report_table(product: DataProduct) -> SheetTable:
    """The table as in the report, with numbers that are shown as there but have more digits.

    Where returns are made, the last column says of each row what print has.
    """
    grouped = any(group for _, group, _, _ in product.rows)
    heads = [*([TEXTS["group"]] if grouped else []), product.stub(), *product.heads()]
    rows: list[list[SheetCell]] = []
    for (label, group, _, _), line in zip(product.rows, product.cells, strict=True):
        first = [group or NOT_APPLICABLE] if grouped else []
        rows.append([*first, label or EMPTY, *map(_cell, line)])
    said = [_origin(line, product.heads()) for line in product.origins]
    if any(said):
        heads.append(TEXTS["origin"])
        rows = [[*row, one or NOT_APPLICABLE] for row, one in zip(rows, said, strict=True)]
    return SheetTable(_table_name(product), heads, rows)


def _origin(line: Sequence[str], heads: Sequence[str]) -> str:
    """Where the numbers of a row are from: one word, or one for each with its columns."""
    found: dict[str, list[str]] = {}
    for origin, head in zip(line, heads, strict=True):
        if said := ORIGINS[origin]:
            found.setdefault(said, []).append(head)
    if len(found) < 2:
        return "".join(found)
    return "; ".join(f"{said}: {', '.join(columns)}" for said, columns in found.items())


def edition_lines(facts: Facts) -> list[tuple[str, str]]:
    """What there is to say of the edition, with a word for each."""
    licence = " ".join(facts.licence.get(key, "") for key in ("title", "path")).strip()
    found = [
        (TEXTS["report"], f"{facts.title}. {facts.subtitle}".strip(" .") + "."),
        (TEXTS["about"], facts.statement),
        (TEXTS["date"], long_date(facts.date)),
        (TEXTS["version"], facts.version),
        (TEXTS["source"], facts.source),
        (TEXTS["address"], facts.address),
        (TEXTS["licence"], licence),
    ]
    return [(word, said) for word, said in found if said]


def _cell(cell: CellRecord) -> SheetCell:
    return cell.text or EMPTY if cell.value is None else SheetFigure(cell.value, _format(cell))


def _format(cell: CellRecord) -> str:
    """The number format that shows the value as the report does."""
    match = NUMBER.fullmatch(cell.text)
    if match is None or cell.value is None:
        return "General"
    decimals = f".{'0' * len(match.group(2))}" if match.group(2) else ""
    grouped = abs(cell.value) < _THOUSAND or _THIN in cell.text
    code = f"{'#,##0' if grouped else '0'}{decimals}"
    return f"+{code};-{code};0" if match.group(1) == "+" else code


def _tidy_table(product: DataProduct) -> SheetTable:
    rows: list[list[SheetCell]] = [
        [
            row.row or EMPTY,
            row.group or NOT_APPLICABLE,
            row.role,
            row.column or EMPTY,
            row.spanners or NOT_APPLICABLE,
            row.unit or NOT_APPLICABLE,
            EMPTY if row.value is None else SheetFigure(row.value),
            row.text or EMPTY,
            row.origin or NOT_APPLICABLE,
            row.row_key or EMPTY,
            row.column_key or EMPTY,
        ]
        for row in product.tidy()
    ]
    return SheetTable("Tall", list(COLUMNS), rows)


def _table_name(product: DataProduct) -> str:
    return product.stem.capitalize().replace("-", "_")


def _about(
    product: DataProduct, facts: Facts, signs: str, *, notes: bool = True
) -> list[str | Link]:
    """The few lines above a table, which stay in sight with it; several notes stand behind."""
    said = [(TEXTS["base"], product.base), (TEXTS["source"], product.source)]
    said += [(TEXTS["address"], product.place(facts)), (TEXTS["signs"], signs)]
    if notes and len(product.notes) == 1:
        said.insert(1, (TEXTS["note"], product.notes[0]))
    behind = [TEXTS["notes_behind"]] if notes and len(product.notes) > 1 else []
    lines: list[str | Link] = [short_statement(facts.statement) + "."] if facts.statement else []
    counted = any(cell.value is not None for line in product.cells for cell in line)
    numbers = TEXTS["as_printed" if product.as_printed else "finer"] if counted else ""
    return [
        *lines,
        f"{TEXTS['about_line']} {numbers}".strip(),
        *(f"{word}: {what}" for word, what in said if what),
        *behind,
    ]


def _signs(table: SheetTable) -> str:
    """The signs that stand in a table, explained."""
    used = {cell for row in table.rows for cell in row if isinstance(cell, str)}
    return " ".join(f"{sign} {said}" for sign, said in SIGNS.items() if sign in used)


def _cover(facts: Facts, *, linked: bool) -> Worksheet:
    own = [f"{word}: {said}" for word, said in edition_lines(facts)[1:]]
    about = [plain(TEXTS[key]) for key in ("cover_contents", "cover_numbers", "cover_package")]
    subtitle = [facts.subtitle] if facts.subtitle else []
    link = [Link(TEXTS["to_contents"], TEXTS["contents"])] if linked else []
    return Worksheet(TEXTS["cover"], facts.title, [*subtitle, *own, *about, *link])


def _numbered_notes(products: Sequence[DataProduct]) -> dict[str, int]:
    found = dict.fromkeys(note for product in products for note in product.notes)
    return {note: number for number, note in enumerate(found, 1)}


def _notes_sheet(notes: Mapping[str, int], products: Sequence[DataProduct]) -> Worksheet:
    rows: list[list[SheetCell]] = []
    for note, count in notes.items():
        where = ", ".join(product.label for product in products if note in product.notes)
        rows.append([f"{TEXTS['note'].lower()} {count}", note, where])
    return Worksheet(
        TEXTS["notes"],
        TEXTS["notes"],
        [TEXTS["notes_line"]],
        SheetTable("Merknader", [TEXTS["note"], TEXTS["text"], TEXTS["applies"]], rows),
    )
