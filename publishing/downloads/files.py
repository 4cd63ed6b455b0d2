"""All downloads of an edition, put in place; what the same content has given before is kept.

A file is kept under a checksum of what it is made from, so that an edited sentence makes none of
them again.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path

from publishing.downloads.content import Content, DataProduct
from publishing.downloads.words import TEXTS
from publishing.inputs import checksum
from publishing.outputs import link_or_copy

FOLDER = "data"
WORKERS = 2
_CODE = Path(__file__).parent
_SHARED = ("escape.py", "uitext.py")
_PACKAGES = ("typst", "xlsxwriter")


@dataclass(frozen=True)
class File:
    """A file that readers download: what its link says, and its address from the book's root."""

    label: str
    path: str
    name: str = ""

    @property
    def filename(self) -> str:
        """The file's name without folders."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Downloads:
    """The files of each product by its id, and those of the whole report."""

    products: Mapping[str, tuple[File, ...]] = field(default_factory=dict)
    report: tuple[File, ...] = ()


def make_downloads(content: Content, fonts: Path, cache: Path, out: Path) -> Downloads:
    """Write all downloads into the folder `out`; `cache` keeps them from edition to edition.

    `fonts` is the folder of the fonts that pictures of figures are set in. Raises `ProjectError`
    for a drawing that can't be made a picture.
    """
    made = _Maker(content, fonts, cache)
    out.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(max_workers=WORKERS) as pool:
        # pictures are made outside of Python, so both processors are busy meanwhile
        pending = [pool.submit(made.draw, batch) for batch in made.undrawn(WORKERS)]
        files = {product.id: made.tables(product) for product in content.products}
        whole = made.whole({id_: by["csv"].read_bytes() for id_, by in files.items() if by})
        for batch in pending:
            batch.result()
    for product in content.products:
        files[product.id] |= made.drawings(product)
    products: dict[str, tuple[File, ...]] = {}
    for product in content.products:
        links = []
        for ending, kept in files[product.id].items():
            name = f"{product.stem}.{ending}"
            link_or_copy(kept, out / name)
            label = ending.upper()
            links.append(File(label, f"{FOLDER}/{name}", f"{label}, {product.name}"))
        products[product.id] = tuple(links)
    for name, kept in whole.items():
        link_or_copy(kept, out / name)
    made.prune()
    slug = content.facts.slug
    return Downloads(
        products,
        (
            File(TEXTS["workbook"], f"{FOLDER}/{slug}.xlsx"),
            File(TEXTS["package"], f"{FOLDER}/{slug}-datapakke.zip"),
        ),
    )


class _Maker:
    """Makes files, or finds them in the cache."""

    def __init__(self, content: Content, fonts: Path, cache: Path) -> None:
        self._content, self._fonts, self._cache = content, fonts, cache
        code = _code()
        self._mark = _digest([code, asdict(content.facts)])
        self._picture_mark = _digest([code, *map(checksum, sorted(fonts.glob("*.ttf")))])
        self._live: set[str] = set()
        cache.mkdir(parents=True, exist_ok=True)

    def tables(self, product: DataProduct) -> dict[str, Path]:
        """CSV and XLSX by ending; nothing for a product without numbers."""
        from publishing.downloads.csvfiles import product_csv
        from publishing.downloads.workbooks import product_workbook

        if not product.has_data:
            return {}
        key = self._key(product)
        return {
            "csv": self._kept(f"{key}.csv", lambda: product_csv(product)),
            "xlsx": self._kept(
                f"{key}.xlsx", lambda: product_workbook(product, self._content.facts)
            ),
        }

    def undrawn(self, batches: int) -> list[list[DataProduct]]:
        """The figures that have no picture yet, in about so many parts."""
        wanted = [
            product
            for product in self._content.products
            if product.svg and not (self._cache / self._picture(product)).is_file()
        ]
        return [part for part in (wanted[start::batches] for start in range(batches)) if part]

    def draw(self, products: Sequence[DataProduct]) -> None:
        """Make the pictures of these figures."""
        from publishing.downloads.drawings import Camera, Drawing

        camera = Camera(self._fonts)
        pictures = camera.pictures([Drawing(product.svg, product.label) for product in products])
        for product, picture in zip(products, pictures, strict=True):
            _write(self._cache / self._picture(product), picture)

    def drawings(self, product: DataProduct) -> dict[str, Path]:
        """SVG and PNG by ending; nothing for a table. The picture must have been made."""
        if not product.svg:
            return {}
        name = self._picture(product)
        self._live.add(name)
        svg = self._kept(f"{_digest(product.svg)}.svg", product.svg.encode)
        return {"svg": svg, "png": self._cache / name}

    def _picture(self, product: DataProduct) -> str:
        return f"{_digest([self._picture_mark, product.svg])}.png"

    def whole(self, tables: Mapping[str, bytes]) -> dict[str, Path]:
        """The workbook of the report and the data package, loose and as one file, by name."""
        from publishing.downloads import datapackage
        from publishing.downloads.workbooks import report_workbook

        content, slug = self._content, self._content.facts.slug
        shown = _digest([[self._key(p), p.chapter] for p in content.products])
        key = _digest([shown, [list(item) for item in content.inline]])
        found = {
            f"{slug}.xlsx": self._kept(
                f"{_digest([shown, self._mark])}.xlsx", lambda: report_workbook(content)
            )
        }
        names = (datapackage.DESCRIPTOR, datapackage.CONTENTS_FILE, datapackage.INLINE_FILE)
        archive = f"{key}.zip"
        places = {name: f"{key}-{name}" for name in names}
        if not all((self._cache / name).is_file() for name in (archive, *places.values())):
            files = datapackage.package(content, tables)
            for name, place in places.items():
                _write(self._cache / place, files[name])
            _write(self._cache / archive, datapackage.zipped(files))
        self._live |= {archive, *places.values()}
        found |= {name: self._cache / place for name, place in places.items()}
        return {**found, f"{slug}-datapakke.zip": self._cache / archive}

    def prune(self) -> None:
        """Forget what this content has not asked for."""
        for path in self._cache.iterdir():
            if path.name not in self._live:
                path.unlink(missing_ok=True)

    def _kept(self, name: str, make: Callable[[], bytes]) -> Path:
        self._live.add(name)
        path = self._cache / name
        if not path.is_file():
            _write(path, make())
        return path

    def _key(self, product: DataProduct) -> str:
        record = {key: value for key, value in product.record.items() if key != "svg"}
        return _digest([self._mark, record, product.as_printed])


def _code() -> list[str]:
    """What shapes a file besides its content."""
    own = [*sorted(_CODE.glob("*.py")), *(_CODE.parent / name for name in _SHARED)]
    versions = [importlib.metadata.version(name) for name in _PACKAGES]
    return [*map(checksum, own), *versions]


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:24]


def _write(path: Path, data: bytes) -> None:
    """Put a file in the cache in one move (but not for sure through a power cut: it costs)."""
    handle, aside = tempfile.mkstemp(suffix=".part", dir=path.parent)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(aside).chmod(0o644)
    Path(aside).replace(path)
