"""Secrets: made, and compared by what is stored of them."""

import hashlib
import hmac
import secrets


def a_secret(prefix: str) -> str:
    """Return a new secret of 256 random bits, which begins with what tells people what it is."""
    return prefix + secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """Return what is stored of a secret: so many random bits need neither salt nor stretching."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def is_equal(stored: str, digest: str) -> bool:
    """Compare in constant time: looking up by digest rests on how the database compares."""
    return hmac.compare_digest(stored, digest)
