"""Mail goes encrypted, to a server whose certificate is trusted, with a name and a password where it wants them."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from db.engine import Database
from db.settings import Settings
from web.mail import connection
from web.mail.carrying import carry

NOW = datetime(2026, 11, 26, 7, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with the key and the certificate of a server on this machine, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail of the tests")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=36_500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    form, encoding = serialization.PrivateFormat.PKCS8, serialization.Encoding.PEM
    file = Path(tmp_path_factory.mktemp("tls")) / "server.pem"
    file.write_bytes(key.private_bytes(encoding, form, serialization.NoEncryption()) + made.public_bytes(encoding))
    return file


@pytest.fixture
def context(certificate: Path) -> ssl.SSLContext:
    """Return what a server needs to speak TLS."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let this process trust the certificate, as a system does whose list of authorities holds it."""
    connection._trust.cache_clear()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    yield
    connection._trust.cache_clear()


def admits(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    return AuthResult(success=(data.login, data.password) == (b"post", b"a word@"))


def test_a_mail_goes_over_starttls_with_name_and_password(
    db: Database, lab: Any, context: ssl.SSLContext, trusted: None
) -> None:
    server = lab.Misbehaving(pipelines=True)
    wants = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": admits}
    controller = lab.started(server, **wants)
    lab.put(db, 1)
    url = server.url.replace("smtp://", "smtp://post:a%20word%40@")
    assert carry(db, Settings(smtp_url=url), lambda: NOW).sent == 1
    assert [address for address, _ in server.ledger] == ["r1@example.org"]
    controller.stop()


def test_a_certificate_that_nobody_vouches_for_is_given_no_mail(
    db: Database, lab: Any, context: ssl.SSLContext
) -> None:
    server = lab.Misbehaving(pipelines=True)
    controller = lab.started(server, tls_context=context)
    lab.put(db, 1)
    done = carry(db, Settings(smtp_url=server.url), lambda: NOW)
    assert (done.sent, done.later, server.ledger) == (0, 1, [])
    controller.stop()
