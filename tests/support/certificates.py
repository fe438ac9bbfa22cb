"""An authority and a server's certificate for tests of TLS, good for localhost and 127.0.0.1."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

PLACES = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])


def write(folder: Path) -> None:
    """`ca.pem`, and `server.pem`: the server's key and certificate."""
    top, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority = signed("Test authority", top, "Test authority", top, x509.BasicConstraints(True, 0))
    server = signed("localhost", key, "Test authority", top, PLACES)
    (folder / "ca.pem").write_bytes(pem(authority))
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (folder / "server.pem").write_bytes(private + pem(server) + pem(authority))


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def signed(
    subject: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: str,
    by: ec.EllipticCurvePrivateKey,
    more: x509.ExtensionType,
) -> x509.Certificate:
    """A certificate of a key, good for a day."""
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(named(subject)).issuer_name(named(issuer))
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(now - timedelta(hours=1)).not_valid_after(now + timedelta(days=1))
    return made.add_extension(more, critical=isinstance(more, x509.BasicConstraints)).sign(
        by, hashes.SHA256()
    )


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
