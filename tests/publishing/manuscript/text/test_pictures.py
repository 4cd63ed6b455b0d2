"""An author's picture is there, of a kind that both forms show, and says what it shows."""

import pytest
from disk import write
from matplotlib import image

from project.errors import ProjectError
from publishing.manuscript.chapter import read_chapter
from publishing.markdown.links import pictures


@pytest.fixture
def root(tmp_path):
    write(tmp_path / "p/_quarto.yml", "lang: nb-NO\n")
    for name in ("kart.png", "med mellomrom.png", "foto.jpg"):
        (tmp_path / "p/chapters/bilder").mkdir(parents=True, exist_ok=True)
        image.imsave(tmp_path / "p/chapters/bilder" / name, [[0.0, 1.0]])
    image.imsave(tmp_path / "ute.png", [[0.0, 1.0]])
    write(tmp_path / "p/chapters/bilder/tegning.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    write(tmp_path / "p/chapters/bilder/falsk.png", "<html>")
    write(tmp_path / "p/chapters/bilder/falsk.svg", "<html>")
    write(tmp_path / "p/chapters/bilder/notat.pdf", "%PDF")
    return tmp_path / "p"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("![Kart](bilder/borte.png){fig-alt='x'}", "is not there"),
        ("![Kart](bilder){fig-alt='x'}", "is not there"),
        ("![Kart](../../ute.png){fig-alt='x'}", "outside the project"),
        ("![Kart](https://a.no/kart.png){fig-alt='x'}", "outside the project"),
        ("![Kart](data:image/png;base64,AAAA){fig-alt='x'}", "outside the project"),
        ("![Kart](bilder/notat.pdf){fig-alt='x'}", "a kind that can't be shown"),
        ("![Kart](bilder/falsk.png){fig-alt='x'}", "not what its name says"),
        ("![Kart](bilder/falsk.svg){fig-alt='x'}", "not what its name says"),
        ("![Kart](bilder/kart.png)", "no alternative text"),
        ("![Kart](bilder/kart.png){#fig-2-1}", "no alternative text"),
        ('![Kart](bilder/kart.png){#fig-2-1 fig-alt=""}', "no alternative text"),
        ("Her ![](bilder/kart.png) er.", "no alternative text"),
        ('![K](bilder/kart.png){fig-alt="x" style="width: 3cm"}', "a style of its own"),
        ('![K](bilder/kart.png){fig-alt="x" width=bred}', "'bred' is no size"),
        ('![K](bilder/kart.png){fig-alt="x" fig-align="center"}', "'fig-align=' is not obeyed"),
        ('![K](bilder/kart.png){.column-page fig-alt="x"}', "beside the column"),
        ("Her ![x](bilder/kart.png){#fig-2-1}.", "can't be numbered"),
        ("![](bilder/kart.png){#fig-2-1 fig-alt='x'}", "can't be numbered"),
    ],
)
def test_refused(root, text, told):
    path = root / "chapters/02-planer.qmd"
    write(path, f"---\ntitle: Planer\n---\n\nFør.\n\n{text}\n\nEtter.\n")
    with pytest.raises(ProjectError) as caught:
        read_chapter(path)
    assert told in str(caught.value)
    assert caught.value.where == "chapters/02-planer.qmd, line 7"


@pytest.mark.parametrize(
    "text",
    [
        '![Kart](bilder/kart.png){#fig-2-1 fig-alt="Kart"}',
        "![Kart](/chapters/bilder/foto.jpg){fig-alt='Kart'}",
        "![Kart](<bilder/med mellomrom.png>){fig-alt='Kart'}",
        "![Kart](bilder/med%20mellomrom.png){fig-alt='Kart'}",
        '![Kart](bilder/tegning.svg "tittel"){fig-alt="Kart"}',
        "Her ![et kart](bilder/kart.png) er.",
        "Kode `![x](borte.png)` og \\![x](borte.png) og <!-- ![x](borte.png) -->",
        "```\n![x](borte.png)\n```",
    ],
)
def test_shown(root, text):
    path = root / "chapters/02-planer.qmd"
    write(path, f"---\ntitle: Planer\n---\n\n{text}\n")
    assert read_chapter(path)


def test_what_a_picture_says():
    text = (
        'A ![b [c]](d(e).png){.x width=3cm} f\n\n![g\nh](i.png "j"){#fig-k fig-alt="l \\"m\\""}\n'
    )
    first, second = pictures(text)
    assert (first.text, first.address, first.alone, first.alt) == (
        "b [c]",
        "d(e).png",
        False,
        "b [c]",
    )
    assert (second.text, second.alone, second.alt) == ("g\nh", True, 'l "m"')
    assert second.attributes.id == "fig-k"
    assert [text[one.start : one.end][:2] for one in (first, second)] == ["![", "!["]
