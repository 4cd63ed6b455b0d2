"""All editions as one tree: a landing page, stable addresses, put in place in one move."""

import json
import shutil

import pytest
import yaml
from bs4 import BeautifulSoup
from disk import REPO, files, write
from editions import EDITION, make_tiny_edition

from publishing.build.edition import build_edition
from publishing.command.cleanup import remove_built
from publishing.web.landing import publish_editions
from publishing.web.provenance import PROVENANCE
from publishing.web.site import POLICY
from publishing.words import EDITIONS_PLACE

pytestmark = pytest.mark.slow
SERIES = yaml.safe_load((REPO / "_quarto.yml").read_text("utf-8"))["is248"]["timeline"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    project = make_tiny_edition(tmp_path_factory.mktemp("editions"))
    build_edition(project, EDITION)
    return project


def test_a_build_puts_the_edition_under_its_own_path(project):
    www, site = project.build_root / "www", project.build_dir(EDITION) / "site"
    page = BeautifulSoup((www / "index.html").read_text(encoding="utf-8"), "html5lib")
    assert page.find("meta", attrs={"http-equiv": True})["content"] == POLICY
    assert page.html["lang"] == "nb-NO"
    for tag, name in (("a", "href"), ("link", "href"), ("script", "src")):
        for one in page.find_all(tag, attrs={name: True}):
            address = str(one[name])
            assert address.startswith("#") or (www / address).is_file(), address
    own, shown = files(site), files(www / EDITION)
    assert own.keys() == shown.keys() - {PROVENANCE}
    assert [name for name in own if own[name] != shown[name]] == ["index.html"]
    assert b'href="../index.html"' in shown["index.html"]
    assert EDITIONS_PLACE.encode() in own["index.html"]
    assert EDITIONS_PLACE.encode() not in shown["index.html"]


def test_newest_first_and_only_what_is_built(project, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(project.root, folder, symlinks=True)
    here = type(project)(folder)
    older = str(int(EDITION) - 1)
    profile = yaml.safe_load(project.profile_path(EDITION).read_text(encoding="utf-8"))
    for name in (older, "2199"):
        here.profile_path(name).write_text(yaml.safe_dump(profile), encoding="utf-8")
    shutil.copytree(here.build_dir(EDITION).resolve(), here.build_dir(older))
    settings = here.build_dir(older) / "book/_quarto.yml"
    config = yaml.safe_load(settings.read_text(encoding="utf-8"))
    config["book"] |= {"date": f"{older}-11-01", "title": "Fjor & <b>før</b>"}
    config["is248"] |= {
        "statement": "", "kind": "Hel <i>rapport</i>", "read_for": "Les & lær.",
        "survey_years": [int(older)],
    }  # fmt: skip
    write(
        here.root / f"data/series/{SERIES}.csv",
        "indicator,form,item,year,unit,value,edition,table\n"
        f"{SERIES},,,{int(older) - 1},fte,3,{older}-side,side\n",
    )
    write(
        here.root / "data/series/indicators.yml",
        f"{SERIES}: {{label: A, topic: B, question: C, base: D, "
        f"breaks: [{{year: {EDITION}, why: Målt <b>på nytt</b>.}}]}}\n",
    )
    settings.write_text(yaml.safe_dump(config), encoding="utf-8")
    www = publish_editions(here)
    page = BeautifulSoup((www / "index.html").read_text(encoding="utf-8"), "html5lib")
    assert [head.get_text(" ", strip=True) for head in page.find_all("h3")] == [
        f"{EDITION} Nyeste",
        f"{older} Hel <i>rapport</i>",
    ]
    assert [bool(one.select(".banner")) for one in page.select(".edition")] == [True, False]
    for said in ("Fjor & <b>før</b>", "Les & lær.", "Målt <b>på nytt</b>."):
        assert said in page.get_text()
    assert f"Gir tallserien {int(older) - 1}–{older}." in page.get_text(" ", strip=True)
    rows = {row.th.a.get_text(): row for row in page.select(".timeline tbody tr")}
    given = {
        name: [cell["class"][0] == "given" for cell in row("td")] for name, row in rows.items()
    }
    assert given == {EDITION: [False, True, True], older: [True, True, False]}
    assert [bool(head.select(".unseen")) for head in page.select(".timeline thead .break")] == [
        True
    ]
    links = [str(one["href"]) for one in page.select(".edition-links a")]
    assert any(link.endswith(".zip") for link in links)
    assert all((www / link).is_file() for link in links)
    listed = json.loads((www / "editions.json").read_text(encoding="utf-8"))
    assert [one["path"] for one in listed] == [f"{EDITION}/", f"{older}/"]
    assert (www / older / "index.html").is_file()


def test_nothing_is_done_when_nothing_has_changed_and_a_lost_tree_comes_back(project):
    www = project.build_root / "www"
    before = www.resolve()
    assert build_edition(project, EDITION).unchanged
    assert www.resolve() == before
    shutil.rmtree(before)
    mended = build_edition(project, EDITION)
    assert (mended.unchanged, mended.mended) == (False, ("_build/www",))
    assert "Nothing has changed" not in str(mended)
    assert (www / EDITION / "index.html").is_file()
    assert build_edition(project, EDITION).unchanged


def test_a_removed_edition_is_not_shown(project, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(project.root, folder, symlinks=True)
    here = type(project)(folder)
    list(remove_built(here, EDITION))
    www = here.build_root / "www"
    assert (www / "index.html").is_file()
    assert not (www / EDITION).exists()


def test_what_stands_in_the_tree_as_it_is_built_is_taken_over_and_damage_is_not(project, tmp_path):
    folder = tmp_path / "project"
    shutil.copytree(project.root, folder, symlinks=True)
    here = type(project)(folder)
    www = publish_editions(here)
    right = files(www)
    shown = www / EDITION / PROVENANCE
    number = shown.stat().st_ino
    publish_editions(here)
    assert files(www) == right
    assert shown.stat().st_ino == number
    assert shown.stat().st_nlink == 1
    for damage in (lambda: shown.write_text("annet"), shown.unlink, (www / EDITION / "x").touch):
        damage()
        publish_editions(here)
        assert files(www) == right
