"""Cells that show, print, hang, leave or start what a report and a build can't have, or can."""

from __future__ import annotations

import pytest
from execution_project import TinyProject, cell

from publishing.book.prose.blocks import OutputBlock, interleave

pytestmark = pytest.mark.slow

FIRST = 13  # the line of the first cell's code


@pytest.fixture
def project(tmp_path):
    return TinyProject(tmp_path)


def run(project, codes, **options):
    """The errors of chapters with one such cell each, in order; None where there is none."""
    names = [f"{number}-x" for number, _ in enumerate(codes, 10)]
    for name, code in zip(names, codes, strict=True):
        project.write(name, cell(code) if isinstance(code, str) else cell(*code))
    return [result.error for result in project.run(*names, **options)]


def line(error):
    return int(error.where.rpartition(" ")[2])


PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    "awAAAABJRU5ErkJggg=="
)
REFUSED = {
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])": ("picture", 1),
    "import matplotlib.pyplot as plt\nplt.plot([1, 2]);": ("picture", 1),
    "import matplotlib.pyplot as plt\nf, a = plt.subplots()\nplt.show()": ("picture", 2),
    "from matplotlib.figure import Figure\nFigure()": ("object", 1),
    "import pandas as pd\npd.DataFrame({'a': [1]})": ("data frame", 1),
    "import pandas as pd\npd.Series([1])": ("object", 1),
    "from IPython.display import HTML\nx = 1\nHTML('<b>x</b>')": ("HTML", 2),
    f"import base64\nfrom IPython.display import Image\nImage(base64.b64decode('{PNG}'))": (
        "picture", 2,
    ),
    "from IPython.display import SVG\nSVG('<svg xmlns=\"http://www.w3.org/2000/svg\"/>')": (
        "picture", 1,
    ),
    "from IPython.display import Latex\nLatex('x')": ("LaTeX", 1),
    "from IPython.display import Javascript\nJavascript('x')": ("script", 1),
    "from IPython.display import JSON\nJSON({})": ("data for programs", 1),
    "from IPython.display import display\ndisplay({'application/vnd.jupyter.widget-view+json': {}, "
    "'text/plain': 'IntSlider(value=0)'}, raw=True)": ("widget", 1),
    "from IPython.display import Markdown\nMarkdown('<script>x</script>')": ("HTML", 1),
    "object()": ("object", 0),
    "x = [1]\n\nx, object()": ("object", 2),
    "import numpy as np\nnp.float64(3)": ("object", 1),
    "from analysis.tables.table import Table\nTable((), (), ())": ("table without number", 1),
    "print('a')\nprint(object())": ("name of an object", 0),
    "import sys\nprint(sys)": ("name of an object", 0),
}  # fmt: skip


def test_what_no_page_can_show_is_refused_with_its_line(project):
    errors = run(project, REFUSED)
    for (code, (words, below)), error in zip(REFUSED.items(), errors, strict=True):
        assert error is not None, code
        assert words in error.what, (code, error)
        assert line(error) == FIRST + below, code
        assert error.todo.endswith("is left out by '#| output: false'.")
    hidden = [(code, "", "output: false") for code in REFUSED]
    assert run(project, hidden) == [None] * len(hidden)


def test_plain_data_and_text_are_shown(project):
    codes = ["1 + 1", "'tekst'", "[1, {'a': 2.5}]", "print('hei')", "None", "x = 1",
             "print(1)\nx = object();"]  # fmt: skip
    assert run(project, codes) == [None] * len(codes)
    shown = [
        [block.text.strip() for block in interleave(project.notebook(f"{n}-x"))
         if isinstance(block, OutputBlock)]
        for n, _ in enumerate(codes, 10)
    ]  # fmt: skip
    assert shown == [["2"], ["'tekst'"], ["[1, {'a': 2.5}]"], ["hei"], [], [], ["1"]]


def test_odd_signs_never_stop_a_build(project):
    codes = ["print('\\ud800\\x00\\u202e \\x1b[31mx')", "'\\ud800'", "'\\x00\\u202e'",
             "raise ValueError('\\ud800 \\x1b[31mfeil')"]  # fmt: skip
    *good, error = run(project, codes)
    assert good == [None] * 3
    assert error.why == "ValueError: ? feil"
    (output,) = project.notebook("10-x")["cells"][-1]["outputs"]
    assert output["text"] == "? x\n"
    project.write("14-x", "Verdi `{python} 'a\\ud800b'`.\n")
    project.good("14-x")
    assert project.ledger("14-x")["inline"][0]["text"] == "a?b"


def test_much_that_is_printed_is_refused_and_what_no_reader_sees_is_shortened(project):
    much = ["for i in range(300_000): print(i)", "print('x' * 10**8)",
            "import os\nos.write(1, b'y' * 10**7)"]  # fmt: skip
    for error in run(project, much):
        assert "prints more than a report can hold" in error.what
    assert run(project, [(code, "", "output: false") for code in much]) == [None] * 3
    sizes = [(project.out / "notebooks" / f"1{n}-x.ipynb").stat().st_size for n in range(3)]
    assert max(sizes) < 100_000


def test_a_cell_has_its_time_even_where_nothing_can_interrupt_it(project):
    codes = [
        "import time\nprint('så langt')\ntime.sleep(999)",
        "import re\n\nre.match('(a+)+$', 'a' * 60 + 'b')",
        (
            "import signal\n"
            "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM, signal.SIGALRM])\n"
            "while True:\n    pass"
        ),
        ("import time\ntime.sleep(3)", "", "time-limit: 60"),
        ("x = 1\nimport time\ntime.sleep(999)", "rask", "time-limit: 0.5"),
    ]
    first, regex, masked, slow, quick = run(project, codes, cell_limit=2)
    assert first.what == "10-x.qmd: a cell without label took longer than 2 seconds"
    assert "it had printed: så langt" in first.why
    assert "'#| time-limit: 4'" in first.todo
    assert "cell_time_limit: 4" in first.todo
    assert line(first) == FIRST + 2
    assert line(regex) == FIRST + 2
    assert line(masked) in {FIRST + 2, FIRST + 3}
    assert slow is None
    assert quick.what == "14-x.qmd: cell 'rask' took longer than 0.5 seconds"
    assert line(quick) == FIRST + 4


def test_processes_of_a_cell_work_as_in_a_kernel(project):
    codes = [
        ("import multiprocessing as mp\ndef double(x):\n    print(f'barn {x}\\n', end='')\n"
        "    return 2 * x\n"
        "with mp.Pool(2) as pool:\n    print(pool.map(double, [1, 2]))"),
        ("from concurrent.futures import ProcessPoolExecutor\ndef double(x): return 2 * x\n"
        "pool = ProcessPoolExecutor(2)\nlist(pool.map(double, [3]))"),
        ("import multiprocessing as mp\nwith mp.get_context('spawn').Pool(1) as pool:\n"
        "    print(pool.map(abs, [-4]))"),
        "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n5",
        "import subprocess\nprint(subprocess.run(['echo', '6'], capture_output=True).stdout)",
    ]  # fmt: skip
    assert run(project, codes, cell_limit=60) == [None] * len(codes)
    texts = [str(project.notebook(f"{n}-x")["cells"][-1]["outputs"]) for n in range(10, 15)]
    words = ["[2, 4]", "[6]", "[4]", "5", "6"]
    assert all(word in text for word, text in zip(words, texts, strict=True)), texts
    assert "barn 1" in texts[0]


LEAVES = {
    "x = 1\nexit()": ("ends the program", 1),
    "quit()": ("ends the program", 0),
    "import sys\n\nsys.exit(2)": ("ends the program", 2),
    "import sys\nsys.exit(0)": ("ends the program", 1),
    "raise SystemExit": ("ends the program", 0),
    "x = 1\n%nosuch": ("`%nosuch` not found", 1),
    "%%nosuch\nx": ("`%%nosuch` not found", 0),
    "x = 1\n!false": ("the command 'false' ended with code 1", 1),
    "x = input('navn')": ("nobody answers", 0),
    "x = 1\ny = (": ("SyntaxError", 1),
    "if True:\nx = 1": ("IndentationError", 1),
    "%%time\n\nx = 1\n1 / 0": ("division", 3),
    "x = [\n    1,\n    1 / 0,\n]": ("division", 2),
    "def f():\n    return 1 / 0\n\n\nx = 1\nf()": ("division", 1),
    "import os\nos._exit(3)": ("code 3", 0),
    "import ctypes\nx = 1\nctypes.string_at(0)": ("SIGSEGV", 2),
    "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)": ("memory runs out", 0),
}


def test_whatever_ends_a_cell_is_told_with_its_line(project):
    for (code, (words, below)), error in zip(LEAVES.items(), run(project, LEAVES), strict=True):
        assert error is not None, code
        assert words in str(error), (code, error)
        assert line(error) == FIRST + below, (code, error)


def test_an_error_in_a_function_of_an_earlier_cell_names_both_places(project):
    project.write(
        "03-a", cell("def part(n):\n    return 1 / n", "setup") + cell("x = 1\ny = part(0)", "bruk")
    )
    (result,) = project.run()
    assert result.error.what == "03-a.qmd: cell 'bruk' failed"
    assert line(result.error) == FIRST + 8
    assert "in: cell 'setup', line 15" in result.error.why


@pytest.mark.parametrize("engine", ["is248", "kernel"])
def test_a_cell_that_may_fail_does_not_stop_the_chapter(project, engine):
    project.write(
        "03-a",
        cell("int('ni')", "", "error: true")
        + cell("1 / 0", "", "tags: [raises-exception]")
        + cell("feil = 1 / 0", "", "eval: false")
        + cell("'etter'"),
    )
    project.good(engine=engine)
    shown = [block.text for block in interleave(project.notebook("03-a"))
             if isinstance(block, OutputBlock)]  # fmt: skip
    assert shown == [
        "ValueError: invalid literal for int() with base 10: 'ni'",
        "ZeroDivisionError: division by zero",
        "'etter'",
    ]


def test_what_the_front_matter_says_of_cells_is_part_of_the_key(project):
    path = project.write("03-a", cell("object()"))
    head = path.read_text(encoding="utf-8").replace("status: utkast", "execute:\n  output: false")
    path.write_text(head, encoding="utf-8")
    project.good()
    path.write_text(head.replace("output: false", "output: true"), encoding="utf-8")
    assert "shows an object" in project.run()[0].error.what


def test_a_value_that_fails_when_it_is_shown_is_no_text_for_readers(project):
    code = "class X:\n    def __repr__(self):\n        raise ValueError('nei')\n\nX()"
    project.write("03-a", cell(code))
    told = project.run()[0].error
    assert "fails when it is shown" in told.what
    assert told.why == "ValueError: nei"
    project.write("03-a", cell(f"#| error: true\n{code}"))
    project.good()


MADE = """\
from analysis.tables.records import table
from analysis.tables.table import Column, Row, Table
content = Table((Row("a", "A"),), (Column(("n",), "N", "count"),), ((1,),))
"""
ONE = 'table("1.1", content, caption="En tabell.")'
UNSHOWN = {
    f"{ONE}\nx = 1": (0, "«x = 1»"),
    f"{ONE}\nprint(2)": (0, "«print(2)»"),
    f"{ONE};": (0, "semicolon"),
    f"if content:\n    {ONE}": (1, "«if content:» has no value"),
    f"for _ in range(2):\n    {ONE}": (1, "has no value"),
    f"{ONE}\n{ONE.replace('1.1', '1.2')}": (0, "1.2"),
}


def test_a_table_that_is_not_last_in_its_cell_is_told_at_its_line(project):
    errors = run(project, [(MADE + code, "tabell-1-1") for code in UNSHOWN])
    for (code, (below, why)), error in zip(UNSHOWN.items(), errors, strict=True):
        assert error is not None, code
        assert "makes the table 1.1 and does not show it" in error.what
        assert line(error) == FIRST + 1 + MADE.count("\n") + below, code
        assert why in error.why, code


def test_what_shows_its_table_or_does_something_with_it_is_not_refused(project):
    display = "from IPython.display import display\n"
    fine = [
        f"{display}display({ONE})\nx = 1", f"x = {ONE}\nx", f"{ONE}\n# ferdig", f"{ONE}\n\n",
        "def table(x):\n    pass\n\ntable(1)\nx = 1",
    ]  # fmt: skip
    labels = ["tabell-1-1"] * 4 + [""]
    cells = [(MADE + code, label) for code, label in zip(fine, labels, strict=True)]
    cells.append((f"{MADE}{ONE}\nx = 1", "", "output: false"))
    cells = [
        (code.replace("1.1", f"{chapter}.1"), label.replace("-1-1", f"-{chapter}-1"), *more)
        for chapter, (code, label, *more) in enumerate(cells, 10)
    ]
    errors = run(project, cells)
    assert errors == [None] * len(cells)
