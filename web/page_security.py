"""The Content-Security-Policy of our pages: nothing but our own server, and pictures of the base map."""

import secrets


def new_nonce() -> str:
    """A fresh mark for the scripts and styles of one page."""
    return secrets.token_urlsafe(16)


def content_policy(nonce: str, tile_origin: str = "") -> str:
    """What a page may load; `tile_origin` is the one foreign host, for pictures only."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            f"style-src 'self' 'nonce-{nonce}'",
            f"img-src 'self' data: {tile_origin}".rstrip(),
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )
