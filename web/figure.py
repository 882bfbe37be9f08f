"""A Folium figure that lives inside our own pages and under a strict Content-Security-Policy.

Folium writes a whole document with bare script and link tags. Here the figure hands over its pieces instead, and every
script and style tag that any Folium element adds gets the page's nonce.
"""

from dataclasses import dataclass

from branca.element import CssLink, Element, Figure, JavascriptLink
from folium.template import Template
from markupsafe import Markup

_WHEN_READY = Markup('<script nonce="{}">document.addEventListener("DOMContentLoaded", () => {{{}}});</script>')


@dataclass(frozen=True, slots=True)
class MapParts:
    """The three pieces of a rendered map: for the head, for the place of the map, and for the end of the body."""

    head: Markup
    body: Markup
    script: Markup


class _Script(JavascriptLink):
    _template = Template('<script src="{{ this.url|e }}" nonce="{{ this.nonce|e }}" defer></script>\n')

    def __init__(self, url: str, nonce: str) -> None:
        super().__init__(url)
        self.nonce = nonce


class _Style(CssLink):
    _template = Template('<link rel="stylesheet" href="{{ this.url|e }}" nonce="{{ this.nonce|e }}">\n')

    def __init__(self, url: str, nonce: str) -> None:
        super().__init__(url)
        self.nonce = nonce


class _Head(Element):
    """Takes the links that Folium elements add and writes each with the nonce."""

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce

    def add_child(self, child: Element, name: str | None = None, index: int | None = None) -> Element:
        if isinstance(child, JavascriptLink):
            child = _Script(child.url, self.nonce)
        elif isinstance(child, CssLink):
            child = _Style(child.url, self.nonce)
        return super().add_child(child, name=name, index=index)


class PageFigure(Figure):
    """The root of a Folium map whose pieces are placed into one of our pages, which allows `nonce`."""

    def __init__(self, nonce: str) -> None:
        super().__init__()
        self.nonce = nonce
        self.header = _Head(nonce)

    def parts(self) -> MapParts:
        """Render every element once. The drawing code waits for the deferred libraries above it."""
        for child in list(self._children.values()):
            child.render()
        # Folium escapes what it writes; our own elements write JSON with every `<` escaped.
        return MapParts(
            head=Markup(self.header.render()),  # noqa: S704
            body=Markup(self.html.render()),  # noqa: S704
            script=_WHEN_READY.format(self.nonce, Markup(self.script.render())),  # noqa: S704
        )
