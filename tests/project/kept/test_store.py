"""What is kept between builds comes out as it was put in, or not at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from project.kept.store import Store


def never() -> bytes:
    raise AssertionError("it was made anew")


def kept(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_a_piece_is_made_once_and_comes_out_as_it_was(tmp_path):
    assert Store(tmp_path, "code").kept(["page", "a"], lambda: b"first") == b"first"
    assert Store(tmp_path, "code").kept(["page", "a"], never) == b"first"
    assert Store(tmp_path, "code").kept(["page", "b"], lambda: b"other") == b"other"
    assert len(kept(tmp_path)) == 2


def test_other_code_takes_nothing(tmp_path):
    Store(tmp_path, "old").put("a", b"old")
    assert Store(tmp_path, "new").find("a") is None


DAMAGE = {
    "emptied": lambda content: b"",
    "cut": lambda content: content[:-1],
    "edited": lambda content: content.replace(b"piece", b"other"),
    "longer": lambda content: content + b"\n",
    "another program's": lambda content: b"piece",
}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_piece_is_made_anew(tmp_path, how):
    Store(tmp_path, "code").put("a", b"a piece")
    (file,) = kept(tmp_path)
    file.write_bytes(DAMAGE[how](file.read_bytes()))
    assert Store(tmp_path, "code").kept("a", lambda: b"a piece anew") == b"a piece anew"
    assert Store(tmp_path, "code").kept("a", never) == b"a piece anew"


@given(st.binary(max_size=200), st.integers(min_value=0), st.integers(1, 255))
def test_no_flipped_bit_gets_through(tmp_path_factory, piece, place, bits):
    folder = tmp_path_factory.mktemp("bits")
    Store(folder, "code").put("a", piece)
    (file,) = kept(folder)
    content = bytearray(file.read_bytes())
    content[place % len(content)] ^= bits
    file.write_bytes(content)
    assert Store(folder, "code").find("a") is None


def test_a_piece_in_another_ones_place_is_none(tmp_path):
    store = Store(tmp_path, "code")
    store.put("a", b"a")
    (first,) = kept(tmp_path)
    store.put("b", b"b")
    (second,) = set(kept(tmp_path)) - {first}
    first.replace(second)
    assert Store(tmp_path, "code").find("b") is None


def test_fresh_takes_nothing_from_before_and_replaces_it(tmp_path):
    Store(tmp_path, "code").put("a", b"old")
    fresh = Store(tmp_path, "code", fresh=True)
    assert fresh.kept("a", lambda: b"new") == b"new"
    assert fresh.kept("a", never) == b"new"
    assert Store(tmp_path, "code").kept("a", never) == b"new"


def test_what_is_not_asked_for_is_forgotten_and_a_stop_leaves_no_piece(tmp_path, monkeypatch):
    Store(tmp_path, "code").put("unused", b"x")
    store = Store(tmp_path, "code")
    store.put("used", b"y")
    (tmp_path / "rooms").mkdir()

    def stop(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", stop)
        with pytest.raises(KeyboardInterrupt):
            store.put("stopped", b"half")
    assert Store(tmp_path, "code").find("stopped") is None
    store.prune()
    assert Store(tmp_path, "code").find("used") == b"y"
    assert len(kept(tmp_path)) == 2


def test_a_folder_that_is_not_there_holds_nothing(tmp_path):
    store = Store(tmp_path / "none", "code")
    assert store.find("a") is None
    store.prune()
    assert kept(tmp_path) == []
