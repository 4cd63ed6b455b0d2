"""All downloads of an edition, put in place; what the same content has given before is kept.

A file is kept under a checksum of what it is made from, so that an edited sentence makes none of
them again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from project.kept.checksums import tree_checksum
from project.kept.store import Store, digest
from project.records import as_json
from project.running import made_by
from publishing.downloads.content import Content, DataProduct
from publishing.downloads.links import FOLDER, Downloads, File
from publishing.downloads.words import TEXTS

WORKERS = 2
TABLE_FILES, FIGURE_FILES = ("csv", "xlsx"), ("svg", "png")
"""Endings of what is made of numbers, and of a drawing."""


def planned(content: Content) -> Downloads:
    """The files that `make_downloads` makes of `content`, before they are made."""
    products: dict[str, tuple[File, ...]] = {}
    for product in content.products:
        endings = [
            *(TABLE_FILES if product.has_data else ()),
            *(FIGURE_FILES if product.svg else ()),
        ]
        products[product.id] = tuple(
            File(
                ending.upper(),
                f"{FOLDER}/{product.stem}.{ending}",
                f"{ending.upper()}, {product.name}",
            )
            for ending in endings
        )
    slug = content.facts.slug
    return Downloads(
        products,
        (
            File(TEXTS["workbook"], f"{FOLDER}/{slug}.xlsx"),
            File(TEXTS["package"], f"{FOLDER}/{slug}-datapakke.zip"),
        ),
    )


def content_key(content: Content) -> str:
    """One checksum over all that the downloads are made from."""
    products = [
        [as_json(each.record), each.as_printed, each.chapter, each.svg, each.origins, each.page]
        for each in content.products
    ]
    return digest(asdict(content.facts), products, content.inline)


def make_downloads(
    content: Content, fonts: Path, cache: Path, out: Path, *, fresh: bool = False
) -> Downloads:
    """Write all downloads into the folder `out`; `cache` keeps them from edition to edition.

    `fonts` is the folder of the fonts that pictures of figures are set in; with `fresh` nothing is
    taken from `cache`. Raises `ProjectError` for a drawing that can't be made a picture.
    """
    store = Store(cache, made_by(), fresh)
    made = _Maker(content, fonts, store)
    out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        # pictures are made outside of Python, so both processors are busy meanwhile
        pending = [pool.submit(made.draw, batch) for batch in made.undrawn(WORKERS)]
        files = {product.id: made.tables(product) for product in content.products}
        whole = made.whole({id_: by["csv"] for id_, by in files.items() if by})
        for batch in pending:
            batch.result()
    for product in content.products:
        for ending, data in (files[product.id] | made.drawings(product)).items():
            (out / f"{product.stem}.{ending}").write_bytes(data)
    for name, data in whole.items():
        (out / name).write_bytes(data)
    store.prune()
    return planned(content)


class _Maker:
    """Makes files, or finds them in the store."""

    def __init__(self, content: Content, fonts: Path, store: Store) -> None:
        self._content, self._fonts, self._store = content, fonts, store
        self._facts = asdict(content.facts)
        self._type = tree_checksum(fonts)
        self._pictures: dict[str, bytes] = {}

    def tables(self, product: DataProduct) -> dict[str, bytes]:
        """CSV and XLSX by ending; nothing for a product without numbers."""
        from publishing.downloads.csvfiles import product_csv
        from publishing.downloads.workbooks import product_workbook

        if not product.has_data:
            return {}
        key = self._key(product)
        facts = self._content.facts
        return {
            "csv": self._store.kept(["csv", key], lambda: product_csv(product)),
            "xlsx": self._store.kept(["xlsx", key], lambda: product_workbook(product, facts)),
        }

    def undrawn(self, batches: int) -> list[list[DataProduct]]:
        """The figures that have no picture yet, in about so many parts."""
        wanted = []
        for product in self._content.products:
            if not product.svg:
                continue
            if (found := self._store.find(self._picture(product))) is None:
                wanted.append(product)
            else:
                self._pictures[product.id] = found
        return [part for part in (wanted[start::batches] for start in range(batches)) if part]

    def draw(self, products: Sequence[DataProduct]) -> None:
        """Make the pictures of these figures."""
        from publishing.downloads.drawings import Camera, Picture

        camera = Camera(self._fonts)
        pictures = camera.pictures([Picture(product.svg, product.label) for product in products])
        for product, picture in zip(products, pictures, strict=True):
            self._pictures[product.id] = self._store.put(self._picture(product), picture)

    def drawings(self, product: DataProduct) -> dict[str, bytes]:
        """SVG and PNG by ending; nothing for a table. The picture must have been made."""
        if not product.svg:
            return {}
        return {"svg": product.svg.encode(), "png": self._pictures[product.id]}

    def _picture(self, product: DataProduct) -> list[str]:
        return ["png", self._type, product.svg]

    def whole(self, tables: Mapping[str, bytes]) -> dict[str, bytes]:
        """The workbook of the report and the data package, loose and as one file, by name."""
        from publishing.downloads.datapackage import (
            CONTENTS_FILE,
            DESCRIPTOR,
            INLINE_FILE,
            package,
            zipped,
        )
        from publishing.downloads.workbooks import report_workbook

        content, slug = self._content, self._content.facts.slug
        shown = digest(self._facts, [[self._key(p), p.chapter] for p in content.products])
        key = [shown, digest(content.inline)]
        names = (DESCRIPTOR, CONTENTS_FILE, INLINE_FILE)
        archive = f"{slug}-datapakke.zip"
        found = {name: self._store.find(["package", name, key]) for name in (*names, archive)}
        if None in found.values():
            files = package(content, tables)
            made = {name: files[name] for name in names} | {archive: zipped(files)}
            found |= {n: self._store.put(["package", n, key], data) for n, data in made.items()}
        book = self._store.kept(["workbook", shown], lambda: report_workbook(content))
        return {f"{slug}.xlsx": book} | {name: data for name, data in found.items() if data}

    def _key(self, product: DataProduct) -> str:
        own = [product.as_printed, product.origins, product.page]
        return digest(self._facts, as_json(product.record), own)
