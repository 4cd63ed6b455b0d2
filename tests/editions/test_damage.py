"""Files of a build that something else has changed: the next build mends them, and uses none."""

import shutil

import pytest
from disk import edit
from editions import EDITION
from hosted import Host
from twochapters import make_edition
from whole import PARTS, copy, differences, from_nothing, published


def flip(path):
    """Other bytes here and there: the size stays."""
    content = bytearray(path.read_bytes())
    for part in (1, 2, 3):
        content[len(content) * part // 4] ^= 1
    path.write_bytes(content)


def empty(path):
    path.write_bytes(b"")


def lose(path):
    shutil.rmtree(path) if path.is_dir() else path.unlink()


class Built:
    """An edition that is built, in the one place where it is built again."""

    def __init__(self, host, folder):
        self.host, self.root, self.start = host, folder / "project", folder / "start"
        make_edition(self.root)
        host.good(self.root)
        self.before = published(self.root)
        copy(self.root, self.start)
        self.edit()
        self.after = from_nothing(host.good, self.root)

    def edit(self):
        """Something that leaves most of what is kept of use."""
        edit(self.root / "index.qmd", "En liten utgave.", "Ei lita utgåve.")

    def wrong(self, wanted, *options):
        done = self.host.build(self.root, *options)
        if done.code:
            return [f"exit code {done.code}: {done.said}"]
        return differences(published(self.root), wanted)


@pytest.fixture(scope="module")
def host():
    with Host() as host:
        yield host


@pytest.fixture(scope="module")
def module_built(host, tmp_path_factory):
    return Built(host, tmp_path_factory.mktemp("damage"))


@pytest.fixture
def built(module_built):
    copy(module_built.start, module_built.root)
    return module_built


PUBLISHED = (
    f"_build/{EDITION}/site/chapters/01-folk.html", f"_build/{EDITION}/is248-{EDITION}.pdf",
    f"_build/{EDITION}/results/01-folk.json", f"_build/{EDITION}/book/chapters/01-folk.qmd",
    f"_build/{EDITION}/site/data/tabell-1-1.csv", "_build/www/index.html",
    f"_build/www/{EDITION}/index.html", f"_build/www/{EDITION}/data/tabell-1-1.csv",
    "_build/www/assets/site.css", f"figures/{EDITION}/fig-2-1.svg",
)  # fmt: skip


@pytest.mark.parametrize("damage", [flip, empty, lose])
@pytest.mark.parametrize("file", PUBLISHED)
def test_a_published_file_is_mended(built, file, damage):
    damage(built.root / file)
    assert published(built.root) != built.before
    assert not (wrong := built.wrong(built.before)), "\n".join(wrong)


@pytest.mark.parametrize("part", PARTS.values())
def test_a_folder_that_is_lost_comes_back(built, part):
    place = built.root / part
    shutil.rmtree(place.resolve())
    assert not (wrong := built.wrong(built.before)), "\n".join(wrong)


@pytest.mark.parametrize("part", PARTS.values())
def test_what_does_not_belong_there_goes(built, part):
    (built.root / part / "fremmed.txt").write_text("x", encoding="utf-8")
    assert not (wrong := built.wrong(built.before)), "\n".join(wrong)


def test_figures_that_a_stopped_build_left_as_they_were(built):
    """The edition is new and its figures in the project's folder are those of the former one."""
    drawing = built.root / f"figures/{EDITION}/fig-2-1.svg"
    drawing.write_text("<svg/>", encoding="utf-8")
    (built.root / f"figures/{EDITION}/fig-2-2.svg").unlink()
    assert not (wrong := built.wrong(built.before)), "\n".join(wrong)


@pytest.mark.parametrize("options", [(), ("--fresh",)], ids=["", "fresh"])
@pytest.mark.parametrize("damage", [flip, empty])
def test_what_is_kept_and_damaged_is_never_published(built, damage, options):
    """Each folder of what is kept by itself, and a page edited so that the rest is of use."""
    wrong = []
    cache = built.root / "_build/cache"
    for part in sorted(path.name for path in cache.iterdir()):
        copy(built.start, built.root)
        kept = cache / part
        for path in [kept] if kept.is_file() else sorted(kept.rglob("*")):
            if path.is_file():
                damage(path)
        built.edit()
        wrong += [f"{part}: {one}" for one in built.wrong(built.after, *options)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("damage", [flip, empty])
def test_cleaned_data_that_are_damaged_are_made_again(built, damage):
    for path in sorted((built.root / "_build/cleaned").rglob("*.parquet")):
        damage(path)
    built.edit()
    planer = built.root / "chapters/02-planer.qmd"
    edit(planer, '"has_plan")', '"has_plan" )')
    done = built.host.build(built.root)
    assert done.code == 0, done.said
    wanted = {part: built.after[part] for part in ("www", "figures")}
    found = published(built.root)
    assert {part: found[part] for part in wanted} == wanted
