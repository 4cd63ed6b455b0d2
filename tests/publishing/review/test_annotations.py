"""Files that reviewers send: what is read, and what is told where they can't be."""

import json

import pytest
from reviewing import PAGE, annotation, collection, send

from project.errors import ProjectError
from publishing.review.remarks.annotations import LARGEST, LONGEST, read_annotations

EDITION = "2091"


def read(path, edition=EDITION):
    return read_annotations(path, edition)


def test_a_remark_has_words_place_writer_and_time(tmp_path):
    item = annotation(
        "kan endres", prefix="en setning som ", suffix=".", proposal="bør endres",
        cell={"row": "Voksne", "column": "2025"}, modified="2091-11-30T12:00:00.5+01:00",
    )  # fmt: skip
    (remark,) = read(send(tmp_path / "a.json", item)).remarks
    assert (remark.page, remark.draft, remark.by) == (PAGE, "utkast-1", "Kari Nordmann")
    assert (remark.text, remark.proposal) == ("Dette må rettes.", "bør endres")
    assert remark.modified == "2091-11-30T11:00:00.500Z"
    anchor = remark.anchor
    assert (anchor.paragraph, anchor.quote) == ("avsnitt-2", "kan endres")
    assert (anchor.cell.row, anchor.cell.column) == ("Voksne", "2025")
    assert remark.is_open


@pytest.mark.parametrize(
    "shape",
    [
        lambda item: [item],
        lambda item: item,
        lambda item: {"type": "AnnotationPage", "items": [item]},
        lambda item: {"type": ["AnnotationCollection"], "first": {"items": [item]}},
        lambda item: item | {"body": "Dette må rettes.", "type": ["Annotation"]},
        lambda item: item | {"bodyValue": "Dette må rettes.", "body": None},
        lambda item: item | {"creator": ["Kari Nordmann"]},
        lambda item: item | {"target": [item["target"] | {"source": {
            "id": item["target"]["source"].replace("-", "%2D")}}]},
    ],
)  # fmt: skip
def test_whatever_the_standard_allows_is_read(tmp_path, shape):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(shape(annotation("kan"))).encode())
    (remark,) = read(path).remarks
    assert (remark.by, remark.text) == ("Kari Nordmann", "Dette må rettes.")
    assert remark.page == PAGE


def test_an_empty_collection_has_no_remarks(tmp_path):
    assert read(send(tmp_path / "a.json")).remarks == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not JSON"),
        (b"\xff\xfe\x00", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b'{"type": "FeatureCollection", "features": []}', "holds no remarks"),
        (b"7", "holds no remarks"),
        (b'[{"a": 1}]', "can't be read"),
    ],
)
def test_a_file_of_something_else_is_told_by_name(tmp_path, content, told):
    path = tmp_path / "brev.json"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=told) as caught:
        read(path)
    assert "brev.json" in str(caught.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"id": ""}, "no id"),
        ({"id": 7}, "no id"),
        ({"creator": None}, "who wrote it"),
        ({"creator": {"name": "x" * 500}}, "name of its writer"),
        ({"body": []}, "says nothing"),
        ({"body": [{"value": 3}]}, "no text"),
        ({"body": [{"value": "x" * (LONGEST + 1)}]}, "signs"),
        ({"modified": "i går"}, "no date"),
        ({"modified": None, "created": None}, "no date"),
        ({"target": None}, "no page of a draft"),
        ({"target": {"source": "https://example.org/"}}, "no page of a draft"),
        ({"type": "Note"}, "no annotation"),
    ],
)
def test_one_that_is_broken_is_told_and_the_others_are_read(tmp_path, change, told):
    sent = read(send(tmp_path / "a.json", annotation(number=1) | change, annotation(number=2)))
    assert len(sent.remarks) == 1
    (wrong,) = sent.wrong
    assert "remark 1" in wrong.what
    assert told in wrong.why


def test_a_file_of_another_edition_is_refused(tmp_path):
    path = send(tmp_path / "a.json", annotation(), annotation(number=2, draft="2090:utkast-1"))
    with pytest.raises(ProjectError, match="about drafts of 2090, not of 2091"):
        read(path)


def test_sizes_are_bounded(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b" " * (LARGEST + 1))
    with pytest.raises(ProjectError, match="too large"):
        read(path)
    path.write_text(collection(*[annotation(number=n) for n in range(5001)]), encoding="utf-8")
    with pytest.raises(ProjectError, match="has 5001 remarks"):
        read(path)


@pytest.mark.parametrize("name", ["borte.json", "."])
def test_what_is_no_file_is_told(tmp_path, name):
    with pytest.raises(ProjectError, match=r"not there|no file"):
        read(tmp_path / name)


def test_signs_that_steer_machines_are_left_out(tmp_path):
    item = annotation(text="a\x1b[31mrød\x07\u202eb\r\nc", by="Kari\x1b]0;x\x07\u202e\n Nord")
    (remark,) = read(send(tmp_path / "a.json", item)).remarks
    assert remark.text == "a[31mrødb\nc"
    assert remark.by == "Kari]0;x Nord"
