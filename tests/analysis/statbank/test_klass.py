"""Groups of units from a local stand-in for Statistics Norway's KLASS."""

import csv
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from analysis.intake.units import load_classification, load_derived, load_units
from analysis.statbank.klass import refresh_classification
from project.errors import ProjectError
from project.places import Project

YEAR = 2091
QUERY = """\
source: Statistisk sentralbyrå, KLASS
licence: CC BY 4.0
base_url: http://nobody.invalid
timeout_seconds: 5
groupings:
  cost_group: {classification: 112, corresponds_to: 131, label: "Gruppe {code}"}
"""
GROUPS = (
    "# Our groups.\nsize: [Liten, Stor]\ncost_group: [Gruppe 1, Gruppe 10]\nderived: [cost_group]\n"
)
UNITS = (
    "code,name,municipality,size,cost_group,forms\n"
    "0101,Fjell,Fjell,Liten,Gruppe 10,\n"
    "030101,Bydel,Ås,Stor,Gruppe 10,adults\n"
)
ANSWER = [("KG01", "0101"), ("KG10", "0301"), ("KG01", "9999")]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "_quarto.yml").write_text("project: {type: book}\n", encoding="utf-8")
    for name, text in (
        ("classifications/source-query.yml", QUERY),
        (f"classifications/{YEAR}.yml", GROUPS),
        (f"units/{YEAR}.csv", UNITS),
    ):
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Project(tmp_path)


class Klass:
    """Answers GET with `pairs` of group and municipality; `asked` holds the paths."""

    def __init__(self, pairs):
        self.asked, klass = [], self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                klass.asked.append(self.path)
                items = [{"sourceCode": group, "targetCode": code} for group, code in pairs]
                body = json.dumps({"correspondenceItems": items}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def served():
    servers = []

    def serve(pairs):
        klass = Klass(pairs)
        servers.append(klass.server)
        return klass

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


def test_every_unit_gets_its_municipality_s_group_and_nothing_is_derived_any_more(project, served):
    klass = served(ANSWER)
    done = refresh_classification(project, YEAR, klass.url)
    assert done.changed == {"cost_group": 1}
    assert klass.asked == [
        f"/classifications/112/correspondsAt?targetClassificationId=131&date={YEAR}-01-01"
    ]
    groups = project.classifications_path(YEAR)
    units = load_units(project.units_path(YEAR), load_classification(groups))
    assert {code: unit.groups["cost_group"] for code, unit in units.items()} == {
        "0101": "Gruppe 1",
        "030101": "Gruppe 10",
    }
    assert units["030101"].forms == ("adults",)
    assert load_derived(groups) == ()
    assert groups.read_text(encoding="utf-8").startswith("# Our groups.\nsize:")


@pytest.mark.parametrize(
    ("pairs", "told"),
    [
        (ANSWER[:1], "no group of 1 of the units"),
        ([("KG03", "0101"), *ANSWER[1:]], "groups that 'cost_group' does not know: Gruppe 3"),
        ([], "no correspondences"),
    ],
)
def test_what_does_not_fit_is_told_and_nothing_is_written(project, served, pairs, told):
    before = project.units_path(YEAR).read_bytes()
    with pytest.raises(ProjectError, match=told):
        refresh_classification(project, YEAR, served(pairs).url)
    assert project.units_path(YEAR).read_bytes() == before
    assert load_derived(project.classifications_path(YEAR)) == ("cost_group",)


def test_a_year_without_such_a_grouping_is_told(project, served):
    path = project.classifications_path(YEAR)
    path.write_text("size: [Liten, Stor]\n", encoding="utf-8")
    with project.units_path(YEAR).open(encoding="utf-8", newline="") as handle:
        assert len(list(csv.reader(handle))) == 3
    with pytest.raises(ProjectError, match="No classification of 2091 is asked"):
        refresh_classification(project, YEAR, served(ANSWER).url)
