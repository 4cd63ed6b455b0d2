"""What an edition's readers see, so that two builds can be compared, and copies of a project.

Only what tells when and from what a build was made is left out, by name: pages that came out the
same keep the record of the build that made them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from disk import files
from editions import EDITION

from publishing.web.provenance import PROVENANCE

PARTS = {"edition": f"_build/{EDITION}", "www": "_build/www", "figures": f"figures/{EDITION}"}
_HOW = ("commit", "lock", "python", "versions", "inputs")
_WHEN = {"build.json": ("built", "seconds"), "editions.json": ("build",), PROVENANCE: _HOW}
NOTHING = {part: {} for part in PARTS}


def published(root):
    """All published files of a project by part and path, without the times of the build."""
    return {
        part: {name: _timeless(name, content) for name, content in files(root / path).items()}
        for part, path in PARTS.items()
    }


def differences(found, *wanted):
    """Of each part that is none of those wanted: what parts it from each."""
    return [
        f"{part}: " + " and ".join(_parted(found[part], one[part]) for one in wanted)
        for part in PARTS
        if all(found[part] != one[part] for one in wanted)
    ]


def copy(source: Path, target: Path):
    """Make `target` what `source` is, with its links and times."""
    if target.exists():
        shutil.rmtree(target)
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def from_nothing(build, root):
    """What `build` makes of the project where nothing is built; the project is left as it was."""
    aside = root.with_name(f"{root.name}-aside")
    root.rename(aside)
    # what is a link is copied as what it leads to: that must make no difference
    shutil.copytree(aside, root, ignore=_made)
    try:
        build(root)
        return published(root)
    finally:
        shutil.rmtree(root)
        aside.rename(root)


def _made(folder, names):
    """What builds have made, in a folder of the project."""
    made = {"__pycache__"} | ({"_build", "figures"} if "_quarto.yml" in names else set())
    return made & set(names)


def _timeless(name, content):
    fields = _WHEN.get(Path(name).name)
    if fields is None:
        return content
    try:
        data = json.loads(content)
    except ValueError:
        return content
    for entry in data if isinstance(data, list) else [data]:
        for field in fields:
            entry.pop(field, None)
    return json.dumps(data).encode()


def _parted(found, wanted):
    names = sorted(name for name in {*found, *wanted} if found.get(name) != wanted.get(name))
    told = [f"{name} ({_how(found.get(name), wanted.get(name))})" for name in names[:6]]
    return f"{len(names)} of {len(wanted)} files differ: {', '.join(told)}"


def _how(found, wanted):
    if found is None:
        return "missing"
    return "too much" if wanted is None else f"{len(found)} bytes for {len(wanted)}"
