"""What can't be followed is refused, with chapter, line, what it is and what to do instead."""

from __future__ import annotations

import pytest
from execution_project import TinyProject, cell

DATE, SEED = "edition's date", "with a seed"
REFUSED = {
    "import datetime\nv = datetime.datetime.now()": DATE,
    "from datetime import date as d\nf = d.today\nv = f()": DATE,
    "from datetime import datetime\nv = getattr(datetime, 'utcnow')()": DATE,
    "import datetime\nv = datetime.datetime.now(datetime.UTC)": DATE,
    "import time\nv = time.time()": DATE,
    "import time\nv = time.localtime()": DATE,
    "import time\nv = time.strftime('%Y')": DATE,
    "from time import time_ns\nv = time_ns()": DATE,
    "from time import perf_counter\nv = [perf_counter() for _ in 'a']": DATE,
    "import pandas as pd\nv = pd.Timestamp.now()": DATE,
    "import pandas as pd\nv = pd.Timestamp('today')": DATE,
    "import pandas as pd\nv = pd.to_datetime('now')": DATE,
    "import numpy as np\nv = np.datetime64('now')": DATE,
    "import datetime\nv = list(map(lambda f: f(), [datetime.date.today]))": DATE,
    (
        "import datetime\nfrom collections import defaultdict\n"
        "v = defaultdict(datetime.datetime.now)[1]"
    ): DATE,
    "import os\nv = os.path.getmtime('chapters')": "in the file itself",
    "import random\nv = random.random()": SEED,
    "from random import shuffle\nv = [1, 2, 3]\nshuffle(v)": SEED,
    "import random\nv = random.Random().random()": SEED,
    "import numpy as np\nv = np.random.rand()": SEED,
    "import numpy as np\nv = np.random.default_rng().random()": SEED,
    "import pandas as pd\nv = pd.Series([1, 2, 3]).sample(2)": SEED,
    "import uuid\nv = uuid.uuid4()": SEED,
    "import os\nv = os.urandom(4)": SEED,
    "import secrets\nv = secrets.token_hex()": SEED,
    "!echo hei": "data file before the build",
    "import subprocess\nv = subprocess.run(['echo'])": "data file before the build",
    "import os\nv = os.popen('echo a').read()": "data file before the build",
    "import os\nv = os.system('true')": "data file before the build",
    "import os\nv = os.fork()": "data file before the build",
    "import urllib.request as u\nv = u.urlopen('http://127.0.0.1:9/')": "under data/",
    "import pandas as pd\nv = pd.read_csv('http://127.0.0.1:9/x.csv')": "under data/",
    "import socket\nv = socket.create_connection(('127.0.0.1', 9))": "under data/",
    "import pyarrow.parquet as pq\nv = pq.read_table('s3://a/b')": "under data/",
    "from lxml import etree\nv = etree": "survey.text",
    "import pikepdf\nv = pikepdf": "survey.text",
    "from pyarrow import fs\nv = fs.LocalFileSystem()": "survey.text",
    "import ctypes\nv = ctypes.CDLL(None)": "Python",
    "v = eval('1')": "in the cell",
    "exec('v = 1')": "in the cell",
    "%run x.py": "in the cell",
    "v = open('_build/2091/results/x.json')": "chapter_results",
}


@pytest.fixture
def project(tmp_path):
    return TinyProject(tmp_path)


def test_what_cannot_be_followed_is_refused_with_advice(project):
    names = {}
    for number, code in enumerate(REFUSED, 10):
        names[f"{number}-x"] = code
        project.write(f"{number}-x", cell(code, "galt"))
    for result in project.run(timeout=300):
        code = names[result.file.stem]
        assert result.error, code
        told = str(result.error)
        assert "cell 'galt'" in told, (code, told)
        assert REFUSED[code] in told, (code, told)
        last = 14 + code.count("\n")  # the cell's label is line 13
        line = int(told.split(", line ")[1].split(maxsplit=1)[0])
        assert line == last or "sample" in code, (code, told)


@pytest.mark.parametrize("engine", ["is248", "kernel"])
def test_a_cell_that_goes_on_after_a_refusal_is_refused_all_the_same(project, engine):
    project.write("03-a", cell("a = 1", "godt"))
    project.write(
        "04-b",
        cell("import time\nv = 1\ntry:\n    v = time.time()\nexcept Exception:\n    pass", "galt"),
    )
    project.write("05-c", "Tall `{python} 1`.\nKlokka `{python} str(__import__('time').time())`.\n")
    project.write("06-d", cell("import pandas as pd\nv = pd.Series([1, 2]).sample(1)", "galt"))
    good, swallowed, inline, sampled = (result.error for result in project.run(engine=engine))
    assert good is None
    assert swallowed.where.endswith("04-b.qmd, line 17")
    assert "time.time() is called" in str(swallowed)
    assert inline.where.endswith("05-c.qmd, line 13")
    assert "an expression in the text" in str(inline)
    assert "cell 'galt'" in str(sampled)


@pytest.mark.parametrize("engine", ["is248", "kernel"])
def test_a_local_module_is_refused_the_same_and_named(project, engine):
    (project.root / "helper.py").write_text(
        "from datetime import date\n\n\ndef stamp():\n    return date.today()\n"
    )
    project.write("03-a", cell("import helper\nv = helper.stamp()", "galt"))
    (result,) = project.run(engine=engine)
    assert "date.today() is called" in str(result.error)
    assert "helper.py, line 5" in str(result.error)
    assert result.error.where.endswith("line 15")


@pytest.mark.parametrize(
    "code",
    [
        "import random\nrandom.seed(1)\nv = random.random()",
        "import random\nv = random.Random(1).random()",
        "import numpy as np\nv = np.random.RandomState(1).rand()",
        "import numpy as np\nv = np.random.default_rng(1).random()",
        "import numpy as np\nnp.random.seed(1)\nv = np.random.rand()",
        "import pandas as pd\nv = pd.Series(range(9)).sample(2, random_state=1).sum()",
        "import time\nv = time.strftime('%Y', time.gmtime(0))\ntime.sleep(0)",
        "import datetime\nv = datetime.date(2091, 1, 2).isoformat()",
        "import pandas as pd\nv = pd.Timestamp('2091-01-02')",
        "import functools\nf = functools.partial(int, base=2)\nv = f('11')",
        "class A:\n    def __init__(self):\n        super().__init__()\nv = isinstance(A(), A)",
        "import scipy.stats\nv = scipy.stats.norm.cdf(0)",
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nplt.plot([1])\nplt.close()",
    ],
)
def test_what_gives_the_same_each_time_is_allowed(project, code):
    project.write("03-a", cell(code))
    for _ in range(2):
        project.good()
    assert project.executed() == []
