"""What the service asks of others over TLS: nothing is told to somebody whom no certificate vouches for."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from api.access.oidc import addresses
from api.access.oidc.addresses import FetchError
from api.webhooks.addresses import Target
from api.webhooks.posting import post


def make_certificate(path: Path) -> Path:
    """Write a certificate for localhost that its own key has signed, with the key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return path


@pytest.fixture
def impostor(tmp_path: Path) -> Iterator[tuple[int, list[bytes]]]:
    """Answer over TLS on a port of this machine; give the port, and what was told there."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(make_certificate(tmp_path / "impostor.pem"))
    told: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _ = listening.accept()
            except OSError:
                return
            try:
                with context.wrap_socket(line, server_side=True) as encrypted:
                    told.append(encrypted.recv(4096))
                    encrypted.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            except OSError:
                line.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1], told
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join(timeout=10)


def test_a_webhook_tells_nothing_to_whom_no_certificate_vouches_for(impostor: tuple[int, list[bytes]]) -> None:
    port, told = impostor
    target = Target(host="localhost", port=port, path="/", encrypted=True, inside=True)
    assert post(target, "127.0.0.1", b"{}", {"Content-Type": "application/json"}) is None
    assert told == []


def test_a_provider_without_a_certificate_that_holds_is_asked_nothing(impostor: tuple[int, list[bytes]]) -> None:
    port, told = impostor
    with pytest.raises(FetchError, match="SSLCertVerificationError"):
        addresses.fetch(f"https://localhost:{port}/keys")
    assert told == []
