"""Headless Chromium through its debugging pipe: no driver, no web socket, no port.

with Browser() as browser:
    page = browser.page(390, 844, dark=True)
    page.open("http://127.0.0.1:8000/index.html")
    page.value("document.title")
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-quic",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
    "--no-proxy-server",
    "--remote-debugging-pipe",
)
PATIENCE = 300.0  # a check of the whole report in one page is long work on a busy machine
KEYS = {
    "Tab": 9, "Enter": 13, "Escape": 27, "End": 35, "ArrowUp": 38, "ArrowDown": 40, "/": 191,
    "m": 77,
}  # fmt: skip
TEXTS = {"Enter": "\r", "/": "/", "m": "m"}


class Browser:
    """One Chromium with a profile of its own, ended and forgotten with the context."""

    def __enter__(self) -> Self:
        path = next((found for name in NAMES if (found := shutil.which(name))), None)
        if path is None:
            raise RuntimeError(f"none of {', '.join(NAMES)} is installed")
        self._profile = tempfile.mkdtemp(prefix="is248-chromium-")
        theirs_in, self._out = os.pipe()
        self._in, theirs_out = os.pipe()
        # the browser reads from its file 3 and writes to its file 4
        command = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            ["/bin/bash", "-c", command, path, *FLAGS, f"--user-data-dir={self._profile}"],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._number, self._rest = 0, b""
        self.events: list[dict[str, Any]] = []
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._out)
        os.close(self._in)
        shutil.rmtree(self._profile, ignore_errors=True)

    def page(self, width: int, height: int, *, dark: bool = False, script: bool = True) -> Page:
        """A new page of that size, in a light or dark scheme, with or without scripts."""
        target = self.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self.call("Target.attachToTarget", {"targetId": target, "flatten": True})
        page = Page(self, attached["sessionId"], target)
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.resize(width, height, dark=dark)
        if not script:
            page.call("Emulation.setScriptExecutionDisabled", {"value": True})
        return page

    def call(
        self, method: str, params: dict[str, Any] | None = None, session: str = ""
    ) -> dict[str, Any]:
        """Send a command and wait for its answer; what happens meanwhile goes to `events`."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while True:
            answer = self.receive(end)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def receive(self, end: float) -> dict[str, Any]:
        """The next message; `TimeoutError` when none has come by `end`."""
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            part = os.read(self._in, 1 << 20)
            if not part:
                raise RuntimeError("the browser has ended")
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(message)
        return found


class Page:
    """One page and what it has asked for and complained of since it was opened."""

    def __init__(self, browser: Browser, session: str, target: str) -> None:
        self._browser, self._session, self._target = browser, session, target
        self._seen: list[dict[str, Any]] = []

    def call(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        """A command to this page."""
        return self._browser.call(method, params, self._session)

    def resize(self, width: int, height: int, *, dark: bool) -> None:
        """Another size and scheme."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.call("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.call("Emulation.setEmulatedMedia", {"features": [scheme, still]})

    def open(self, address: str) -> None:
        """Load an address and wait until it is whole."""
        self._collect()
        self._seen.clear()
        answer = self.call("Page.navigate", {"url": address})
        if "errorText" in answer:
            raise RuntimeError(f"{address}: {answer['errorText']}")
        if "loaderId" not in answer:  # only another place on the same page
            return
        end = time.monotonic() + PATIENCE
        while not self._loaded():
            self._browser.events.append(self._browser.receive(end))

    def _loaded(self) -> bool:
        self._collect()
        return any(event["method"] == "Page.loadEventFired" for event in self._seen)

    def _collect(self) -> None:
        mine = [one for one in self._browser.events if one.get("sessionId") == self._session]
        self._browser.events[:] = [one for one in self._browser.events if one not in mine]
        self._seen += mine

    def value(self, expression: str) -> Any:
        """What an expression gives in the page; promises are waited for."""
        asked = {"expression": expression, "returnByValue": True, "awaitPromise": True}
        answer = self.call("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def wait_for(self, expression: str, seconds: float = 10.0) -> None:
        """Wait until an expression holds, on the next page too where one is on its way."""
        end = time.monotonic() + seconds
        while not self._holds(expression):
            if time.monotonic() > end:
                raise TimeoutError(f"never true: {expression}")
            time.sleep(0.03)

    def _holds(self, expression: str) -> bool:
        try:
            return bool(self.value(expression))
        except RuntimeError as error:
            if "navigated" not in str(error):
                raise
            return False

    def press(self, key: str, times: int = 1) -> None:
        """Press a key of the keyboard."""
        for _ in range(times):
            event = {"key": key, "code": key, "windowsVirtualKeyCode": KEYS[key]}
            text = {"text": TEXTS[key]} if key in TEXTS else {}
            self.call("Input.dispatchKeyEvent", {"type": "keyDown", **event, **text})
            self.call("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def type(self, text: str) -> None:
        """Write text where the focus is."""
        self.call("Input.insertText", {"text": text})

    def point_at(self, selector: str) -> None:
        """Move the mouse to the middle of the first line of an element."""
        place = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)});"
            " e.scrollIntoView({block: 'center'}); const [r] = e.getClientRects();"
            " return [r.left + r.width / 2, r.top + r.height / 2]; })()"
        )
        for x, y in ((1, 1), place):
            self.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press the mouse at one place, move it to another and let go."""
        for kind, (x, y) in (("mousePressed", start), ("mouseMoved", end), ("mouseReleased", end)):
            held = {"button": "left", "buttons": 1, "clickCount": 1}
            self.call("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **held})

    def before_scripts(self, source: str) -> None:
        """Run a script in every document that is opened from now on, before its own."""
        self.call("Page.addScriptToEvaluateOnNewDocument", {"source": source})

    def save_downloads(self, folder: Path) -> None:
        """Save what the page downloads in a folder."""
        wish = {"behavior": "allow", "downloadPath": str(folder)}
        self._browser.call("Browser.setDownloadBehavior", wish)

    def requested(self) -> list[str]:
        """Addresses asked for since the page was opened."""
        self._collect()
        return [
            event["params"]["request"]["url"]
            for event in self._seen
            if event["method"] == "Network.requestWillBeSent"
        ]

    def complaints(self) -> list[str]:
        """Errors of scripts, and what the browser has refused or missed."""
        self.value("0")  # all earlier messages have come when this is answered
        self._collect()
        found = []
        for event in self._seen:
            params = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                found.append(details.get("exception", {}).get("description", details["text"]))
            elif event["method"] == "Log.entryAdded" and params["entry"]["level"] == "error":
                found.append(f"{params['entry']['text']} {params['entry'].get('url', '')}")
            elif event["method"] == "Network.loadingFailed" and not params.get("canceled"):
                found.append(f"not loaded: {params.get('errorText')}")
        return found

    def picture(self, path: Path, *, whole: bool = False) -> None:
        """A picture of what is seen, or of the `whole` page."""
        asked = {"format": "png", "captureBeyondViewport": whole}
        if whole:
            size = self.call("Page.getLayoutMetrics")["cssContentSize"]
            asked["clip"] = {**size, "scale": 1}  # type: ignore[assignment]
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", asked)["data"]))

    def close(self) -> None:
        """Close the page."""
        self._browser.call("Target.closeTarget", {"targetId": self._target})
