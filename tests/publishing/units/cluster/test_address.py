"""Addresses of schedulers: which are none, which others could reach, and where nobody answers."""

import socket

import pytest

from project.errors import ProjectError
from publishing.units.cluster import address as room
from publishing.units.cluster.address import check_address, reach


def test_a_scheduler_that_others_reach_is_refused_without_tls():
    check_address("tcp://127.0.0.1:8786", without_tls=False)
    check_address("localhost:8786", without_tls=False)
    check_address("tcp://[::1]:8786", without_tls=False)
    check_address("tls://10.0.0.5:8786", without_tls=False)
    check_address("tcp://10.0.0.5:8786", without_tls=True)
    for address in ("tcp://10.0.0.5:8786", "cluster.example:8786", "tcp://0.0.0.0:8786"):
        with pytest.raises(ProjectError, match="without TLS"):
            check_address(address, without_tls=False)
    with pytest.raises(ProjectError, match="no address"):
        check_address("http://127.0.0.1:8786", without_tls=False)


@pytest.mark.parametrize(
    "address",
    ["", "\n", "tcp://", "tcp://[::1", "tcp://127.0.0.1", "127.0.0.1", "tcp://127.0.0.1:abc",
     "tcp://127.0.0.1:99999", "127.0.0.1:-1", "tcp://127.0.0.1:9/x", "tcp://127.0.0.1:9?x",
     "tcp://me:word@127.0.0.1:9", "inproc://x:1", "file:///etc/passwd"],
)  # fmt: skip
def test_what_is_no_machine_and_port_is_no_address(address):
    with pytest.raises(ProjectError, match="no address of a scheduler"):
        check_address(address, without_tls=True)


def test_who_takes_the_connection_and_is_silent_does_not_answer(monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(TimeoutError):
            reach(f"tcp://127.0.0.1:{silent.getsockname()[1]}")


def test_tls_without_certificates_is_told_before_anything_is_sent():
    with pytest.raises(ProjectError, match="no certificates for tls://127") as raised:
        reach("tls://127.0.0.1:9")
    assert "distributed.comm.tls" in str(raised.value)
