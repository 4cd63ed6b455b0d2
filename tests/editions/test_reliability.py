"""Builds that are killed, interrupted or run twice leave a whole output and no process behind."""

import os
import signal
import subprocess
import sys
import time
import uuid

import psutil
import pytest
from editions import EDITION, edit

from project.errors import ProjectError
from project.kept.checksums import tree_checksum
from project.kept.lock import only_build
from publishing.build.edition import build_edition

pytestmark = pytest.mark.slow

OLD, NEW = "som kan endres", "som er endret"


class Build:
    """A build in a process of its own, whose descendants can be found afterwards."""

    def __init__(self, project, *options):
        self.mark = uuid.uuid4().hex
        self.process = subprocess.Popen(
            [sys.executable, "-m", "publishing.command.cli", "build", EDITION, "--plain", *options],
            cwd=project.root, env={**os.environ, "IS248_TEST_MARK": self.mark},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def until(self, text, patience=60):
        """Read what it says until `text` comes."""
        end = time.monotonic() + patience
        said = ""
        while text not in said and time.monotonic() < end:
            line = self.process.stdout.readline()
            if not line:
                break
            said += line
        return said

    def left(self, patience=40):
        """Processes that have not ended by themselves (an import is finished first)."""
        end = time.monotonic() + patience
        while (alive := self._alive()) and time.monotonic() < end:
            time.sleep(0.1)
        return alive

    def _alive(self):
        found = []
        for process in psutil.process_iter():
            try:
                if (
                    process.environ().get("IS248_TEST_MARK") == self.mark
                    and process.status() != psutil.STATUS_ZOMBIE
                ):
                    found.append(process.cmdline())
            except (psutil.Error, OSError):
                continue
        return found


def state(project):
    """A checksum of what a reader sees: site, PDF and results."""
    folder = project.build_dir(EDITION)
    assert (folder / "site/index.html").is_file()
    parts = [tree_checksum(folder / part) for part in ("site", "results", "notebooks")]
    return (*parts, (folder / f"is248-{EDITION}.pdf").read_bytes())


def slow_down(project, seconds):
    """Let a cell of a chapter sleep."""
    wait = f"import time; time.sleep({seconds})"
    edit(project, "chapters/02-planer.qmd", "plans = frequency", f"{wait}\nplans = frequency")


@pytest.mark.parametrize("moment", [0.2, 0.6, 1.0, 1.5, 2.2])
def test_kill_at_any_moment(project, moment):
    """Old output or new output, never something between, and the next build is as good as any."""
    before = state(project)
    edit(project, "chapters/01-folk.qmd", OLD, NEW)
    edit(project, "chapters/02-planer.qmd", '"has_plan")', '"has_plan", years=survey.pair)')
    build = Build(project)
    time.sleep(moment)
    build.process.kill()
    build.process.wait()
    after = state(project)
    build_edition(project, EDITION)
    whole = state(project)
    assert after in (before, whole)
    assert whole != before
    www = project.build_root / "www"
    assert {p.name for p in (project.build_root / ".store").iterdir()} == {
        project.build_dir(EDITION).resolve().name,
        www.resolve().name,
    }
    assert tree_checksum(www / EDITION / "chapters") == tree_checksum(
        project.build_dir(EDITION) / "site/chapters"
    )
    assert list((project.build_root / ".work").iterdir()) == []
    assert build.left() == []


@pytest.mark.parametrize("phase", ["screen and clean", "chapters", "book"])
def test_kill_after_each_phase(project, phase):
    before = state(project)
    edit(project, "chapters/01-folk.qmd", OLD, NEW)
    build = Build(project)
    assert phase in build.until(phase)
    build.process.kill()
    build.process.wait()
    assert state(project) == before
    build_edition(project, EDITION)
    assert state(project) != before
    assert build.left() == []


def test_interruption_is_prompt_and_leaves_nothing(project):
    before = state(project)
    edit(project, "chapters/01-folk.qmd", "setning", "lang cellesetning")
    slow_down(project, 60)
    build = Build(project)
    build.until("screen and clean")
    time.sleep(1.5)
    build.process.send_signal(signal.SIGINT)
    assert build.process.wait(timeout=20) == 130  # and not when the cell has ended
    rest = build.process.communicate(timeout=60)[0]
    assert "Interrupted" in rest
    assert "Traceback" not in rest
    assert build.left() == []
    assert state(project) == before
    assert list((project.build_root / ".work").iterdir()) == []


def test_two_builds_of_one_edition_do_not_mix(project):
    slow_down(project, 2)
    first = Build(project)
    first.until("screen and clean")
    second = Build(project)
    said = second.process.communicate(timeout=30)[0]
    assert second.process.returncode == 1
    assert f"Another build of {EDITION} is running (process {first.process.pid}" in said
    first.process.communicate(timeout=60)
    assert first.process.returncode == 0


def test_the_lock_of_a_killed_build_is_free(project):
    slow_down(project, 60)
    build = Build(project)
    build.until("screen and clean")
    time.sleep(1)
    build.process.kill()
    build.process.wait()
    with only_build(project.lock_path(EDITION), EDITION):
        pass


def test_the_lock_names_its_holder_and_is_released_after_a_failure(tmp_path):
    path = tmp_path / ".x.lock"
    with pytest.raises(ZeroDivisionError), only_build(path, "x"):
        with pytest.raises(ProjectError, match=f"process {os.getpid()}"), only_build(path, "x"):
            pass
        raise ZeroDivisionError
    with only_build(path, "x"):
        path.with_name(".x.lock.holder").write_text("not json")
        with pytest.raises(ProjectError, match="is running"), only_build(path, "x"):
            pass
