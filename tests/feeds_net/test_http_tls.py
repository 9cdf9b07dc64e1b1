"""Certificates are checked for the name in the address, though the connection is made to a judged IP address."""

from __future__ import annotations

import asyncio
import shutil
import ssl
import subprocess
from dataclasses import replace

import httpx
import pytest

from netriage.feeds.source import make_feed


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for feed.example, made for this run."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl on this machine to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, made = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=feed.example", "-addext", "subjectAltName=DNS:feed.example",
         "-keyout", str(key), "-out", str(made)],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    return key, made


@pytest.fixture
async def secure(server, access, certificate):
    """A TLS server that calls itself feed.example, the port it is on, and access that trusts it."""
    key, made = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(made, key)
    trusting = ssl.create_default_context(cafile=made)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=context)

    async def resolve(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    transport = lambda: httpx.AsyncHTTPTransport(verify=trusting, trust_env=False)  # noqa: E731  one expression
    yield listening.sockets[0].getsockname()[1], replace(access, transport=transport, resolve=resolve)
    listening.close()
    await listening.wait_closed()


async def test_the_certificate_of_the_name_in_the_address_is_good(server, answer, get, calendar, secure, now):
    port, access = secure
    server.answers["/feed.ics"] = answer(200, calendar)
    feed = make_feed(f"https://feed.example:{port}/feed.ics", now=now)
    assert (await get(feed, access=access)).body == calendar
    assert server.requests[0].headers["host"] == f"feed.example:{port}"


async def test_a_certificate_of_another_name_is_told_as_such(server, fail, secure, now):
    port, access = secure
    error = await fail(make_feed(f"https://other.example:{port}/feed.ics", now=now), access=access)
    assert "no valid certificate" in error.what
    assert server.requests == []
