"""One cause is told once, with all its places; what follows from it is not told."""

from project.errors import Follows, ProjectError, causes


def error(where, why="data/terms.yml is missing"):
    return ProjectError("a cell failed", where=where, why=why, todo="Restore it.")


def test_the_same_cause_in_several_places():
    found = causes([error("a, line 1"), error("b, line 2"), error("a, line 1"), error("c", "else")])
    assert len(found) == 2
    assert found[0].where == "a, line 1; b, line 2"
    assert found[0].what == "a cell failed (and 1 more for the same reason)"
    assert (found[0].why, found[0].todo) == ("data/terms.yml is missing", "Restore it.")
    assert found[1].where == "c"


def test_what_follows_is_left_out_where_its_cause_is_told():
    follows = Follows("b was not executed", why="it comes after a")
    assert causes([follows, error("a")])[0].where == "a"
    assert len(causes([follows, error("a")])) == 1
    assert causes([follows]) == [follows]


def test_errors_without_a_reason_are_told_apart():
    assert len(causes([ProjectError("x"), ProjectError("y"), ProjectError("x")])) == 2


def test_one_error_stays_as_it_is():
    one = error("a")
    assert causes([one]) == [one]
    assert causes([]) == []
