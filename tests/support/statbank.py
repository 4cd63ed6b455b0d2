"""A local stand-in for Statistics Norway, its answers, and what can go wrong with them.

bank = Bank()
refresh_population(project, [YEAR], bank.url)
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tiny import UNITS, YEAR

FIRST = YEAR - 2
COUNTRY = "0"
QUERY = f"""\
source: Statistisk sentralbyrå
licence: CC BY 4.0
base_url: http://nobody.invalid
timeout_seconds: 0.5
dimensions: {{region: Region, age: Alder, contents: ContentsCode, year: Tid}}
ages: {{digits: 3, first: 0, last: 105, last_code: "105+"}}
groups:
  under_18: [0, 17]
  adult: [18, 105]
tables:
  - {{table: "07459", units: '910\\d', region: "{{code}}", contents: Personer1}}
  - {{table: "10826", units: '92\\d\\d', region: "0{{code}}a", contents: Personer}}
series:
  {{table: "07459", contents: Personer1, region: "{COUNTRY}", first_year: {FIRST}, edition: SSB}}
"""


def persons(region, age, year):
    """A unit has 10 persons of each age to 17, 3 of each above; the country is the tiny units.

    Each year before `YEAR` the country has one person less of each age.
    """
    unit = 10 if age < 18 else 3
    return unit * len(UNITS) - (YEAR - year) if region == COUNTRY else unit


def answer(query):
    """JSON-stat2 as Statistics Norway gives it, with made-up persons."""
    chosen = chosen_in(query)
    order = ["Region", "Alder", "ContentsCode", "Tid"]
    return {
        "version": "2.0", "class": "dataset", "source": "Statistisk sentralbyrå",
        "label": "07459: Befolkning, etter region, alder, statistikkvariabel og år",
        "updated": "2091-02-24T07:00:00Z", "note": ["Tallene gjelder per 1. januar."],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]},
        "id": order, "size": [len(chosen[name]) for name in order],
        "dimension": {
            name: {
                "label": name.lower(),
                "category": {
                    "index": {code: n for n, code in enumerate(chosen[name])},
                    "label": {code: f"navn {code}" for code in chosen[name]},
                } | ({"unit": {c: {"base": "personer", "decimals": 0} for c in chosen[name]}}
                     if name == "ContentsCode" else {}),
                "extension": {"elimination": name == "Alder", "show": "value"},
            }
            for name in order
        },
        "extension": {"px": {"infofile": "None", "tableid": "07459", "decimals": 0}},
        "value": [
            persons(region, int(age.rstrip("+")), int(year))
            for region in chosen["Region"] for age in chosen["Alder"] for year in chosen["Tid"]
        ],
    }  # fmt: skip


def chosen_in(query):
    """The codes asked for, by dimension."""
    return {part["code"]: part["selection"]["values"] for part in query["query"]}


def about_country(query):
    return chosen_in(query)["Region"] == [COUNTRY]


class Bank:
    """A local stand-in; `reply` may be replaced, `asked` holds (path, query) of each request."""

    def __init__(self):
        bank = self
        self.asked = []
        self.reply = lambda handler, query: self.send(handler, 200, json.dumps(answer(query)))

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                bank.asked.append((self.path, query))
                bank.reply(self, query)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api"
        self.done = threading.Event()
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    @staticmethod
    def send(handler, code, body):
        data = body if isinstance(body, bytes) else body.encode()
        handler.send_response(code)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        handler.wfile.write(data)

    def close(self):
        self.done.set()
        self.server.shutdown()
        self.server.server_close()


def changed(change, only=lambda query: True):
    """A reply that lets *change* alter the answers, or `only` those to some questions."""

    def reply(handler, query):
        content = answer(query)
        if only(query):
            content = change(content) or content
        Bank.send(handler, 200, json.dumps(content))

    return reply


def all_values(value):
    """A change: every figure is *value*."""
    return lambda content: content | {"value": [value] * len(content["value"])}


def without(dimension, code):
    """A change: the answer does not have this category."""

    def change(content):
        place = content["id"].index(dimension)
        categories = content["dimension"][dimension]["category"]["index"]
        lost = categories[code]
        inner = 1
        for size in content["size"][place + 1 :]:
            inner *= size
        kept = [
            value
            for n, value in enumerate(content["value"])
            if n // inner % content["size"][place] != lost
        ]
        rest = [name for name in categories if name != code]
        content["dimension"][dimension]["category"] = {
            "index": {name: n for n, name in enumerate(rest)},
            "label": {name: f"navn {name}" for name in rest},
        }
        content["size"][place] -= 1
        content["value"] = kept

    return change


def broken_off(handler, query):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")


def not_http(handler, query):
    handler.wfile.write(b"hei\r\n\r\n")


def plain(code, body):
    return lambda handler, query: Bank.send(handler, code, body)


def asking(project):
    """The project with a query that asks the stand-in's tables."""
    project.population_query_path.write_text(QUERY, encoding="utf-8")
    return project


def files(project):
    """Every data file of the project, as bytes by its path."""
    return {path: path.read_bytes() for path in project.data_dir.rglob("*") if path.is_file()}
