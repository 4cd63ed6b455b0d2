"""Persons by region, age and year from Statistics Norway (PxWeb API, answers in JSON-stat2).

The only code of the project that uses the network, and no build calls it. What to ask for stands
in ``data/population/source-query.yml``. The API: https://www.ssb.no/api, JSON-stat:
https://json-stat.org/full.
"""

from __future__ import annotations

import http.client
import json
import math
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from project.errors import ProjectError

_LARGEST_ANSWER = 50_000_000  # bytes; the real answer is about one

Persons = dict[tuple[str, int], dict[int, int]]
"""Region code and year -> age in whole years on 1 January -> persons."""


@dataclass(frozen=True)
class Statbank:
    """Where the tables are, and the codes in them.

    `timeout` is in seconds. `names` are the tables' own names of the dimensions `region`, `age`,
    `contents` and `year`. `ages` holds the code of each single year of age, and that age.
    """

    address: str
    timeout: float
    names: Mapping[str, str]
    ages: Mapping[str, int]

    def url(self, table: str) -> str:
        """The address of one table."""
        return f"{self.address}/{table}"

    def persons(
        self, table: str, contents: str, regions: Iterable[str], years: Iterable[int]
    ) -> Persons:
        """Ask one table for these regions and years, every single year of age.

        What the source leaves blank is left out. A network that fails, an answer that is not the
        table asked for, and figures that are not whole persons are a `ProjectError`.
        """
        query = self._query(contents, list(regions), [str(year) for year in years])
        return self._read(fetch_json(self.url(table), self.timeout, query), self.url(table))

    def _query(self, contents: str, regions: list[str], years: list[str]) -> dict[str, Any]:
        chosen = {"region": regions, "age": list(self.ages), "contents": [contents], "year": years}
        return {
            "query": [
                {"code": self.names[name], "selection": {"filter": "item", "values": values}}
                for name, values in chosen.items()
            ],
            "response": {"format": "json-stat2"},
        }

    def _read(self, answer: dict[str, Any], url: str) -> Persons:
        from pyjstat import pyjstat  # brings pandas with it: only when refreshing

        needed = [self.names[name] for name in ("region", "age", "year")]
        try:
            absent = {*needed} - {*answer["id"]}
            if absent or math.prod(answer["size"]) != len(answer["value"]):
                raise ValueError("size, value and dimensions do not agree")
            with warnings.catch_warnings():  # pyjstat warns of a function that it calls itself
                warnings.simplefilter("ignore", DeprecationWarning)
                frame = pyjstat.Dataset(answer).write("dataframe", naming="id")
            cells = [
                (str(region), str(age), int(year), value)
                for region, age, year, value in zip(
                    *(frame[name] for name in needed), frame["value"], strict=True
                )
            ]
        except Exception as error:  # noqa: BLE001 - rubbish fails anywhere in the reading
            raise ProjectError(
                "the answer is not the JSON-stat table asked for",
                where=url,
                why=f"{type(error).__name__}: {error}",
                todo="Check source-query.yml against the table.",
            ) from None
        persons: Persons = {}
        for region, code, year, value in cells:
            age = self.ages.get(code)
            if age is None or value is None or (isinstance(value, float) and math.isnan(value)):
                continue
            if not isinstance(value, (int, float)) or value < 0 or value % 1:
                raise ProjectError(
                    "the answer holds figures that are not persons",
                    where=url,
                    why=f"{region}, {code}, {year}: {value!r}",
                    todo="Check 'contents' in source-query.yml.",
                )
            ages = persons.setdefault((region, year), {})
            ages[age] = ages.get(age, 0) + int(value)
        return persons


def in_groups(persons: Mapping[int, int], groups: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Persons by group from persons by age; a group is its first and last age, both included.

    Every age of a group must be there: `lacking` tells which are not.
    """
    return {
        group: sum(persons[age] for age in range(first, last + 1))
        for group, (first, last) in groups.items()
    }


def lacking(
    persons: Mapping[int, int], groups: Mapping[str, tuple[int, int]]
) -> dict[str, list[int]]:
    """The ages of each group that have no figure, for groups that lack any."""
    ages = {
        group: [age for age in range(first, last + 1) if age not in persons]
        for group, (first, last) in groups.items()
    }
    return {group: missing for group, missing in ages.items() if missing}


def fetch_json(url: str, timeout: float, query: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The JSON object that *url* answers, to a POST of *query* where there is one.

    Whatever goes wrong on the way is a `ProjectError`.
    """
    if urllib.parse.urlsplit(url).scheme not in ("http", "https"):
        raise ProjectError("the address is not http(s)", where=url, todo="Correct base_url.")
    request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
        url,
        None if query is None else json.dumps(query).encode(),
        {"Accept": "application/json"} if query is None else {"Content-Type": "application/json"},
        method="GET" if query is None else "POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:  # noqa: S310
            body = answer.read(_LARGEST_ANSWER + 1)
    except urllib.error.HTTPError as error:
        detail = error.read(300).decode("utf-8", "replace").strip()
        again = (
            "Wait a minute and try again."
            if error.code in (429, 500, 502, 503, 504)
            else "Check the codes in source-query.yml; the year may not be published yet."
        )
        raise ProjectError(
            f"Statistics Norway answered {error.code}",
            where=url,
            why=detail or str(error.reason),
            todo=again,
        ) from None
    except OSError as error:  # URLError and timeouts are among them
        raise ProjectError(
            "Statistics Norway could not be reached",
            where=url,
            why=str(getattr(error, "reason", error)),
            todo="Check the network and try again; the snapshot in data/ stands as it was. Without "
            "network, write the file by hand: docs/fra-svar-til-rapport.md, step 3, tells how.",
        ) from None
    except (http.client.HTTPException, ValueError) as error:
        raise ProjectError(
            "the answer broke off",
            where=url,
            why=f"{type(error).__name__}: {error}",
            todo="Try again; the snapshot in data/ stands as it was.",
        ) from None
    if len(body) > _LARGEST_ANSWER:
        raise ProjectError(
            "the answer is far too large", where=url, todo="Check the query in source-query.yml."
        )
    try:
        content = json.loads(body, object_pairs_hook=OrderedDict)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise ProjectError(
            "the answer is not JSON-stat",
            where=url,
            why=f"it begins {body[:60]!r}",
            todo="Check base_url; try again later.",
        )
    return content
