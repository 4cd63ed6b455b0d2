"""No code that nobody calls: neither other code nor a chapter. What tests alone use is dead too."""

from pathlib import Path

import vulture

import analysis
from publishing.manuscript.chapter import python_only, read_chapter
from publishing.manuscript.inline import expressions_of

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("project", "analysis", "demonstration", "publishing", "bench")
# Called by the libraries whose classes and objects they belong to, or by a notebook.
HOOKS = [
    "_repr_*", "__getattr__", "handle_*", "log_message", "enable_gui", "writable", "enabled",
    "pub_socket", "justify", "compress_type", "create_system", "external_attr", "ID", "Scope",
    "Headers", "show_reads", "buffer_text", "*Handler", "daemon", "input",
    "format_usage", "ignore_aliases", "teardown",
]  # fmt: skip
DECORATORS = ["@rule", "@cli.command", "@comments.command", "@review.command"]


def test_every_function_class_and_attribute_is_used():
    # chapters of any edition may use the whole vocabulary
    found = vulture.Vulture(ignore_names=[*HOOKS, *analysis.__all__], ignore_decorators=DECORATORS)
    files = [ROOT / "make.py", *(p for name in PACKAGES for p in (ROOT / name).rglob("*.py"))]
    for path in files:
        found.scan(path.read_text(encoding="utf-8"), filename=path)
    for path in [ROOT / "index.qmd", *(ROOT / "chapters").rglob("*.qmd")]:
        chapter = read_chapter(path)
        code = [python_only(cell.source) for cell in chapter.code]
        code += [one.code for each in expressions_of(chapter.cells) for one in each]
        for text in code:
            found.scan(text, filename=path)
    unused = [
        f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: {item.typ} {item.name}"
        for item in found.get_unused_code()
        if item.filename in files and item.typ != "variable"  # fields of types are variables too
    ]
    assert not unused, "\n".join(sorted(unused))
