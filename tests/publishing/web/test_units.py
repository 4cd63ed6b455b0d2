"""Pages of units beside a report: the tree of editions leads to them, where there are any."""

import json
import shutil

import pytest
from bs4 import BeautifulSoup
from disk import files, write
from editions import EDITION, HOSTILE, make_tiny_edition
from fewwords import write_units

from publishing.build.edition import build_edition
from publishing.command.cleanup import remove_built
from publishing.units.listing import Listed, Measure, Value
from publishing.web.landing import is_published, publish_editions
from publishing.web.provenance import PROVENANCE
from publishing.web.site import POLICY
from publishing.web.units.places import with_units
from publishing.words import PICKER, UNITS, UNITS_FRONT, UNITS_HEAD, UNITS_MENU

pytestmark = pytest.mark.slow
PLACES = (UNITS_HEAD, UNITS_MENU, UNITS_FRONT)
UNITS_MADE = [
    Listed(key="9101", name="Åby kommune", kind="unit", href="9101-aby.html", county="Nord",
           former=("Gammelby", HOSTILE), values={"fte": Value("1,5", 1.5)}),
    Listed(key="9102", name=HOSTILE, kind="unit", href="9102-x.html", county="Nord"),
    Listed(key="9201", name="Aby kommune", kind="unit", href="9201-aby.html"),
    Listed(key="9301", name="Bydel 10", kind="district", href="9301.html", county="Nord"),
    Listed(key="9302", name="Bydel 9", kind="district", href="9302.html", county="Nord"),
    Listed(key="county-nord", name="Nord", kind="county", href="county-nord.html"),
    Listed(key="trust-a", name="Helse A", kind="trust", href="trust-a.html"),
]  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    project = make_tiny_edition(tmp_path_factory.mktemp("editions"))
    build_edition(project, EDITION)
    return project


@pytest.fixture
def project(built, tmp_path):
    shutil.copytree(built.root, tmp_path / "project", symlinks=True)
    return type(built)(tmp_path / "project")


@pytest.fixture
def tree(project):
    write_units(project, EDITION, [Measure(key="fte", label="Årsverk")], UNITS_MADE)
    return publish_editions(project) / EDITION


def read(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html5lib")


def test_without_units_places_are_empty_and_only_the_front_page_differs(built):
    own, shown = files(built.build_dir(EDITION) / "site"), files(built.build_root / "www" / EDITION)
    pages = {name: text.decode() for name, text in shown.items() if name.endswith(".html")}
    assert all(UNITS_HEAD in text and text.count(UNITS_MENU) == 2 for text in pages.values())
    assert [name for name, text in pages.items() if UNITS_FRONT in text] == ["index.html"]
    assert [name for name in own if own[name] != shown[name]] == ["index.html"]
    seen = "".join(BeautifulSoup(text, "html5lib").get_text() for text in pages.values())
    assert UNITS["find"] not in seen
    assert "enheter/" not in "".join(pages.values())


def test_every_page_leads_to_them_and_nothing_is_dead(tree, project):
    pages = sorted(tree.rglob("*.html"))
    assert len(pages) > len(UNITS_MADE) + 2
    for path in pages:
        page = read(path)
        text = path.read_text(encoding="utf-8")
        assert not any(place in text for place in PLACES)
        menus = page.select(".unit-picker a")
        assert len(menus) >= 2
        for tag, name in (("a", "href"), ("link", "href"), ("script", "src")):
            for one in page.find_all(tag, attrs={name: True}):
                to = str(one[name]).partition("#")[0]
                if to and "://" not in to:
                    assert (path.parent / to).is_file(), (path, to)
        assert page.find("meta", attrs={"http-equiv": True})["content"] == POLICY
        script = page.select_one("script[data-words]")
        assert json.loads(str(script["data-words"])) == PICKER
    site = project.build_dir(EDITION) / "site"
    assert all(UNITS_HEAD in path.read_text("utf-8") for path in site.rglob("*.html"))


def test_the_list_goes_by_county_and_alphabet_with_groups_apart(tree):
    page = read(tree / "enheter/index.html")
    groups = {
        one.h2.get_text(): [a.get_text() for a in one.select("li a")]
        for one in page.select(".unit-group")
    }
    assert groups == {
        "Nord": [HOSTILE, "Bydel 9", "Bydel 10", "Åby kommune"],
        UNITS["elsewhere"]: ["Aby kommune"],
        UNITS["trust"]: ["Helse A"],
    }
    assert page.select_one("#fylke-nord a")["href"] == "county-nord.html"
    assert page.select_one(".former").get_text() == f"tidligere Gammelby, {HOSTILE}"
    assert [a["href"][1:] for a in page.select(".jump a")] == [
        one["id"] for one in page.select(".unit-group h2")
    ]


def test_a_units_page_has_its_path_heading_files_and_neighbours(tree):
    page = read(tree / "enheter/9102-x.html")
    assert page.title.get_text().startswith(f"{HOSTILE} – ")
    assert [one.get_text() for one in page.select("h1")] == [HOSTILE]
    steps = [one.get_text() for one in page.select(".breadcrumbs li")]
    assert steps == [EDITION, UNITS["short"], "Nord", HOSTILE]
    assert page.select_one(".unit-tools a[download]")["href"] == "9102.csv"
    assert page.select_one("a[href='sammenlign.html#9102']")
    assert [a["href"] for a in page.select(".turning a")] == ["9101-aby.html", "9201-aby.html"]
    assert [a["href"] for a in page.select(".contents a")] == ["#arsverk"]
    assert page.select(".sidebar a[href^='../chapters/']")


def test_a_damaged_page_of_a_unit_takes_all_of_them_away_and_is_told(project):
    folder = write_units(project, EDITION, [], UNITS_MADE)
    write(folder / "enheter/9101-aby.html", "x")
    told = []
    tree = publish_editions(project, told.append) / EDITION
    assert not (tree / "enheter").exists()
    assert len(told) == 1
    assert f"is248 units {EDITION}" in told[0]
    assert UNITS_MENU in (tree / "index.html").read_text("utf-8")
    listed = json.loads((tree.parent / "editions.json").read_text("utf-8"))
    assert "units" not in listed[0]


@pytest.mark.parametrize("record", ["", "[]", '{"outputs": []}', '{"outputs": {"x": 1}}', "{"])
def test_a_record_that_is_none_means_no_units(project, record):
    folder = write_units(project, EDITION, [], UNITS_MADE)
    write(folder / "build.json", record)
    assert not (publish_editions(project) / EDITION / "enheter").exists()


def test_the_tree_follows_what_is_made(project):
    assert is_published(project, EDITION)
    folder = write_units(project, EDITION, [], UNITS_MADE)
    assert not is_published(project, EDITION)
    tree = publish_editions(project) / EDITION
    assert is_published(project, EDITION)
    outputs = json.loads((tree / PROVENANCE).read_text("utf-8"))["outputs"]
    assert "enheter/units.js" in outputs
    write(tree / "enheter/units.js", "x")
    assert not is_published(project, EDITION)
    shutil.rmtree(folder)
    publish_editions(project)
    assert not (project.build_root / "www" / EDITION / "enheter").exists()
    assert is_published(project, EDITION)


def test_where_the_reports_pages_are_not_ours_units_have_all_they_need(project):
    shutil.rmtree(project.build_dir(EDITION) / "site/assets")
    folder = write_units(project, EDITION, [], UNITS_MADE) / "enheter"
    page = read(folder / "9101-aby.html")
    for tag, name in (("link", "href"), ("script", "src")):
        for one in page.find_all(tag, attrs={name: True}):
            if "://" not in str(one[name]) and one.get("rel") not in (["prev"], ["next"]):
                assert (folder / str(one[name]).replace("../enheter/", "")).is_file(), one
    assert not [one for one in page.select("script[src]") if "search.js" in str(one["src"])]
    css = (folder / "assets/site.css").read_text("utf-8")
    assert 'url("fonts/' in css
    assert list((folder / "assets/fonts").glob("*.woff2"))


def test_a_page_of_quartos_has_links_alone():
    text = with_units(f"<head>{UNITS_HEAD}</head>{UNITS_MENU}", "chapters/01.html")
    page = BeautifulSoup(text, "html5lib")
    assert not page.select("script, link")
    assert page.a["href"] == "../enheter/index.html"


def test_a_removed_edition_takes_its_units_with_it(project):
    folder = write_units(project, EDITION, [], UNITS_MADE)
    publish_editions(project)
    assert folder in list(remove_built(project, EDITION))
    assert not folder.exists()
    assert not (project.build_root / "www" / EDITION).exists()
