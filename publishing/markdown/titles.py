"""A heading or caption as plain text, for menus, lists and bookmarks: what it says, no markup."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

_MARKED = re.compile(r"[\\`*_{}\[\]<&$~^\"']|--|\.\.\.")
_ESCAPED = re.compile(r"\\([^\w\s]|_)")
_CODE = re.compile(r"(?<![`\\])(`+)(?!`)(.+?)(?<!`)\1(?!`)(?:\{[^{}]*\})?")
_MATH = re.compile(r"\$(?=\S)([^$]+?)(?<=\S)\$(?!\d)")
_TEXT = r"((?:[^\[\]]|\[[^\[\]]*\])*)"
_LINK = re.compile(
    rf"!?\[{_TEXT}\](?:\((?:[^()]|\([^()]*\))*\)(?:\{{[^{{}}]*\}})?|\{{[^{{}}]*\}}|\[[^\[\]]*\])"
)
_ADDRESS = re.compile(r"<((?:https?:|mailto:)[^<>\s]*)>")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^<>]*>")
_STRONG = re.compile(r"(?<!\*)(\*{1,3})(?=\S)(.+?)(?<=\S)\1(?!\*)")
_UNDER = re.compile(r"(?<![\w_])(_{1,3})(?=\S)(.+?)(?<=\S)\1(?![\w_])")
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_SUB = re.compile(r"~([^\s~]+)~")
_SUP = re.compile(r"\^([^\s^]+)\^")
_DOUBLE = re.compile(r'(?<!\w)"(?=\S)(.+?)(?<=\S)"(?!\w)')
_SINGLE = re.compile(r"(?<!\w)'(?=\S)(.+?)(?<=\S)'(?!\w)")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_SCRIPT = re.compile(r"([_^])(?:\{([^{}]*)\}|(\S))")
_SIGNS = {"times": "×", "cdot": "·", "pm": "±", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
          "neq": "≠", "ne": "≠", "approx": "≈", "infty": "∞", "sum": "∑", "sqrt": "√", "in": "∈",
          "to": "→", "rightarrow": "→", "ldots": "…", "dots": "…", "quad": " "}  # fmt: skip
_RAISED = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_LOWERED = dict(zip("0123456789+-=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓ", strict=True))


@lru_cache(maxsize=8192)
def plain_title(text: str) -> str:
    """Inline Markdown as the text that a reader sees; notes are left out."""
    if not _MARKED.search(text):
        return text.strip(" ")
    kept: list[str] = []

    def keep(shown: str) -> str:
        kept.append(shown)
        return f"\ue000{len(kept) - 1}\ue001"

    text = _CODE.sub(lambda match: keep(match[2].strip()), text)
    text = _ESCAPED.sub(lambda match: keep(match[1]), text)
    text = _TAG.sub("", _ADDRESS.sub(lambda match: keep(match[1]), text))
    text = _MATH.sub(lambda match: keep(_said(match[1])), text)
    while (short := _LINK.sub(r"\1", text)) != text:
        text = short
    for pattern in (_STRONG, _UNDER, _STRONG, _UNDER):
        text = pattern.sub(r"\2", text)
    text = _STRUCK.sub(r"\1", text)
    text = _SUB.sub(lambda match: _set(match[1], _LOWERED), text)
    text = _SUP.sub(lambda match: _set(match[1], _RAISED), text)
    text = _SINGLE.sub(r"‘\1’", _DOUBLE.sub(r"«\1»", text)).replace("'", "’")
    text = text.replace("---", "—").replace("--", "–").replace("...", "…")
    text = html.unescape(text)
    while (whole := re.sub("\ue000(\\d+)\ue001", lambda m: kept[int(m[1])], text)) != text:
        text = whole
    return re.sub("[ \t\n]+", " ", text).strip(" ")


def _set(text: str, signs: dict[str, str]) -> str:
    """Text raised or lowered, where there are signs for all of it."""
    return "".join(signs[char] for char in text) if all(char in signs for char in text) else text


def _said(math: str) -> str:
    """A formula as plain text, as near as signs come."""

    def command(match: re.Match[str]) -> str:
        name = match[1]
        if name in _SIGNS:
            return _SIGNS[name]
        size = "CAPITAL" if name[:1].isupper() else "SMALL"
        try:
            return unicodedata.lookup(f"GREEK {size} LETTER {name.upper()}")
        except KeyError:
            return ""

    text = _COMMAND.sub(command, math)
    text = _SCRIPT.sub(lambda m: _set(m[2] or m[3], _RAISED if m[1] == "^" else _LOWERED), text)
    return re.sub(r"\\.|[{}\\]", "", text)
