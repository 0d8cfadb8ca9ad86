"""An authority whose certificates this machine does not know, and servers that have one of it."""

import datetime as dt
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


class Authority:
    """Signs certificates, as that of a newsroom does.

    Args:
        folder: an empty one, in which they are kept.

    Attributes:
        path: file of its own certificate.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key, own = self._made("authority", None)
        self.path = folder / "authority.pem"
        self.path.write_bytes(own.public_bytes(serialization.Encoding.PEM))

    def context(self, host: str, days: int = 1) -> ssl.SSLContext:
        """That of a server of a name, with a certificate that holds so many days from now on."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.signed(host, days))
        return context

    def signed(self, host: str, days: int = 1) -> Path:
        """The file of such a server's key and certificate."""
        key, certificate = self._made(host, self._key, days)
        path = self._folder / f"{host}-{days}.pem"
        path.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            + certificate.public_bytes(serialization.Encoding.PEM)
        )
        return path

    def _made(
        self, name: str, signer: ec.EllipticCurvePrivateKey | None, days: int = 1
    ) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        key = ec.generate_private_key(ec.SECP256R1())
        now = dt.datetime.now(dt.UTC)
        is_authority = signer is None
        try:
            host: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            host = x509.DNSName(name)
        issuer = name if is_authority else "authority"
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, issuer)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - dt.timedelta(days=10))
            .not_valid_after(now + dt.timedelta(days=days))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([host]), critical=False)
        )
        return key, builder.sign(signer or key, hashes.SHA256())
