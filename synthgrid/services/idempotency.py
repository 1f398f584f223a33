"""Requests that come again with their Idempotency-Key get the answer of the first time."""

from synthgrid.storage.idempotency import Answer, claim, remember

__all__ = ["Answer", "claim", "remember"]
