"""Tables, figures and ledgers as a chapter leaves them, from rows of printed texts."""

from project.records import (
    SCHEMA,
    CellRecord,
    ChapterHead,
    ColumnRecord,
    FiledFigure,
    Ledger,
    RowRecord,
    TableRecord,
)

NAMES = {"a": "Voksne", "b": "Barn", "c": "Alle"}


def table(number, cells, caption="Om noe.", rows="ab", columns=("fte",), **more):
    """A table whose rows are keyed by letters; *cells* are texts by row."""
    return TableRecord(
        id=f"tbl-{number.replace('.', '-')}",
        number=number,
        caption=caption,
        stub="",
        columns=tuple(ColumnRecord((name,), (), name, "fte") for name in columns),
        rows=tuple(RowRecord(row, "", NAMES.get(row, row), "body") for row in rows),
        cells=tuple(
            tuple(CellRecord(value(text), text) for text in line) for line in cells
        ),
        **{"base": "", "notes": (), "source": "", **more},
    )  # fmt: skip


def value(text):
    plain = text.replace("\u202f", "").replace(",", ".").replace("−", "-")
    return float(plain) if plain.lstrip("-")[:1].isdigit() else None


def figure(number, cells, **more):
    one = table(number, cells, **more)
    fields = {name: getattr(one, name) for name in one.__struct_fields__ if name != "origins"}
    name = f"fig-{number.replace('.', '-')}"
    return FiledFigure(
        **fields | {"id": name, "subtitle": "", "alt": "", "svg": f"figures/{name}.svg"}
    )


def ledger(*products, stem="01-folk"):
    head = ChapterHead(f"chapters/{stem}.qmd", stem, "1", "Folk", "")
    tables = tuple(one for one in products if isinstance(one, TableRecord))
    figures = tuple(one for one in products if isinstance(one, FiledFigure))
    return {stem: Ledger(SCHEMA, 2025, head, tables, figures, ())}
