"""QR codes, drawn into the page: no picture of a secret is ever an address of its own."""

import segno
from markupsafe import Markup, escape


def qr_code(text: str, label: str) -> Markup:
    """The text as a QR code, black on white in every theme, since phones read no other; `label` says what it is."""
    drawn = segno.make(text, error="m", micro=False)
    lines = drawn.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None)
    return Markup('<figure class="qr-frame" role="img" aria-label="{}">{}</figure>').format(
        escape(label),
        Markup(lines),  # noqa: S704  drawn by us: squares only, whatever the text is
    )
