"""Secrets that are handed out once and kept as hashes.

A secret has 160 random bits, which nobody can guess: a hash that is slow on purpose, as passwords
need, would add nothing but a way to keep the server busy.
"""

import base64
import hashlib
import hmac
import secrets

SECRET_BYTES = 20
_LETTERS = 8  # of base32 for 5 bytes


def new_secret() -> str:
    """32 letters and digits that nobody can guess."""
    return _letters(SECRET_BYTES)


def new_id() -> str:
    """8 letters and digits, to tell one thing from another."""
    return _letters(_LETTERS * 5 // 8)


def hashed(secret: str) -> bytes:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def is_secret(given: str, kept: bytes) -> bool:
    """Whether the hash is that of the secret; takes the same time wherever they differ."""
    return hmac.compare_digest(hashed(given), kept)


def _letters(size: int) -> str:
    return base64.b32encode(secrets.token_bytes(size)).decode().lower()
