"""What reviewers send: a file of W3C Web Annotations (JSON), checked and read into remarks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import msgspec

from project.errors import ProjectError
from publishing.review.remarks.remark import Anchor, Cell, Remark, line, plain

LARGEST = 20_000_000
"""Bytes of a file; what is larger was not written by a person."""
MOST = 5_000
LONGEST = 20_000
_NAME = 200
_PAGE = 300
SOURCE = re.compile(r"urn:is248:(?P<edition>[\w.-]+):utkast-(?P<draft>\d{1,6}):(?P<page>.+)")
_FORM = "a file of remarks from a draft (W3C Web Annotation, .json)"
_EDITING = "editing"


@dataclass(frozen=True)
class Sent:
    """What a file holds: remarks, and what is wrong with those that could not be read."""

    remarks: tuple[Remark, ...]
    wrong: tuple[ProjectError, ...] = ()


class _Wrong(Exception):
    """What is wrong with one annotation."""


def read_annotations(path: Path, edition: str) -> Sent:
    """The remarks of a JSON file on drafts of `edition`.

    A file that is none, or has none of this edition, is a `ProjectError`; where only some of its
    remarks can't be read, these are told and the others read.
    """
    return annotations_from(sized(path, LARGEST), path, edition)


def sized(path: Path, most: int) -> bytes:
    """The content of a file of at most so many bytes; `ProjectError` where it can't be read."""
    try:
        size = path.stat().st_size if path.is_file() else -1
        content = path.read_bytes() if 0 <= size <= most else b""
    except OSError as error:
        raise ProjectError(
            f"{path.name} can't be read", where=str(path), why=error.strerror or str(error)
        ) from None
    if size < 0:
        raise ProjectError(
            f"{path.name} is not there" if not path.exists() else f"{path.name} is no file",
            where=str(path),
            todo="Name the file that the reviewer sent.",
        )
    if size > most:
        raise ProjectError(
            f"{path.name} is too large",
            where=str(path),
            why=f"{size / 1e6:.0f} MB; remarks of a reviewer take at most {most // 1_000_000} MB",
            todo="Ask for the file that the draft itself made.",
        )
    return content


def annotations_from(content: bytes, path: Path, edition: str) -> Sent:
    """`read_annotations` for what the file at `path` held."""
    items = _items(content, path)
    if len(items) > MOST:
        raise ProjectError(
            f"{path.name} has {len(items)} remarks",
            where=str(path),
            why=f"a reviewer's file may have {MOST}",
        )
    remarks: list[Remark] = []
    wrong: list[ProjectError] = []
    others: list[str] = []
    for place, item in enumerate(items, 1):
        try:
            its, remark = _remark(item)
        except _Wrong as error:
            wrong.append(
                ProjectError(f"remark {place} can't be read", where=str(path), why=str(error))
            )
            continue
        if its == edition:
            remarks.append(remark)
        else:
            others.append(its)
    if others:
        named = ", ".join(sorted(set(others)))
        raise ProjectError(
            f"{path.name} is about drafts of {named}, not of {edition}",
            where=str(path),
            todo=f"is248 comments {others[0]} import {path.name}, if that edition is meant.",
        )
    if items and not remarks:
        raise wrong[0] if len(wrong) == 1 else _none_read(path, wrong)
    return Sent(tuple(remarks), tuple(wrong))


def _none_read(path: Path, wrong: Sequence[ProjectError]) -> ProjectError:
    return ProjectError(
        f"none of the {len(wrong)} remarks in {path.name} can be read",
        where=str(path),
        why=wrong[0].why,
        todo=f"The project reads {_FORM}.",
    )


def _items(content: bytes, path: Path) -> list[Any]:
    """The annotations, whatever holds them: a collection, a page, a list, or one alone."""
    try:
        found = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ProjectError(
            f"{path.name} is not JSON",
            where=str(path),
            why=str(error),
            todo=f"Ask for the file again; the project reads {_FORM} and .docx.",
        ) from None
    items = _listed(found)
    if items is None:
        raise ProjectError(
            f"{path.name} holds no remarks",
            where=str(path),
            why="it is JSON, but neither an AnnotationCollection nor an annotation",
            todo=f"The project reads {_FORM} and .docx.",
        )
    return items


def _listed(found: Any) -> list[Any] | None:
    if isinstance(found, list):
        return found
    if not isinstance(found, Mapping):
        return None
    kinds = _several(found.get("type"))
    if "Annotation" in kinds:
        return [found]
    if isinstance(items := found.get("items"), list):
        return items
    first = found.get("first")
    if isinstance(first, Mapping) and isinstance(first.get("items"), list):
        return list(first["items"])
    # an empty collection needs no page
    return [] if "AnnotationCollection" in kinds and not found.get("total") else None


def _remark(item: Any) -> tuple[str, Remark]:
    """Edition and remark of one annotation; `_Wrong` says what it lacks."""
    if not isinstance(item, Mapping) or "Annotation" not in _several(item.get("type")):
        raise _Wrong("it is no annotation")
    identifier = item.get("id")
    if not isinstance(identifier, str) or not 0 < len(identifier.strip()) <= _PAGE:
        raise _Wrong("it has no id")
    edition, draft, page, anchor = _target(item.get("target"))
    text, proposal = _said(item)
    if not text and proposal is None:
        raise _Wrong("it says nothing")
    created = item.get("created") or item.get("modified")
    return edition, Remark(
        id=line(identifier),
        page=page,
        draft=f"utkast-{draft}",
        by=_person(item.get("creator")),
        created=_dated(created),
        modified=_dated(item.get("modified") or created),
        text=text,
        proposal=proposal,
        anchor=anchor,
    )


def _said(item: Mapping[str, Any]) -> tuple[str, str | None]:
    """The remark's words, and the wording that it proposes."""
    said: list[str] = []
    proposal = None
    for body in _several(item.get("body")) or _several(item.get("bodyValue")):
        value = body.get("value") if isinstance(body, Mapping) else body
        if not isinstance(value, str):
            raise _Wrong("its body has no text")
        if len(value) > LONGEST:
            raise _Wrong(f"its text has {len(value)} signs; {LONGEST} are read")
        if isinstance(body, Mapping) and _EDITING in _several(body.get("purpose")):
            proposal = plain(value)
        elif text := plain(value):
            said.append(text)
    return "\n\n".join(said), proposal


def _person(creator: Any) -> str:
    for one in _several(creator):
        name = one.get("name") or one.get("nickname") if isinstance(one, Mapping) else one
        if isinstance(name, str) and (name := line(name)):
            if len(name) > _NAME:
                raise _Wrong(f"the name of its writer has {len(name)} signs")
            return name
    raise _Wrong("it does not say who wrote it")


def _target(target: Any) -> tuple[str, int, str, Anchor]:
    """Edition, number of the draft, page and place of what an annotation is about."""
    one = next(iter(_several(target)), None)
    source = one.get("source") if isinstance(one, Mapping) else one
    if isinstance(source, Mapping):
        source = source.get("id")
    found = SOURCE.fullmatch(unquote(source)) if isinstance(source, str) else None
    if found is None:
        raise _Wrong(f"it is about {str(source)[:80]!r}, which is no page of a draft")
    page = line(found["page"])
    if len(page) > _PAGE:
        raise _Wrong("the address of its page is too long")
    whole = one if isinstance(one, Mapping) else {}
    return found["edition"], int(found["draft"]), page, _anchor(whole)


def _anchor(target: Mapping[str, Any]) -> Anchor:
    found: dict[str, Any] = {}
    for selector in _selectors(target.get("selector")):
        kinds = _several(selector.get("type"))
        if "FragmentSelector" in kinds:
            found["paragraph"] = _words(selector, "value").lstrip("#")
        if "TextQuoteSelector" in kinds:
            found["quote"] = _words(selector, "exact")
            found |= {name: _words(selector, name) for name in ("prefix", "suffix")}
        if "TextPositionSelector" in kinds:
            start, end = _count(selector.get("start")), _count(selector.get("end"))
            if 0 <= start <= end <= LARGEST:
                found |= {"start": start, "end": end}
    cell = target.get("is248:cell")
    if isinstance(cell, Mapping):
        found["cell"] = Cell(_words(cell, "row"), _words(cell, "column"))
    several = target.get("is248:paragraphs")
    if isinstance(several, list) and all(isinstance(one, str) for one in several[:MOST]):
        found["paragraphs"] = tuple(line(one)[:_NAME] for one in several[:MOST])
    return Anchor(**found)


def _selectors(selector: Any) -> Iterator[Mapping[str, Any]]:
    """Every selector, those that refine others after them."""
    waiting = list(_several(selector))[:20]
    for _ in range(40):
        if not waiting:
            return
        one = waiting.pop(0)
        if isinstance(one, Mapping):
            yield one
            waiting += _several(one.get("refinedBy"))


def _count(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


def _words(place: Mapping[str, Any], name: str) -> str:
    value = place.get(name)
    if not isinstance(value, str):
        return ""
    if len(value) > LONGEST:
        raise _Wrong(f"the words that it is about have {len(value)} signs; {LONGEST} are read")
    return line(value)


def _several(value: Any) -> list[Any]:
    """One or several, as JSON-LD has them, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _dated(text: Any) -> str:
    try:
        return moment(str(text))
    except ValueError:
        raise _Wrong(f"it has no date that can be read ({str(text)[:40]!r})") from None


def moment(text: str) -> str:
    """A time as it is kept, in UTC with thousandths of a second; `ValueError` where it is none."""
    try:
        when = datetime.fromisoformat(text)
        when = when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except OverflowError:
        raise ValueError(text) from None
    return kept_moment(when)


def is_moment(text: str) -> bool:
    """Whether a text is a time."""
    try:
        return bool(moment(text))
    except ValueError:
        return False


def kept_moment(when: datetime) -> str:
    """A time with zone as remarks keep it: such texts have the order of time."""
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
