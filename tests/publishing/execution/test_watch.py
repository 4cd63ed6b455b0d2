"""What cells read by themselves is seen, so that no later build shows an old result."""

from __future__ import annotations

import dbm
import json
import os
import sqlite3
import zipfile

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from execution_project import TinyProject, cell

from project.reads import Fingerprints

pytestmark = pytest.mark.slow

VALUES = "data/values.csv"
ENGINES = ("is248", "kernel")


@pytest.fixture
def project(tmp_path):
    project = TinyProject(tmp_path)
    put(project.root, 1)
    return project


def put(root, number):
    """The same number in every format that a cell could read."""
    folder = root / "data"
    (folder / "many").mkdir(parents=True, exist_ok=True)
    (folder / "values.csv").write_text(f"x\n{number}\n")
    (folder / "many" / "a.csv").write_text(f"x\n{number}\n")
    frame = pd.DataFrame({"x": [float(number)]})
    frame.to_parquet(folder / "values.parquet")
    frame.to_excel(folder / "values.xlsx", index=False)
    pyreadstat.write_sav(frame, folder / "values.sav")
    np.save(folder / "values.npy", np.array([number]))
    with zipfile.ZipFile(folder / "values.zip", "w") as archive:
        archive.writestr("values.csv", f"x\n{number}\n")
    with sqlite3.connect(folder / "values.db") as database:
        database.execute("drop table if exists t")
        database.execute("create table t (x)")
        database.execute("insert into t values (?)", (number,))
    database.close()
    for old in folder.glob("values.dbm*"):
        old.unlink()
    with dbm.open(str(folder / "values.dbm"), "c") as values:
        values["x"] = str(number)


# Read past Python, or by a driver of its own: nobody tells, so the chapter runs every time.
UNTOLD = {
    "pandas-parquet", "pandas-spss", "pyarrow", "pyarrow-name", "pyarrow-csv", "pyarrow-folder",
    "pyreadstat", "handed-on", "sqlite", "mmap", "program", "shell", "dbm",
}  # fmt: skip
READERS = {
    "pandas": f"import pandas as pd\nv = pd.read_csv('{VALUES}')['x'][0]",
    "pandas-excel": "import pandas as pd\nv = pd.read_excel('data/values.xlsx')['x'][0]",
    "pandas-parquet": "import pandas as pd\nv = pd.read_parquet('data/values.parquet')['x'][0]",
    "pandas-zip": "import pandas as pd\nv = pd.read_csv('data/values.zip')['x'][0]",
    "pandas-spss": "import pandas as pd\nv = pd.read_spss('data/values.sav')['x'][0]",
    "open": f"v = open('{VALUES}').read().split()[1]",
    "pathlib": f"from pathlib import Path\nv = Path('{VALUES}').read_text().split()[1]",
    "os": f"import os\nf = os.open('{VALUES}', os.O_RDONLY)\nv = os.read(f, 9).split()[1]",
    "absolute": f"from pathlib import Path\nv = (Path.cwd() / '{VALUES}').read_text().split()[1]",
    "numpy": f"import numpy as np\nv = np.loadtxt('{VALUES}', skiprows=1)",
    "numpy-npy": "import numpy as np\nv = np.load('data/values.npy', mmap_mode='r')[0]",
    "pyarrow": "import pyarrow.parquet as pq\nv = pq.read_table('data/values.parquet')['x'][0]",
    "pyarrow-name": (
        "from pyarrow.parquet import ParquetFile as P\nv = P('data/values.parquet').read()['x'][0]"
    ),
    "pyarrow-csv": f"from pyarrow import csv\nv = csv.read_csv('{VALUES}')['x'][0]",
    "pyarrow-folder": (
        "import pyarrow.dataset as ds\nv = ds.dataset('data/many', format='csv').to_table()['x'][0]"
    ),
    "pyreadstat": "import pyreadstat\nv = pyreadstat.read_sav('data/values.sav')[0]['x'][0]",
    "handed-on": (
        "import pyarrow.parquet as pq\n"
        "v = list(map(pq.read_table, ['data/values.parquet']))[0]['x'][0]"
    ),
    "zipfile": (
        "import zipfile\nv = zipfile.ZipFile('data/values.zip').read('values.csv').split()[1]"
    ),
    "sqlite": (
        "import sqlite3\nv = sqlite3.connect('data/values.db').execute('select x from t')"
        ".fetchone()[0]"
    ),
    "thread": (
        "from concurrent.futures import ThreadPoolExecutor as P\nimport pandas as pd\n"
        f"v = P().submit(pd.read_csv, '{VALUES}').result()['x'][0]"
    ),
    "copied": (
        f"import shutil\nshutil.copy('{VALUES}', 'copy.csv')\n"
        "v = open('copy.csv').read().split()[1]"
    ),
    "mmap": (
        "import mmap, os\n"
        f"f = os.open('{VALUES}', os.O_RDONLY)\n"
        "v = mmap.mmap(f, 0, prot=mmap.PROT_READ)[:].split()[1]"
    ),
    "fromfile": (f"import numpy as np\nv = bytes(np.fromfile('{VALUES}', dtype='u1')).split()[1]"),
    "program": (
        "import subprocess\n"
        f"v = subprocess.run(['cat', '{VALUES}'], capture_output=True).stdout.split()[1]"
    ),
    "shell": f"v = !cat {VALUES}\nv = v[1]",
    "dbm": "import dbm\nv = dbm.open('data/values.dbm')['x']",
    "swallowed": f"try:\n    v = open('{VALUES}').read().split()[1]\nexcept Exception:\n    v = 0",
}

KINDS = ["pandas", "open", "pyarrow", "sqlite", "program", "swallowed"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_file_that_a_cell_opens_is_seen(project, engine):
    # a kernel takes seconds to begin, and sees what the others see: one of each kind will do
    readers = list(READERS) if engine == "is248" else KINDS
    names = {kind: f"{n + 10}-x" for n, kind in enumerate(readers)}
    for kind, name in names.items():
        project.write(name, cell(READERS[kind]) + "Tall `{python} f'{float(v):.0f}'`.\n")

    def shown():
        return {kind: project.ledger(name)["inline"][0]["text"] for kind, name in names.items()}

    untold = [names[kind] for kind in readers if kind in UNTOLD]
    project.good(engine=engine)
    assert shown() == dict.fromkeys(names, "1")
    assert project.executed(engine=engine) == untold
    put(project.root, 2)
    results = project.good(engine=engine)
    assert shown() == dict.fromkeys(names, "2")
    assert all(result.executed for result in results)
    now = Fingerprints(project.root)
    for result in [*results, *project.good(engine=engine)]:
        if result.file.stem in untold:
            assert result.unfollowed
        else:
            assert any(name.startswith("file:data/") for name in result.reads)
            assert all(now(name) == mark for name, mark in result.reads.items())


def test_nothing_of_the_machinery_counts_as_read(project):
    project.write(
        "03-a",
        cell(
            "import json, statistics, pandas as pd\nimport matplotlib.pyplot as plt\n"
            "import scipy.stats\nplt.plot([1, 2])\nplt.show()\npd.DataFrame({'a': [1]})",
            "",
            "output: false",
        ),
    )
    (result,) = project.good()
    assert result.reads == {}
    assert not result.unfollowed


def test_a_file_that_is_not_there_is_seen_when_it_comes(project):
    path = project.root / "data" / "late.csv"
    for name, code in (
        ("05-c", "try:\n    v = bool(open('data/late.csv'))\nexcept OSError:\n    v = False"),
        ("06-d", "import os\nv = len(os.listdir('data')) > 8"),
        ("07-e", "import glob\nv = bool(glob.glob('data/l*.csv'))"),
        ("08-f", "from pathlib import Path\nv = bool(list(Path('data').rglob('la*')))"),
        ("09-g", "import os\nv = any('late.csv' in names for _, _, names in os.walk('data'))"),
        ("10-h", "import os\nv = any(one.name == 'late.csv' for one in os.scandir('data'))"),
    ):
        project.write(name, cell(code) + "Tall `{python} str(v)`.\n")
    project.good()
    assert project.executed() == []
    path.write_text("x\n")
    assert len(project.executed()) == 6
    for number in range(5, 11):
        (name,) = (project.root / "chapters").glob(f"{number:02}-*")
        assert project.ledger(name.stem)["inline"][0]["text"] == "True", name


@pytest.mark.parametrize("engine", ENGINES)
def test_an_environment_variable_is_part_of_what_is_read(project, engine, monkeypatch):
    for name, code in (
        ("03-a", "import os\nv = os.environ.get('IS248_PLACE', 'ingen')"),
        ("04-b", "import os\nv = os.getenv('IS248_PLACE', 'ingen')"),
        ("05-c", "import os\nv = os.environ['IS248_PLACE'] if 'IS248_PLACE' in os.environ else 0"),
        ("06-d", "from os import environ\nv = environ['IS248_PLACE']"),
    ):
        project.write(name, cell(code) + "Sted `{python} v`.\n")
    project.write("07-e", "Alt vel `{python} edition`.\n")
    for value in ("her", "der"):
        monkeypatch.setenv("IS248_PLACE", value)
        assert len(project.executed(engine=engine)) == (5 if value == "her" else 4)
        assert project.executed(engine=engine) == []
        for name in ("03-a", "04-b", "05-c", "06-d"):
            assert project.ledger(name)["inline"][0]["text"] == value
    (first, *_) = project.good(engine=engine)
    assert first.reads.keys() == {"env:IS248_PLACE"}
    assert first.reads["env:IS248_PLACE"] != "der"


def test_what_lies_outside_is_seen_and_its_place_is_not_published(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("elsewhere") / "x.csv"
    outside.write_text("x\n1\n")
    code = f"import pandas as pd\nv = pd.read_csv({str(outside)!r})['x'][0]"
    project.write("03-a", cell(code, "", "echo: false") + "Tall `{python} v`.\n")
    (result,) = project.good()
    assert f"file:{outside}" in result.reads
    outside.write_text("x\n2\n")
    assert project.executed() == ["03-a"]
    ledger = json.dumps(project.ledger("03-a"))
    outputs = json.dumps([one.get("outputs") for one in project.notebook("03-a")["cells"]])
    assert str(outside) not in ledger + outputs


def test_what_a_chapter_makes_itself_is_no_input(project):
    project.write(
        "03-a",
        cell(
            "from pathlib import Path\nPath('data/made.txt').write_text('a')\n"
            "v = Path('data/made.txt').read_text()"
        ),
    )
    project.good()
    assert project.executed() == []


HELPERS = {
    "helper.py": "import below.deep\nfrom below import *\nV = below.deep.V + W\n",
    "below/__init__.py": "W = 10\n",
    "below/deep.py": "from pathlib import Path\nV = int(Path('data/n.txt').read_text())\n",
}
IMPORTS = {
    "03-a": "from helper import V",
    "05-c": "from helper import *",
    "07-e": "import sys\nsys.path.insert(0, 'chapters')\nfrom beside import V",
    "09-g": "def inner():\n    import helper\n    return helper.V\nV = inner()",
}


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_local_modules_are_followed_wherever_they_lie(project, method):
    for name, text in HELPERS.items():
        (project.root / name).parent.mkdir(exist_ok=True)
        (project.root / name).write_text(text)
    (project.root / "chapters" / "beside.py").write_text("from helper import V\n")
    (project.root / "data" / "n.txt").write_text("1")
    for name, code in IMPORTS.items():
        project.write(name, cell(code) + "Tall `{python} V`.\n")
    options = {"start_method": method, "workers": 1}

    def shown():
        return {project.ledger(name)["inline"][0]["text"] for name in IMPORTS}

    project.good(**options)
    assert shown() == {"11"}
    assert project.executed(**options) == []
    for name, old, new, result in (
        ("below/__init__.py", "10", "20", "21"),
        ("below/deep.py", "read_text())", "read_text())+3", "24"),
        ("data/n.txt", "1", "2", "25"),
        ("helper.py", "+ W", "- W", "-15"),
    ):
        path = project.root / name
        path.write_text(path.read_text().replace(old, new))
        assert project.executed(**options) == list(IMPORTS), name
        assert shown() == {result}, name


def test_a_module_that_comes_later_is_seen(project):
    code = "try:\n    from extras import V\nexcept ImportError:\n    V = 1"
    project.write("03-a", cell(code) + "Tall `{python} V`.\n")
    project.good()
    assert project.executed() == []
    (project.root / "extras.py").write_text("V = 2\n")
    assert project.executed() == ["03-a"]
    (project.root / "extras").mkdir()
    (project.root / "extras" / "__init__.py").write_text("V = 3\n")
    assert project.executed() == ["03-a"]
    assert project.ledger("03-a")["inline"][0]["text"] == "3"


def same_stat(path, text):
    """Write *text* so that neither size nor time tells of it."""
    before = path.stat()
    assert len(text.encode()) == before.st_size
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_an_edit_of_same_size_and_time_reaches_the_chapter(project, method):
    (project.root / "helper.py").write_text("V = 1\n")
    code = f"from helper import V\nimport pandas as pd\nx = pd.read_csv('{VALUES}')['x'][0]"
    project.write("03-a", cell(code) + "Tall `{python} V` og `{python} x`.\n")
    options = {"start_method": method, "workers": 1}
    project.good(**options)
    import py_compile

    py_compile.compile(str(project.root / "helper.py"))  # byte code by size and time
    same_stat(project.root / "helper.py", "V = 2\n")
    same_stat(project.root / VALUES, "x\n2\n")
    assert project.executed(**options) == ["03-a"]
    assert [one["text"] for one in project.ledger("03-a")["inline"]] == ["2", "2"]
