"""What nobody can tell of makes a chapter run in every build, and its place is told."""

from __future__ import annotations

import pytest
from execution_project import TinyProject, cell

from publishing.execution.unfollowed import unfollowed

UNFOLLOWED = [
    "import datetime\nv = datetime.datetime.now()",
    "from datetime import date as d\nf = d.today\nv = f()",
    "import time\nv = time.strftime('%Y')",
    "from time import time_ns as clock\nv = clock()",
    "import pandas as pd\nv = pd.Timestamp('today')",
    "import numpy as np\nv = np.datetime64('now')",
    "import os\nv = os.path.getmtime('chapters')",
    "import os\nv = os.path.exists('data/late.csv')",
    "import os\nv = os.path.expandvars('$HOME')",
    "import os\nv = sorted(os.environ)",
    "import os\nname = 'HOME'\nv = os.environ[name]",
    "import random\nv = random.random()",
    "from random import shuffle\nv = [1, 2, 3]\nshuffle(v)",
    "import numpy as np\nv = np.random.default_rng().random()",
    "import pandas as pd\nv = pd.Series([1, 2, 3]).sample(2)",
    "import uuid\nv = uuid.uuid4()",
    "import pyarrow.parquet as pq\nv = pq",
    "import importlib\nv = importlib.import_module('json')",
    "v = eval('1')",
    "from random import randint\nv = randint(1, 9)",
    "import random as r\nv = r.randint(1, 9)",
    "from numpy.random import rand\nv = rand()",
    "import scipy.stats\nv = scipy.stats.norm.rvs()",
    "import os.path as p\nv = p.isfile('data/late.csv')",
    "from pathlib import Path\nv = Path('data').resolve()",
    "from os import environ as env\nv = env.get('HOME')",
    "from os import getenv as g\nv = g('HOME')",
    "%env",
    "v = open('counter.txt', 'r+').read()",
    "v = getattr(__builtins__, 'open', None) or exec('v = 1')",
]
BY_EVENT = [
    "import pikepdf\nv = pikepdf.__version__",
    "!echo hei",
    "import subprocess\nv = subprocess.run(['true'], check=True)",
    "import os\nv = os.system('true')",
    "import socket\ntry:\n    socket.create_connection(('127.0.0.1', 9))\nexcept OSError:\n    v = 1",  # noqa: E501
]
THE_SAME = [
    "import random\nv = random.Random(1).random()",
    "import numpy as np\nv = np.random.RandomState(1).rand()",
    "import numpy as np\nv = np.random.default_rng(1).random()",
    "import pandas as pd\nv = pd.Series(range(9)).sample(2, random_state=1).sum()",
    "import datetime\nv = datetime.date(2091, 1, 2).isoformat()",
    "import pandas as pd\nv = pd.Timestamp('2091-01-02')",
    "import re\nv = re.compile('a')",
    "from datetime import time\nv = time(1, 2)",
    "SEED = 3\nimport numpy as np\nv = np.random.default_rng(SEED).random()",
    "v = {'today': 1, 'now': 2}",
    (
        "import tempfile, zipfile\nfrom pathlib import Path\n"
        "with tempfile.TemporaryDirectory() as d:\n    Path(d, 'a.csv').write_text('1')\n"
        "    v = [p.read_text() for p in Path(d).glob('*.csv')]"
    ),
    (
        "import os, tempfile\nwith tempfile.TemporaryDirectory() as d:\n"
        "    open(f'{d}/a', 'w').close()\n"
        "    os.rename(f'{d}/a', f'{d}/b')\n    v = open(f'{d}/b').read()"
    ),
    "import os\nos.environ['IS248_MADE'] = '1'",
    "class A:\n    def __init__(self):\n        super().__init__()\nv = isinstance(A(), A)",
    "import scipy.stats\nv = scipy.stats.norm.cdf(0)",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.close()",
]


@pytest.fixture
def project(tmp_path):
    return TinyProject(tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["is248", "kernel"])
def test_a_chapter_with_what_cannot_be_followed_runs_every_time(project, engine):
    codes = [*UNFOLLOWED, *BY_EVENT] if engine == "is248" else [UNFOLLOWED[0], BY_EVENT[1]]
    names = {f"{number}-x": code for number, code in enumerate(codes, 10)}
    for name, code in names.items():
        project.write(name, cell(code))
    project.write("99-y", cell("v = 1"))
    (project.root / "counter.txt").write_text("1")
    for result in project.good(engine=engine):
        assert bool(result.unfollowed) == (result.file.stem in names), names.get(result.file.stem)
    assert project.executed(engine=engine) == list(names)


def test_the_place_is_told_by_chapter_and_line(project):
    (project.root / "helper.py").write_text(
        "from datetime import date\n\n\ndef stamp():\n    return date.today()\n"
    )
    project.write("03-a", cell("import time\nv = 1\nv = time.time()", "klokke"))
    project.write("04-b", "Klokka `{python} str(__import__('time').time())`.\n")
    project.write("05-c", cell("import helper\nv = helper.stamp()"))
    clock, inline, module = (result.unfollowed for result in project.good())
    assert "03-a.qmd, line 14: time (the time of the build)" in clock
    assert any(place.startswith("04-b.qmd, line 12") for place in inline)
    assert "helper.py, line 5: today (the time of the build)" in module
    assert project.executed() == ["03-a", "04-b", "05-c"]


@pytest.mark.parametrize("code", THE_SAME)
def test_what_gives_the_same_each_time_is_kept(project, code):
    project.write("03-a", cell(code))
    (result,) = project.good()
    assert not result.unfollowed
    assert project.executed() == []


def test_code_that_cannot_be_read_is_told():
    (found,) = unfollowed("v = (")
    assert found.why


def test_a_variable_is_found_by_its_name():
    code = "import os\na = os.environ['A']\nb = os.getenv('B', '')\nc = 'C' in os.environ"
    assert [one.variable for one in unfollowed(code)] == ["A", "B", "C"]
