"""Our own ids: UUIDv7 text behind a prefix that says what it names, e.g. `pln_0193...`; newer ids sort later."""

import secrets
import time


def new_id(prefix: str) -> str:
    """A fresh id: 48 bits of milliseconds, then 74 random bits (RFC 9562, section 5.7)."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    version, variant = 0x7, 0b10
    value = milliseconds << 80 | version << 76 | (random >> 62) << 64 | variant << 62 | random & (2**62 - 1)
    return f"{prefix}_{value:032x}"
