"""Territories: whose accounts are whose on a map, what if it were otherwise, and taking what is proposed."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.method_settings import settings_in_force
from app.intake.overview import local_today
from app.territories.overview import overview
from app.territories.standing import standing
from web.maps import map_parts
from web.page import Page, PageDep
from web.rendering import map_assets, served_asset
from web.territory_view import WORDS, territory_points

router = APIRouter()

TOLERANCES = (5, 10, 20)  # per cent


@router.get("/territories")
def territories(page: PageDep) -> Response:
    """The page with its questions; its script fetches the accounts."""
    return page.html(
        "territories.html", here="territories", tolerances=TOLERANCES, map=_map(page), page_script="territories.js"
    )


@router.get("/territories.json")
def territory_data(page: PageDep, identity: IdentityDep, database: DatabaseDep, clock: ClockDep) -> Response:
    """Every rep with his figures, and every account with its place and its rep."""
    with database.read() as session:
        settings = settings_in_force(session)
        today = local_today(session, clock())
        stands = standing(session, identity, settings, today)
    shown = overview(stands, settings, today)
    return JSONResponse(territory_points(shown, page.tiles.shift, page.t), headers={"Cache-Control": "no-store"})


def _map(page: Page) -> object:
    data: dict[str, Any] = {
        "features": {"features": []},
        "points": "/territories.json",
        "datum": page.tiles.datum.value,
        "words": {name: page.t(sentence) for name, sentence in WORDS.items()},
    }
    assets = map_assets(served_asset, "territory_map.js")
    return map_parts(data, page.tiles, assets, page.nonce, drawn_by="KPRouteTerritories.begin")
