"""The preview server against requests that no browser of an author sends."""

import contextlib
import os
import socket
import threading

import pytest

from publishing.command import preview
from publishing.command.preview import EVENTS, SCRIPT, Handler, Server, State


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<html><body>Hei</body></html>")
    (folder / "assets/site.css").write_text("body {}")
    (folder / "assets/ærlig.css").write_text("body {}")
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "out").symlink_to(tmp_path)
    (folder / "in.css").symlink_to("assets/site.css")
    (folder / "loop.css").symlink_to("loop.css")
    os.mkfifo(folder / "pipe.css")
    return folder


@pytest.fixture
def server(site):
    state = State(site)
    with Server(state, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        state.end()
        running.shutdown()


def said(server, request, *, end=True):
    """What the server answers to these bytes, to its end."""
    with socket.create_connection(server.server_address, timeout=20) as connection:
        connection.sendall(request)
        if end:
            with contextlib.suppress(OSError):  # the server may be done with it
                connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    return answer


def asked(server, address, method="GET", host="localhost"):
    line = f"{method} ".encode() + address + b" HTTP/1.1\r\n"
    return said(server, line + f"Host: {host}\r\n\r\n".encode())


def status(answer):
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    "address",
    [
        b"/%00", b"/index.html%00.css", b"/assets/%00/", b"/%ff%fe", b"/%ed%b2%80",
        b"/" + b"x" * 5000,
        b"/" + b"a/" * 3000, b"http://[", b"", b"/../secret.txt", b"/%2e%2e/secret.txt",
        b"/assets/..%2f..%2fsecret.txt", b"/..%5csecret.txt", b"/out.txt", b"/out/secret.txt",
        b"/out/",
        b"/out", b"/loop.css", b"/pipe.css", b"/assets/", b"/nothing.html", b"//secret.txt",
        b"/_preview/other",
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_no_file_of_the_site_is_not_found(server, address, method):
    answer = asked(server, address or b"?", method)
    assert status(answer) in {400, 404}
    assert b"secret" not in answer.replace(b"secret.txt", b"")


def test_files_and_links_inside_the_site_are_served(server):
    for address in (b"/in.css", b"/assets/site.css", b"/assets/%C3%A6rlig.css", b"/in.css?v=1"):
        answer = asked(server, address)
        assert status(answer) == 200
        assert answer.endswith(b"body {}")
    assert status(asked(server, b"/assets")) == 301


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "", "evil.example:4248"]
)
@pytest.mark.parametrize("address", [b"/", b"/assets/site.css", SCRIPT.encode(), EVENTS.encode()])
def test_no_method_answers_another_host(server, method, host, address):
    answer = asked(server, address, method, host)
    assert status(answer) == 403
    assert b"Hei" not in answer


def test_a_request_without_a_host_is_refused(server):
    assert status(said(server, b"GET / HTTP/1.0\r\n\r\n")) == 403


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:4248"])
def test_this_machine_has_these_names(server, host):
    assert status(asked(server, b"/", host=host)) == 200


@pytest.mark.parametrize("address", [b"/", b"/index.html", b"/assets/site.css", SCRIPT.encode()])
def test_head_says_what_get_says_without_the_content(server, address):
    full, head = asked(server, address), asked(server, address, "HEAD")
    lines, _, body = head.partition(b"\r\n\r\n")
    assert body == b""
    own = [line for line in lines.split(b"\r\n") if not line.startswith(b"Date")]
    its = full.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert own == [line for line in its if not line.startswith(b"Date")]
    assert b"Cache-Control: no-store" in own


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "X"])
def test_other_methods_are_not_allowed(server, method):
    assert status(asked(server, b"/", method)) == 405


def test_long_requests_are_refused(server):
    assert status(asked(server, b"/" + b"x" * 70_000)) == 414
    many = b"".join(b"X-%d: y\r\n" % n for n in range(200))
    answer = said(server, b"GET / HTTP/1.1\r\nHost: localhost\r\n" + many + b"\r\n")
    assert status(answer) == 431


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(preview, "_PATIENCE", 0.3)
    monkeypatch.setattr(Handler, "timeout", 0.3)


@pytest.mark.parametrize(
    "begun", [b"", b"GET", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: l"]
)
def test_a_request_that_does_not_end_is_dropped(impatient, server, begun):
    assert said(server, begun, end=False) == b""


def test_a_request_that_drips_is_dropped(impatient, monkeypatch, server):
    monkeypatch.setattr(Handler, "timeout", 30)
    with socket.create_connection(server.server_address, timeout=20) as connection:
        ended = threading.Event()

        def drip():
            while not ended.wait(0.05):
                try:
                    connection.sendall(b"X")
                except OSError:
                    return

        threading.Thread(target=drip, daemon=True).start()
        with contextlib.suppress(ConnectionError):  # dropped while a sign was under way
            assert connection.recv(100) == b""
        ended.set()


def test_there_are_never_too_many_connections(monkeypatch, site):
    monkeypatch.setattr(preview, "_CONNECTIONS", 3)
    state = State(site)
    with Server(state, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        held = [socket.create_connection(running.server_address, timeout=20) for _ in range(3)]
        request = f"GET {EVENTS} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        for one in held:
            one.sendall(request)
            assert one.recv(9) == b"HTTP/1.0 "
        assert status(asked(running, b"/")) == 503
        state.end()
        for one in held:
            while one.recv(4096):
                pass
            one.close()
        assert status(said(running, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")) in {200, 503}
        running.shutdown()


def test_nothing_is_said_on_the_terminal(server, capfd):
    asked(server, b"/%00")
    with socket.create_connection(server.server_address) as connection:
        connection.sendall(b"GET /assets/site.css HTTP/1.1\r\nHost: localhost\r\n\r\n")
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    asked(server, b"/")
    assert capfd.readouterr() == ("", "")
