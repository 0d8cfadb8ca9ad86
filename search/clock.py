"""The time at which something comes to an index, or is asked of it."""

from datetime import UTC, datetime


def moment() -> str:
    """Now to the millisecond, UTC in ISO 8601; such times compare like texts."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
