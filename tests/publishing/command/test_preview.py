"""The preview server: fresh pages that reload, on this machine only, and failures in the page."""

import http.client
import threading
from pathlib import Path

import pytest
from editions import EDITION, edit, make_tiny_edition
from tiny import YEAR

from project.errors import ProjectError
from publishing.build.edition import Options
from publishing.command.preview import EVENTS, SCRIPT, Server, State, rebuild, reloading
from publishing.web.site import POLICY


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "index.html").write_text("<html><body>Hei</body></html>")
    (folder / "site.css").write_text("body {}")
    (tmp_path / "secret.txt").write_text("secret")
    return folder


@pytest.fixture
def server(site):
    state = State(site)
    with Server(state, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running, state
        state.end()
        running.shutdown()


def get(server, address, host=None):
    connection = http.client.HTTPConnection(*server.server_address, timeout=10)
    connection.request("GET", address, headers={"Host": host} if host else {})
    return connection.getresponse()


def test_pages_get_the_script_and_files_are_served_as_they_are(server):
    page = get(server[0], "/")
    body = page.read().decode()
    assert page.status == 200
    assert f'<script src="{SCRIPT}" defer></script></body>' in body
    assert page.headers["Cache-Control"] == "no-store"
    assert get(server[0], "/site.css").read() == b"body {}"
    assert b"EventSource" in get(server[0], SCRIPT).read()
    assert get(server[0], "/index.html").read().decode() == body


def test_the_policy_is_opened_for_the_events_alone():
    import markupsafe

    before = str(markupsafe.escape(POLICY))
    page = reloading(f'<meta content="{before}"></body>'.encode()).decode()
    assert "connect-src &#39;self&#39;" in page
    assert page.replace("; connect-src &#39;self&#39;", "").count(before) == 1


@pytest.mark.parametrize("address", ["/../secret.txt", "/%2e%2e/secret.txt", "/nothing.html"])
def test_nothing_outside_the_site_is_served(server, address):
    assert get(server[0], address).status == 404


def test_only_this_machine_is_answered(server):
    assert server[0].server_address[0] == "127.0.0.1"
    assert get(server[0], "/", host="evil.example").status == 403


def test_an_open_page_hears_of_builds_and_failures(server):
    running, state = server
    events = get(running, EVENTS)
    assert events.headers["Content-Type"] == "text/event-stream"
    lines = iter(events)
    assert next(lines) == b"event: built\n"
    assert next(lines) == b"data: 0\n"
    state.failed("linje 1\nlinje 2")
    heard = [next(lines) for _ in range(6)]
    assert b"event: failed\n" in heard
    assert b'data: "linje 1\\nlinje 2"\n' in [*heard, next(lines)]


def test_waiting_pages_are_let_go_at_the_end(site):
    state = State(site)
    events = state.events()
    next(events)
    threading.Timer(0.1, state.end).start()
    assert list(events) == []


def test_pages_that_lie_aside_are_served_while_they_do(site, tmp_path):
    state = State(site)
    aside = tmp_path / "aside"
    aside.mkdir()
    state.built(aside)
    assert state.site == aside
    aside.rmdir()
    assert state.site == site


def test_a_port_in_use_is_told(server, site):
    with pytest.raises(ProjectError, match="can't be used"):
        Server(State(site), server[0].server_address[1])


@pytest.mark.slow
def test_pages_come_before_the_pdf_and_a_failure_keeps_them(tmp_path, capsys):
    project = make_tiny_edition(tmp_path / "project")
    place = project.build_dir(EDITION) / "site"
    state = State(place)
    served: list[Path] = []
    real = state.built
    state.built = lambda site: (served.append(site), real(site))
    assert rebuild(project, EDITION, Options(), state) is not None
    assert ".work" in str(served[0])
    assert state.site == place
    assert "Pages ready after" in capsys.readouterr().out
    edit(project, "chapters/02-planer.qmd", "@tbl-2-1", "@tbl-9-9")
    assert rebuild(project, EDITION, Options(), state) is None
    assert "tbl-9-9" in capsys.readouterr().err
    assert state.site == place
    assert (place / "index.html").is_file()
    told = b"".join(event for event, _ in zip(state.events(), range(2), strict=False)).decode()
    assert "event: failed" in told
    assert "tbl-9-9" in told


@pytest.mark.slow
def test_an_edition_without_a_date_is_read_as_a_draft_until_it_has_one(tmp_path):
    project = make_tiny_edition(tmp_path / "project")
    date = f"date: '{YEAR}-12-01'"
    edit(project, f"_quarto-{EDITION}.yml", date, "date:")
    state = State(project.build_dir(EDITION) / "site")
    assert rebuild(project, EDITION, Options(), state) is not None
    assert state.site == project.build_dir(f"{EDITION}-draft") / "site"
    edit(project, f"_quarto-{EDITION}.yml", "date:", date)
    assert rebuild(project, EDITION, Options(), state) is not None
    assert state.site == project.build_dir(EDITION) / "site"
