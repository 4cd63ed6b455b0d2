"""An edition that reads every kind of input file, and the ways in which files come to be edited."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import yaml
from disk import write
from editions import CHAPTERS, make_tiny_edition, of_two_chapters
from tiny import YEAR

_SERIES = (
    "indicator,form,item,year,unit,value,edition,table\n"
    f"rph,,nord,{YEAR},count,4,{YEAR},1.1\nrph,,sor,{YEAR},count,6,{YEAR},1.1\n"
)
_FOLK = """\
```{python}
#| label: more
from analysis import fte_rates, grouping, quoted

by_size = grouping(survey, "size_group")
stated = quoted(survey, "data/published/2091/sagt.csv")
counted = survey.frame("data/series/rph.csv")["value"][0]
themes = survey.frame("data/themes/2091.csv")["n"][0]
known = survey.frame("data/knowledge/2091/ord.csv")["Betydning"][0]
short = survey.frame("data/abbreviations.csv")["Forklaring"][0]
```

Store har `{python} grown.units()` enheter, og @tbl-1-1 viser årsverkene [@kilde; @annen].
Andre sier `{python} stated["plan"]` prosent, `{python} counted` i nord, `{python} themes` svar,
`{python} known` og `{python} short`.

```{python}
#| label: tabell-1-1
staff = fte_by_item(grown, "staff", years=survey.pair)
table("1.1", staff, caption="Årsverk etter sted.")
```

```{python}
#| label: tabell-1-2
table("1.2", fte_rates([grown, young], by_size), caption="Etter størrelse.")
```

```{python}
#| label: tabell-1-3
table("1.3", fte_by_unit([grown, young]), caption="Årsverk i hver enhet.")
```
"""
_DRAWN = """
```{python}
#| label: figur-1-1
figure("1.1", grouped_bars(staff.body().in_unit("percent").flattened()),
       headline="De fleste er på avdeling", subtitle="Prosent", caption="Årsverk etter sted.")
```
"""
_PLANER = """
```{python}
#| label: own
import glob
import os
from pathlib import Path

from hjelp import doubled

note = Path("notater/tall.txt").read_text(encoding="utf-8").strip()
notes = len(glob.glob("notater/*.txt"))
word = os.environ.get("IS248_TEST_ORD", "uten")
```

Notatet sier `{python} note`, det er ett av `{python} notes`, og det dobbelte av to er
`{python} doubled(2)`, sagt `{python} word` pause.
"""
_FILES = {
    "data/series/rph.csv": _SERIES,
    f"data/themes/{YEAR}.csv": "year,question,theme,label,n,base,source\n"
    f"{YEAR},why,nurses,sykepleiere,3,6,her\n{YEAR},why,others,andre,4,6,her\n",
    f"data/knowledge/{YEAR}/ord.csv": f"Ord,Betydning,year\nplan,det som skal skje,{YEAR}\n",
    "data/abbreviations.csv": "Forkortelse,Forklaring\nACT,oppsøkende\n",
    f"data/published/{YEAR}/sagt.csv": "key,value,unit,source\nplan,42,percent,her\n",
    "hjelp.py": "from dypere import FACTOR\n\n\ndef doubled(x):\n    return FACTOR * x\n",
    "dypere/__init__.py": "from dypere.tall import FACTOR\n",
    "dypere/tall.py": "FACTOR = 2\n",
    "notater/tall.txt": "17\n",
    "kilder/andre.bib": "@book{annen,\n author={Sør, Ola},\n title={Annen},\n year={2089}\n}\n",
}


def make_edition(folder: Path, *, drawn: bool = False):
    """The tiny edition with chapters that read all of this; `drawn` has a figure too."""
    project = make_tiny_edition(folder)
    for name, text in _FILES.items():
        write(folder / name, text)
    head, _, _ = CHAPTERS["chapters/01-folk.qmd"].partition("Her står")
    text = head + "Her står en setning som kan endres.\n\n" + _FOLK + (_DRAWN if drawn else "")
    write(folder / "chapters/01-folk.qmd", text)
    write(folder / "chapters/02-planer.qmd", CHAPTERS["chapters/02-planer.qmd"] + _PLANER)
    path = project.base_profile_path
    base = yaml.safe_load(path.read_text(encoding="utf-8"))
    base["bibliography"] = ["references.bib", "kilder/andre.bib"]
    write(path, yaml.safe_dump(base, allow_unicode=True))
    of_two_chapters(project)
    return project


def write_over(path: Path, content: bytes):
    """As an editor that writes into the file."""
    path.write_bytes(content)


def write_anew(path: Path, content: bytes):
    """Emptied first, then filled."""
    with path.open("r+b") as file:
        file.truncate(0)
        file.write(content)


def move_old(path: Path, content: bytes):
    """Another file with an old date is moved into its place."""
    aside = path.with_name(f".{path.name}.new")
    aside.write_bytes(content)
    os.utime(aside, (1_000_000_000, 1_000_000_000))
    aside.replace(path)


def same_stamp(path: Path, content: bytes):
    """The size and the time stay as they were."""
    was = path.stat()
    assert was.st_size == len(content)
    path.write_bytes(content)
    os.utime(path, ns=(was.st_atime_ns, was.st_mtime_ns))


def unlink_and_write(path: Path, content: bytes):
    """Deleted, then made again."""
    path.unlink()
    path.write_bytes(content)


def link_file(path: Path, content: bytes):
    """The file becomes a link to another outside the project."""
    target = _elsewhere(path)
    target.write_bytes(content)
    path.unlink()
    path.symlink_to(target)


WAYS = (write_over, same_stamp, move_old, write_anew, unlink_and_write, link_file)


def link_folder(folder: Path):
    """The folder becomes a link to another outside the project, which holds its files."""
    target = _elsewhere(folder)
    shutil.move(folder, target)
    folder.symlink_to(target, target_is_directory=True)


def _elsewhere(path: Path) -> Path:
    """A place of its own, beside the folder that all copies of the project lie in."""
    root = next(each for each in path.parents if (each / "_quarto.yml").is_file())
    place = root.parent / "elsewhere" / "-".join(path.relative_to(root).parts)
    place.parent.mkdir(exist_ok=True)
    return place


def edited(path: Path, old: str, new: str) -> bytes:
    """What the file holds with *new* in the place of *old*, which must be there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path} has no {old!r}"
    return text.replace(old, new).encode()
