"""What has been built, removed again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from project.kept.lock import only_build
from project.kept.outputs import Outputs
from project.places import Project

FIGURES = "figures"


def remove_built(project: Project, edition: str | None) -> Iterator[Path]:
    """Remove one edition's output, draft and units, or everything; what is removed is named."""
    from publishing.build.job import DRAFT_SUFFIX
    from publishing.web.landing import FOLDER as LANDING_FOLDER
    from publishing.web.landing import publish_editions
    from publishing.web.units.made import SUFFIX as UNITS_SUFFIX

    names = project.editions() if edition is None else (edition,)
    for name in names:
        with only_build(project.lock_path(name), name):
            for output in (name, name + DRAFT_SUFFIX, name + UNITS_SUFFIX):
                if Outputs(project.build_root, output).remove():
                    yield project.build_dir(output)
            Outputs(project.root / FIGURES, name).remove()
    if edition is not None and (project.build_root / LANDING_FOLDER).is_dir():
        publish_editions(project)
    if edition is None and project.build_root.exists():
        Outputs(project.build_root, LANDING_FOLDER).remove()
        shutil.rmtree(project.build_root)
        yield project.build_root
