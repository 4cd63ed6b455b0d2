"""A command that is ended says in one line what stands, and leaves with 128 and the signal."""

import os
import pty
import signal
import subprocess
import sys

import pytest
from disk import REPO
from editions import EDITION, edit, make_tiny_edition

pytestmark = pytest.mark.slow


@pytest.fixture
def project(tmp_path):
    """A chapter that says when it runs, and runs for long."""
    project = make_tiny_edition(tmp_path / "project")
    begun = project.root / "begun"
    os.mkfifo(begun)
    code = f"import time\nopen({str(begun)!r}, 'w').close()\ntime.sleep(60)\n"
    edit(project, "chapters/02-planer.qmd", 'plans = frequency(young, "has_plan")\n', code)
    return project


def started(project, *options, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "publishing.command.cli", "build", EDITION, "--plain", *options],
        cwd=project.root, env={**os.environ, "PYTHONPATH": str(REPO)}, text=True, **more,
    )  # fmt: skip


def until_it_runs(project):
    (project.root / "begun").read_text()  # a pipe: waits for the cell


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGXCPU], ids=lambda n: n.name
)
def test_a_signal_is_told_in_one_line(project, number):
    with started(project, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as build:
        until_it_runs(project)
        build.send_signal(number)
        said = build.communicate(timeout=60)[1]
    assert build.returncode == 128 + number
    assert len(said.splitlines()) == 1
    assert "the last good output is as it was" in said
    assert not (project.build_root / ".work" / EDITION).exists()
    assert not (project.build_root / f".{EDITION}.lock.holder").exists()


def test_a_signal_that_is_ignored_stays_so(project):
    """As under nohup."""
    with started(
        project, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),
    ) as build:  # fmt: skip
        until_it_runs(project)
        build.send_signal(signal.SIGHUP)
        build.send_signal(signal.SIGTERM)
        build.communicate(timeout=60)
    assert build.returncode == 128 + signal.SIGTERM


def test_a_terminal_that_is_closed(project):
    ours, its = pty.openpty()
    with started(
        project, stdin=its, stdout=its, stderr=its, start_new_session=True,
    ) as build:  # fmt: skip
        os.close(its)
        until_it_runs(project)
        os.close(ours)
        build.send_signal(signal.SIGHUP)  # what the kernel sends to who controls the terminal
        build.wait(60)
    assert build.returncode == 128 + signal.SIGHUP


def test_a_reader_that_goes_away(tmp_path):
    project = make_tiny_edition(tmp_path / "project")
    with started(project, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as build:
        build.stdout.readline()
        build.stdout.close()
        said = build.stderr.read()
    assert build.returncode == 141
    assert len(said.splitlines()) == 1
    assert "nobody reads" in said
    assert "the last good output is as it was" in said


def test_a_reader_that_was_never_there(tmp_path):
    """All that a short command says is still to be written when it ends."""
    project = make_tiny_edition(tmp_path / "project")
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "publishing.command.cli", "list"],
        cwd=project.root, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(REPO)}, stdout=write, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(write)
    assert done.returncode == 141
    assert len(done.stderr.splitlines()) == 1
