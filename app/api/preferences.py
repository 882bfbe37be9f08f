"""What a client would rather have (RFC 7240); what we do not know, we pass over."""


def prefers(header: str | None, preference: str) -> bool:
    """Whether the `Prefer` header names this preference, which takes no value."""
    named = (part.partition(";")[0].strip().lower() for part in (header or "").split(","))
    return preference in named
