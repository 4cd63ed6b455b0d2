"""The address of a scheduler: whether it may be asked, and whether one answers there."""

from __future__ import annotations

import asyncio
import importlib
import ipaddress
from typing import Any
from urllib.parse import SplitResult, urlsplit

from project.errors import ProjectError

PATIENCE = 10.0
"""Seconds that a scheduler, and the first worker, may take to answer."""


def check_address(address: str, *, without_tls: bool) -> None:
    """Raise `ProjectError` for a scheduler that others could reach and that asks nobody who he is.

    `without_tls` lets one on another machine pass.
    """
    parts = _parts(address)
    if parts is None or not parts.hostname:
        raise ProjectError(
            f"'{address}' is no address of a scheduler.",
            todo="Give it as Dask tells it: tcp://127.0.0.1:8786.",
        )
    if parts.scheme == "tls":
        return
    if not _is_loopback(parts.hostname) and not without_tls:
        raise ProjectError(
            f"The scheduler at {address} is on another machine, without TLS.",
            why="whoever reaches it could run programs on its workers, and read what is sent",
            todo="Start scheduler and workers with certificates and tell Dask of them "
            "(distributed.comm.tls in its settings), then give tls://…; or, in a network that "
            "nobody else reaches, add --without-tls.",
        )


def _parts(address: str) -> SplitResult | None:
    """What an address names; None where it is no machine and port."""
    try:
        parts = urlsplit(address if "://" in address else f"tcp://{address}")
        whole = parts.port is not None and f"{parts.scheme}://{parts.netloc}" == parts.geturl()
    except ValueError:
        return None
    return parts if whole and parts.scheme in {"tcp", "tls"} and "@" not in parts.netloc else None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def reach(address: str) -> None:
    """Return when a scheduler answers there.

    `OSError` or `ValueError` where none does in time: Dask itself would wait for ever for one that
    takes the connection and is silent. `ProjectError` where certificates are missing.
    """
    distributed: Any = importlib.import_module("distributed")

    async def ask() -> None:
        own = distributed.Security().get_connection_args("client")
        way = await distributed.comm.connect(address, timeout=PATIENCE, **own)
        way.abort()

    try:
        asyncio.run(asyncio.wait_for(ask(), PATIENCE + 1))
    except TypeError as error:
        raise ProjectError(
            f"Dask knows no certificates for {address}.",
            why=str(error),
            todo="Name them in its settings (distributed.comm.tls.ca-file, and client.cert and "
            "client.key under it).",
        ) from None
