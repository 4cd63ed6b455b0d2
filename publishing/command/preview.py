"""Reading while writing: serve the site on this machine, rebuild on change, reload the open page.

The site's own policy allows scripts from the site only, so the server adds one script element to
each page, pointing to an address that only the server has. Nothing of this is in the output.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import http.server
import os
import socket
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from project.errors import ProjectError
from project.places import Project
from project.refused import system_refused
from project.running import PACKAGES, CodeChanged, broken, settled, start_anew
from project.sources import code_folder
from publishing.build.edition import Options, Result, build_edition
from publishing.build.progress import Progress
from publishing.command.failures import explain, write_log

EVENTS = "/_preview/events"
SCRIPT = "/_preview/reload.js"
_TAG = f'<script src="{SCRIPT}" defer></script>'.encode()
_SCRIPTS = b"script-src &#39;self&#39;"
_BEAT = 2.0
_PATIENCE = 10.0  # seconds for a request to come, and for each part of an answer to go
_CONNECTIONS = 64
_BUSY_WAIT = 0.2
_BUSY = b"HTTP/1.0 503 Too many pages are open\r\nConnection: close\r\n\r\n"
RELOAD_JS = """\
// Only the preview server sends this: reload when a build is done, show why one failed.
(() => {
  const box = document.createElement("pre");
  box.setAttribute("role", "status");
  box.id = "preview-message";
  box.hidden = true;
  document.body.prepend(box);
  const events = new EventSource("EVENTS");
  let first = "";
  events.addEventListener("built", (event) => {
    if (first && first !== event.data) location.reload();
    first = event.data;
    box.hidden = true;
  });
  events.addEventListener("failed", (event) => {
    box.textContent = JSON.parse(event.data);
    box.hidden = false;
    box.scrollIntoView();
  });
  addEventListener("pagehide", () => events.close());
})();
""".replace("EVENTS", EVENTS)


class State:
    """What the open pages are told: how many builds there have been, and the last failure."""

    def __init__(self, home: Path, begun: int = 0) -> None:
        """`begun` is where the count of builds begins: other than in the preview before this."""
        self._home = self._site = home
        self._built = begun
        self._failure = ""
        self._ended = False
        self._changed = threading.Condition()

    @property
    def site(self) -> Path:
        """The folder to serve: fresh pages while they lie aside, else the output in place."""
        return self._site if self._site.is_dir() else self._home

    def built(self, site: Path) -> None:
        """Fresh pages lie in `site`."""
        with self._changed:
            self._site, self._failure, self._built = site, "", self._built + 1
            self._changed.notify_all()

    def settled(self, place: Path | None = None) -> None:
        """The build has ended: the pages in place, or from now on in `place`, are to be served."""
        with self._changed:
            self._home = place or self._home
            self._site = self._home

    def failed(self, message: str) -> None:
        """A build has failed; the pages are those of the last good one."""
        with self._changed:
            self._failure = message
            self._changed.notify_all()

    def end(self) -> None:
        """Let every waiting page go."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def events(self) -> Iterable[bytes]:
        """Server-sent events, with a comment now and then so that a closed page is noticed."""
        import json

        told: tuple[int, str] | None = None
        while True:
            with self._changed:
                if (self._built, self._failure) == told and not self._ended:
                    self._changed.wait(_BEAT)
                if self._ended:
                    return
                now = (self._built, self._failure)
            if now == told:
                yield b": still here\n\n"
                continue
            told = now
            yield f"event: built\ndata: {now[0]}\n\n".encode()
            if now[1]:
                yield f"event: failed\ndata: {json.dumps(now[1])}\n\n".encode()


class Handler(http.server.SimpleHTTPRequestHandler):
    """The site's files, the script and the events; nothing is kept by the browser."""

    protocol_version = "HTTP/1.0"
    timeout = _PATIENCE  # of each reading and writing

    def __init__(self, *arguments: object, state: State) -> None:
        self._state = state
        super().__init__(*arguments, directory=str(state.site))  # type: ignore[arg-type]

    def setup(self) -> None:
        """A request that does not come to its end in time is dropped, however it drips."""
        super().setup()
        self._asking = threading.Timer(_PATIENCE, self._drop)
        self._asking.daemon = True
        self._asking.start()

    def parse_request(self) -> bool:
        """The request has come."""
        self._asking.cancel()
        return super().parse_request() and self._allowed()

    def finish(self) -> None:
        """The answer has gone."""
        self._asking.cancel()
        super().finish()

    def do_GET(self) -> None:
        """Answer one request."""
        address = self._address()
        if address == EVENTS:
            self._stream()
        elif address == SCRIPT:
            self._answer(RELOAD_JS.encode(), "text/javascript; charset=utf-8")
        elif (path := self._found(address)) is None:
            self.send_error(404)
        elif path.suffix == ".html":
            self._answer(reloading(path.read_bytes()), "text/html; charset=utf-8")
        elif self.command == "HEAD":
            super().do_HEAD()
        else:
            super().do_GET()

    def do_HEAD(self) -> None:
        """What GET would say, without the content."""
        if self._address() == EVENTS:
            self.send_error(405)
        else:
            self.do_GET()

    def end_headers(self) -> None:
        """Every answer is fresh."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """The terminal is for builds."""

    def _allowed(self) -> bool:
        """Whether the request reads, and names this machine (no page elsewhere reads drafts)."""
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0].lower()
        if host not in {"127.0.0.1", "localhost"}:
            self.send_error(403)
        elif self.command not in {"GET", "HEAD"}:
            self.send_error(405)
        else:
            return True
        return False

    def _drop(self) -> None:
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _address(self) -> str:
        try:
            return urlsplit(self.path).path
        except ValueError:
            return ""

    def _found(self, address: str) -> Path | None:
        """The file that is meant, or a folder without its slash; nothing that a link leads out to.

        Names that no file can have are not found, and what is no ordinary file is none.
        """
        try:
            path = Path(self.translate_path(address))
            if path.is_dir() and address.endswith("/"):
                path /= "index.html"
            real = path.resolve(strict=True)
            inside = real.is_relative_to(Path(self.directory).resolve())
            return path if address and inside and (real.is_file() or real.is_dir()) else None
        except (OSError, ValueError, RuntimeError):
            return None

    def _answer(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with contextlib.suppress(ConnectionError, TimeoutError):
            for event in self._state.events():
                self.wfile.write(event)
                self.wfile.flush()


def reloading(page: bytes) -> bytes:
    """A page that reloads when a build is done; its policy lets it hear of that, and no more."""
    return page.replace(b"</body>", _TAG + b"</body>", 1).replace(
        _SCRIPTS, _SCRIPTS + b"; connect-src &#39;self&#39;", 1
    )


class Server(http.server.ThreadingHTTPServer):
    """On the loopback address only; threads end with the program."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, state: State, port: int) -> None:
        self._room = threading.BoundedSemaphore(_CONNECTIONS)
        try:
            super().__init__(("127.0.0.1", port), functools.partial(Handler, state=state))
        except OSError as error:
            raise ProjectError(
                f"The port {port} can't be used.",
                why=str(error.strerror or error),
                todo="End the other preview, or take a free port: --port 0.",
            ) from None

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own, as long as there are not too many."""
        if not self._room.acquire(blocking=False):
            with contextlib.suppress(OSError):
                request.settimeout(_BUSY_WAIT)
                request.recv(65536)  # a request left unread would cut the answer off
                request.sendall(_BUSY)
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """What the thread does."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._room.release()

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """A reader that has gone is no news; a fault is told in a line."""
        error = sys.exc_info()[1]
        if not isinstance(error, OSError):
            click.echo(f"The preview could not answer: {error!r}", err=True)

    @property
    def address(self) -> str:
        """Where the site is read."""
        return f"http://127.0.0.1:{self.server_address[1]}/"


def run_preview(project: Project, name: str, options: Options, port: int) -> None:
    """Build, serve, watch; until Ctrl-C. Where the program's own code changes, it starts anew."""
    from watchfiles import watch

    state = State(project.build_dir(name) / "site", time.time_ns())
    own = [code_folder(package) for package in PACKAGES]
    places = {project.root, *(folder for folder in own if project.root not in folder.parents)}
    with Server(state, port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        more = ("--port", str(server.server_address[1])) if port == 0 else ()
        watched = watch(
            *places, watch_filter=_Sources(project.root), debounce=150, step=40,
            rust_timeout=200, yield_on_timeout=True,
        )  # fmt: skip
        try:
            begun = False
            for changes in watched:  # the first time nothing has changed, but all is watched
                if begun and not changes:
                    continue
                if changes:
                    paths = sorted({Path(path).name for _, path in changes})
                    click.echo(f"Changed: {', '.join(paths[:5])}")
                rebuild(project, name, options, state, more)
                if not begun:
                    click.echo(f"Reading at {server.address}   (Ctrl-C ends)")
                begun = True
        finally:
            state.end()
            server.shutdown()


class _Sources:
    """What a preview watches: the project but for what builds write, and the program's code."""

    def __init__(self, root: Path) -> None:
        from watchfiles import DefaultFilter

        # by place and not by name: `figures` is also a part of the code
        made = ("_build", "figures", ".quarto", "_freeze")
        self._made = tuple(str(root / name) + os.sep for name in made)
        self._passing = DefaultFilter(
            ignore_entity_patterns=(*DefaultFilter.ignore_entity_patterns, r"\.ipynb$", r"\.part$")
        )

    def __call__(self, change: Any, path: str) -> bool:
        return not f"{path}{os.sep}".startswith(self._made) and self._passing(change, path)


def rebuild(
    project: Project, name: str, options: Options, state: State, more: Sequence[str] = ()
) -> Result | None:
    """Build once; pages are shown as soon as they are ready, before the PDF is.

    Where the code has changed, the command starts anew, with the options `more` too; unless the
    new code can't be read. As long as the edition has no date it is a draft that is built.
    """
    begun = time.monotonic()

    def ready(site: Path) -> None:
        state.built(site)
        click.echo(f"Pages ready after {time.monotonic() - begun:.1f} s")

    try:
        draft = options.draft or project.edition(name).undated
        its = dataclasses.replace(options, draft=draft, despite_review=True)
        result = build_edition(project, name, its, Progress(), ready)
    except CodeChanged as error:
        if why := broken(error.files):
            _told(state, f"The program's new code can't be run: {why}")
            return None
        click.echo(f"The program's code changed ({', '.join(error.files[:3])}); starting again.")
        settled()
        start_anew(more)
    except ProjectError as error:
        _told(state, str(error))
        return None
    except (OSError, MemoryError) as error:
        _told(state, str(system_refused(error)))
        return None
    except Exception as error:  # noqa: BLE001 - the preview goes on, whatever a build meets
        _told(state, explain(error, write_log(error, project.build_root / "log")))
        return None
    settled()
    state.settled(result.place / "site")
    if result.unchanged:
        state.built(state.site)
    click.echo(str(result))
    return result


def _told(state: State, message: str) -> None:
    click.echo(message, err=True)
    state.settled()
    state.failed(message)
