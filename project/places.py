"""Where everything of the project lies.

Every path of ``data/`` and ``_build/`` is a method here and nowhere else, so that the layout can be
read in one place. Neither pandas nor pyarrow is imported: the command line stays quick.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path

from project.chapters import CHAPTERS
from project.editions import Edition, load_edition
from project.errors import ProjectError
from project.sources import visible

__all__ = ["Edition", "Project"]

BASE_PROFILE = "_quarto.yml"
_PROFILE_NAME = re.compile(r"^_quarto-([A-Za-z0-9][A-Za-z0-9_.-]*)\.yml$")


@dataclass(frozen=True)
class Project:
    """A checkout of the project; `root` is the folder that holds ``_quarto.yml``."""

    root: Path

    @classmethod
    def find(cls, start: Path | str | None = None) -> Project:
        """Walk up from *start* (or the working directory) to the folder with ``_quarto.yml``."""
        first = Path(start if start is not None else Path.cwd()).resolve()
        for folder in (first, *first.parents):
            if (folder / BASE_PROFILE).is_file():
                return cls(folder)
        raise ProjectError(
            f"no project here: {BASE_PROFILE} was not found",
            where=str(first),
            why="neither this folder nor any folder above it holds the file",
            todo="Go to the project's folder and run the command again.",
        )

    # -- editions --------------------

    def profile_path(self, edition: str | int) -> Path:
        """The edition's Quarto profile."""
        return self.root / f"_quarto-{edition}.yml"

    @property
    def base_profile_path(self) -> Path:
        """What all editions share."""
        return self.root / BASE_PROFILE

    def editions(self) -> tuple[str, ...]:
        """Names of all editions: one for each ``_quarto-<edition>.yml``, sorted."""
        matches = (_PROFILE_NAME.match(path.name) for path in self.root.glob("_quarto-*.yml"))
        return tuple(sorted(match.group(1) for match in matches if match))

    def edition(self, name: str | int) -> Edition:
        """Load one edition; a misspelt name is a `ProjectError` with the closest names."""
        wanted, known = str(name), self.editions()
        if wanted not in known:
            close = difflib.get_close_matches(wanted, known, n=2, cutoff=0.5)
            hint = (
                f"Did you mean {' or '.join(close)}?"
                if close
                else f"Known editions: {', '.join(known) or 'none'}."
            )
            raise ProjectError(
                f"there is no edition '{wanted}'",
                where=str(self.root),
                why=f"{self.profile_path('<edition>').name} names the editions",
                todo=hint,
            )
        return load_edition(wanted, self.profile_path(wanted), self.base_profile_path)

    def edition_of_year(self, year: int) -> Edition | None:
        """The edition whose own survey year is *year*, if there is one."""
        return self.edition(year) if str(year) in self.editions() else None

    # -- data --------------------

    @property
    def data_dir(self) -> Path:
        """Everything that comes in."""
        return self.root / "data"

    @property
    def chapters_dir(self) -> Path:
        """The chapters' sources."""
        return self.root / CHAPTERS

    def published_dir(self, source: str | int) -> Path:
        """The printed tables of one source."""
        return self.data_dir / "published" / str(source)

    def codebook_path(self, year: int) -> Path:
        """Every question of a year."""
        return self.data_dir / "codebook" / f"{year}.yml"

    def classifications_path(self, year: int) -> Path:
        """The year's ordered groups."""
        return self.data_dir / "classifications" / f"{year}.yml"

    def units_path(self, year: int) -> Path:
        """The year's reporting units."""
        return self.data_dir / "units" / f"{year}.csv"

    def terms_path(self, year: int) -> Path:
        """Words that an edition has instead of those that all share."""
        return self.data_dir / "terms" / f"{year}.yml"

    def population_path(self, year: int) -> Path:
        """Persons per unit."""
        return self.data_dir / "population" / f"{year}.csv"

    def population_source_path(self, year: int) -> Path:
        """Where the population is from."""
        return self.data_dir / "population" / f"{year}.source.yml"

    @property
    def population_series_path(self) -> Path:
        """Persons in the whole country, year by year."""
        return self.data_dir / "series" / "population.csv"

    @property
    def population_query_path(self) -> Path:
        """What to ask Statistics Norway for, and how its codes become units."""
        return self.data_dir / "population" / "source-query.yml"

    def highlights_path(self, year: int) -> Path:
        """An edition's key figures."""
        return self.data_dir / "highlights" / f"{year}.yml"

    @property
    def klass_query_path(self) -> Path:
        """What to ask Statistics Norway's KLASS for, and how its groups become labels."""
        return self.data_dir / "classifications" / "source-query.yml"

    def knowledge_dir(self, year: int) -> Path:
        """What is known of a year from elsewhere."""
        return self.data_dir / "knowledge" / str(year)

    def todo_path(self, edition: str | int) -> Path:
        """What has been decided of what a new edition left to decide."""
        return self.data_dir / "todo" / f"{edition}.yml"

    def review_dir(self, edition: str | int) -> Path:
        """What reviewers say of an edition's drafts, and where its review stands."""
        return self.data_dir / "review" / str(edition)

    def round_path(self, edition: str | int) -> Path:
        """Who reviews an edition until when, and what is read and approved."""
        return self.review_dir(edition) / "round.yml"

    def themes_path(self, year: int) -> Path:
        """How answers in free text were coded."""
        return self.data_dir / "themes" / f"{year}.csv"

    @property
    def screening_path(self) -> Path:
        """Thresholds of the screening rules."""
        return self.data_dir / "screening.yml"

    def confirmed_path(self, year: int) -> Path:
        """Findings that units have confirmed."""
        return self.data_dir / "confirmed" / f"{year}.yml"

    def calibration_path(self, year: int) -> Path:
        """What the demonstration returns are fitted to."""
        return self.data_dir / "calibration" / f"{year}.yml"

    def returns_dir(self, year: int) -> Path:
        """What the units sent in."""
        return self.data_dir / "returns" / str(year)

    def returns_of(self, year: int) -> list[Path]:
        """The files sent in for *year*, sorted; a link is the file that it leads to."""
        return [path for path in visible(self.returns_dir(year)) if path.is_file()]

    def has_returns(self, year: int) -> bool:
        """Whether anything was sent in for *year* (a folder with at least one visible file)."""
        return bool(self.returns_of(year))

    def unreached(self, year: int) -> str:
        """Which returns of *year* are links that lead nowhere, in words; '' when none is."""
        folder = self.returns_dir(year)
        links = [path for path in (folder.parent, folder, *visible(folder)) if path.is_symlink()]
        lost = [f"{path.name} leads to {path.readlink()}" for path in links if not path.exists()]
        return f"{', '.join(lost)}, which is not there" if lost else ""

    # -- generated --------------------

    @property
    def build_root(self) -> Path:
        """Everything that is generated, but figures."""
        return self.root / "_build"

    def build_dir(self, edition: str | int) -> Path:
        """An edition's output."""
        return self.build_root / str(edition)

    def draft_dir(self, edition: str | int) -> Path:
        """The output of an edition's last draft."""
        return self.build_root / f"{edition}-draft"

    def lock_path(self, edition: str | int) -> Path:
        """Held by the one build of an edition."""
        return self.build_root / f".{edition}.lock"

    def drafts_dir(self, edition: str | int) -> Path:
        """The drafts of an edition that are kept, a folder a number."""
        return self.build_root / "drafts" / str(edition)

    def cleaned_dir(self, year: int) -> Path:
        """A year's cleaned data."""
        return self.build_root / "cleaned" / str(year)

    def cleaned_path(self, year: int, form: str) -> Path:
        """A form's cleaned data."""
        return self.cleaned_dir(year) / f"{form}.parquet"

    def cleaned_manifest_path(self, year: int) -> Path:
        """Checksums of a year's cleaned data."""
        return self.cleaned_dir(year) / "manifest.json"

    def findings_dir(self, edition: str | int) -> Path:
        """What the screening found, a file a unit."""
        return self.build_root / "findings" / str(edition)

    def book_dir(self, edition: str | int) -> Path:
        """The staged book."""
        return self.build_dir(edition) / "book"

    def site_dir(self, edition: str | int) -> Path:
        """The web pages."""
        return self.build_dir(edition) / "site"

    def pdf_path(self, edition: str | int) -> Path:
        """The PDF."""
        return self.build_dir(edition) / f"is248-{edition}.pdf"

    def results_dir(self, edition: str | int) -> Path:
        """The results ledger, a file a chapter."""
        return self.build_dir(edition) / "results"
