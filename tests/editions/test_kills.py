"""A build that is ended at any moment: what is published is the former or the coming edition.

Each of the edition, the tree of editions and the folder of figures is whole, whatever the moment,
and the next build gives what a build from nothing gives.
"""

import signal
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from disk import files
from hosted import BOOK, CLEAN, PDF, PHASES, PUBLISH, SITE, Host, Stop
from hosted import CHAPTERS as EXECUTION
from twochapters import change_edition, make_edition
from whole import NOTHING, copy, differences, from_nothing, published

from project.places import Project

pytestmark = pytest.mark.slow

MOMENTS = 20  # of each phase, before the first build and after a change
# How many different remains of these a build goes on from. To go on from all takes minutes.
GOING_ON = {"nothing": 2, "changed": 5}
KILL = signal.SIGKILL
# What differs from run to run, and what every build throws away before it begins.
PASSING = (".work/", ".durations/", ".lock.holder")


@dataclass
class Start:
    """A project before a build: its folder, what is published before and after, the moments."""

    folder: Path
    before: dict
    after: dict
    moments: dict


@pytest.fixture(scope="module")
def host():
    with Host() as host:
        yield host


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Where every build of this file runs, since what is kept may know its own place."""
    return tmp_path_factory.mktemp("kills") / "project"


@pytest.fixture(scope="module")
def starts(host, place):
    make_edition(place)
    copy(place, nothing := place.with_name("nothing"))
    first = host.good(place)
    former = published(place)
    change_edition(Project(place))
    copy(place, changed := place.with_name("changed"))
    second = host.good(place)
    coming = from_nothing(host.good, place)
    return {
        "nothing": Start(nothing, NOTHING, former, first.moments),
        "changed": Start(changed, former, coming, second.moments),
    }


def spread(moments, wanted, seed):
    """Numbers of moments, one in each of as many even stretches.

    Of several moments of one kind in a row, as when a folder is removed, only the ends count.
    """
    ends = [
        number
        for number, kind in enumerate(moments, 1)
        if [kind] * 2
        != [moments[other - 1] for other in (number - 1, number + 1) if 0 < other <= len(moments)]
    ]
    random, count = Random(seed), min(wanted, len(ends))
    return tuple(
        ends[random.randrange(i * len(ends) // count, (i + 1) * len(ends) // count)]
        for i in range(count)
    )


def halves(moment, root, start):
    """What is published and is neither the former nor the coming edition, in words."""
    found = differences(published(root), start.before, start.after)
    return [f"{moment}: {one}" for one in found]


def going_on(moment, host, place, start):
    """What is wrong with the next build and the one after it, in words."""
    wrong = []
    following = host.build(place)
    if following.code:
        wrong.append(f"the next build: {following.said}")
    wrong += [f"after the next build, {one}" for one in differences(published(place), start.after)]
    last = host.build(place)
    if last.code or "Nothing has changed" not in last.said:
        wrong.append(f"the build after that: {last.said}")
    return [f"{moment}: {one}" for one in wrong]


def remains(root):
    """What a stopped build has left that the next one may use."""
    kept = files(root / "_build")
    return str(
        {
            name: content
            for name, content in kept.items()
            if not any(part in name for part in PASSING)
        }
    )


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("name", GOING_ON)
def test_what_stands_at_any_moment(host, place, starts, tmp_path, name, phase):
    """What a kill would leave then: looked at while the build and its programs are held."""
    start, wrong = starts[name], []
    numbers = spread(start.moments[phase], MOMENTS, f"{name} {phase}")
    copy(start.folder, place)
    done = host.good(place, stop=Stop(phase, numbers), aside=tmp_path)
    told = [line for line in done.said.splitlines() if line.startswith("stopped at")]
    different = {}
    for number, line in zip(numbers, told, strict=True):
        moment = f"{phase} {number}, {line}"
        wrong += halves(moment, tmp_path / str(number), start)
        different[remains(tmp_path / str(number))] = (number, moment)
    chosen, count = list(different.values()), GOING_ON[name] * (2 if phase == PUBLISH else 1)
    for number, moment in Random(phase).sample(chosen, min(count, len(chosen))):
        copy(tmp_path / str(number), place)
        wrong += going_on(moment, host, place, start)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("phase", PHASES)
def test_a_kill_in_any_phase(host, place, starts, phase):
    stopped = stop_once(host, place, starts["changed"], phase, KILL)
    assert stopped.code == -KILL


@pytest.mark.parametrize(
    ("phase", "how"),
    [
        *((phase, signal.SIGTERM) for phase in (CLEAN, BOOK, SITE, PUBLISH)),
        *((phase, signal.SIGINT) for phase in (EXECUTION, SITE, PDF, PUBLISH)),
    ],
)
def test_an_end_that_was_asked_for(host, place, starts, how, phase):
    stopped = stop_once(host, place, starts["changed"], phase, how)
    assert stopped.code == 128 + how
    assert "Traceback" not in stopped.said
    assert stopped.said.count("the last good output is as it was") == 1


def stop_once(host, place, start, phase, how):
    """Stop a build at one moment of a phase; what stands then and what the next builds give."""
    numbers = spread(start.moments[phase], 1, f"{how} {phase}")
    copy(start.folder, place)
    stopped = host.build(place, stop=Stop(phase, numbers, how))
    moment = f"{phase} {numbers[0]}, {stopped.said}"
    wrong = halves(moment, place, start) + going_on(moment, host, place, start)
    assert not wrong, "\n".join(wrong)
    return stopped
