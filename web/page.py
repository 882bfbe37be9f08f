"""One request for a page: its language, its nonce, its settings, and the safe answer made of them."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from app.access.identity import Identity
from app.access.roles import Role
from app.config import Settings
from app.deps import SettingsDep
from web.i18n import LANGUAGES, Translator, preferred_language, translator
from web.maps import Tiles
from web.page_security import content_policy, new_nonce
from web.rendering import render, served_asset

LANGUAGE_COOKIE = "kproute_language"
YEAR_S = 365 * 86_400


@dataclass(frozen=True, slots=True)
class Page:
    """What every page needs to be written."""

    request: Request
    settings: Settings
    t: Translator
    nonce: str

    @property
    def role(self) -> Role | None:
        """Of who looks at the page, once the rule of its route has let him in."""
        identity: Identity | None = getattr(self.request.state, "identity", None)
        return None if identity is None else identity.role

    @property
    def tiles(self) -> Tiles:
        """The base map of this installation."""
        return Tiles(
            self.settings.tile_url,
            self.settings.tile_attribution,
            self.settings.tile_datum,
            self.settings.tile_max_zoom,
        )

    def html(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The rendered page under a strict policy; never kept by a cache, for it shows somebody's customers."""
        body = render(
            template,
            self.t,
            served_asset,
            nonce=self.nonce,
            languages=self._languages(),
            role=self.role,
            **{"here": "", **values},
        )
        response = HTMLResponse(body, status_code=status)
        policy = content_policy(self.nonce, self.tiles.origin)
        response.headers["Content-Security-Policy"] = f"{policy}; frame-ancestors 'none'"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Language, Cookie"
        response.headers["Content-Language"] = self.t.tag
        if self.request.query_params.get("lang") == self.t.language:
            response.set_cookie(
                LANGUAGE_COOKIE,
                self.t.language,
                max_age=YEAR_S,
                secure=self.settings.is_https,
                httponly=True,
                samesite="lax",
            )
        return response

    def _languages(self) -> list[tuple[str, str]]:
        """The other languages, each with the address of this very page in it."""
        kept = [(key, value) for key, value in self.request.query_params.multi_items() if key != "lang"]
        return [
            (f"?{urlencode([*kept, ('lang', code)])}", name)
            for code, name in LANGUAGES.items()
            if code != self.t.language
        ]


def page_of(request: Request, settings: SettingsDep) -> Page:
    """The page of this request, in the language asked for: by address, else by cookie, else by the browser."""
    wanted = (request.query_params.get("lang"), request.cookies.get(LANGUAGE_COOKIE))
    language = next((code for code in wanted if code in LANGUAGES), None)
    language = language or preferred_language(request.headers.get("accept-language", ""))
    return Page(request, settings, translator(language), new_nonce())


PageDep = Annotated[Page, Depends(page_of)]
