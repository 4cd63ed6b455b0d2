"""Two chapters with tables and figures, and a change that reaches every phase of a build."""

from disk import edit, write
from editions import CHAPTERS, make_tiny_edition, of_two_chapters
from tiny import YEAR, change

FOLK = """\
## Årsverk

```{python}
#| label: tabell-1-1
staff = fte_by_item(grown, "staff", years=survey.pair)
table("1.1", staff, caption="Årsverk etter sted.")
```

Her står en setning som kan endres.
Store har `{python} grown.units()` enheter, og @tbl-1-1 viser årsverkene [@kilde].
Det ser vi av @fig-2-1.
"""
# Drawn by hand: drawing would take most of the time of a build.
DRAWING = """
```{{python}}
#| label: figur-2-{number}
from IPython.display import display

svg = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="454pt" height="90pt" viewBox="0 0 454 90">'
    '<rect x="0" y="10" width="{width}" height="30" fill="#014a75"/>'
    '<text x="1" y="60" font-family="Source Sans 3" font-size="12">Planer</text></svg>'
)
display({{"application/vnd.is248+json": {{
    "kind": "figure", "id": "fig-2-{number}", "number": "2.{number}", "caption": "Planer.",
    "stub": "", "headline": "Mange planer", "subtitle": "", "alt": "En stripe.", "svg": svg,
    "svg_narrow": svg, "columns": [], "rows": [], "cells": [], "base": "", "notes": [],
    "source": "",
}}}}, raw=True)
```
"""


def make_edition(folder):
    """The tiny edition with two chapters, a table in each, and two figures."""
    project = make_tiny_edition(folder)
    head, _, _ = CHAPTERS["chapters/01-folk.qmd"].partition("Her står")
    write(folder / "chapters/01-folk.qmd", head + FOLK)
    planer = CHAPTERS["chapters/02-planer.qmd"]
    drawings = DRAWING.format(number=1, width=200) + DRAWING.format(number=2, width=100)
    write(folder / "chapters/02-planer.qmd", planer + drawings)
    of_two_chapters(project)
    return project


def change_edition(project):
    """Change a text, an answer and two figures, add a third: every phase has work to do."""
    edit(project.root / "chapters/01-folk.qmd", "som kan endres", "som er endret")
    change(project, YEAR, "smaa", "9101", has_plan="no")
    planer = project.root / "chapters/02-planer.qmd"
    edit(planer, 'width="200"', 'width="300"')
    edit(planer, 'width="100"', 'width="150"')
    write(planer, planer.read_text(encoding="utf-8") + DRAWING.format(number=3, width=50))
