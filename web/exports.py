"""A plan as pages that open from disk: a folder with the week map and each rep's days, or one day in a single file."""

import re
import shutil
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

from app.planning.week_plan import PlannedRoute, WeekPlan
from web.day_view import day_view
from web.i18n import Translator, translator
from web.map_data import day_map_data, week_map_data
from web.maps import Tiles, map_parts
from web.page_security import content_policy, new_nonce
from web.rendering import LEAFLET_FILES, Asset, map_assets, render, source_of
from web.week_view import week_view
from web.words import day_words, legend

FILES = ("page.css", "day.css", "map.css", "map.js", *LEAFLET_FILES)


def write_site(plan: WeekPlan, out: Path, *, tiles: Tiles, language: str = "zh") -> None:
    """Write `index.html` and `<rep>/<date>.html` with everything they load into `out`; older pages are replaced."""
    t = translator(language)
    folders = _folders(plan)
    for name in FILES:
        target = out / "assets" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source_of(name), target)
    write_week(plan, out, tiles=tiles, language=language)
    for route in plan.routes:
        page = out / folders[route.rep_id] / f"{route.on.isoformat()}.html"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(_day_page(plan, route, tiles, t), encoding="utf-8")


def write_week(plan: WeekPlan, out: Path, *, tiles: Tiles, language: str = "zh") -> None:
    """Write the week's page alone, as when something more is known of the plan."""
    page = _week_page(plan, tiles, translator(language), _folders(plan))
    (out / "index.html").write_text(page, encoding="utf-8")


def _folders(plan: WeekPlan) -> Mapping[str, str]:
    return rep_folders(route.rep_id for route in plan.routes)


def rep_folders(rep_ids: Iterable[str]) -> Mapping[str, str]:
    """A folder name for each rep: its id where a file system takes it, else an id made safe, never the same twice."""
    folders: dict[str, str] = {}
    taken = {"assets", "index.html"}
    for rep_id in sorted(set(rep_ids)):
        name = re.sub(r"[^\w.-]", "_", rep_id)[:80].strip(".") or "rep"
        number = 1
        candidate = name
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name}-{number}"
        taken.add(candidate.casefold())
        folders[rep_id] = candidate
    return folders


def _week_page(plan: WeekPlan, tiles: Tiles, t: Translator, folders: Mapping[str, str]) -> str:
    def day_href(route: PlannedRoute) -> str:
        return f"{quote(folders[route.rep_id])}/{route.on.isoformat()}.html"

    def asset(name: str) -> str:
        return f"assets/{name}"

    nonce = new_nonce()
    parts = map_parts(week_map_data(plan, tiles.shift, t, day_href), tiles, map_assets(asset), nonce)
    return render(
        "week.html",
        t,
        asset,
        nonce=nonce,
        policy=content_policy(nonce, tiles.origin),
        map=parts,
        view=week_view(plan, t, day_href),
        **legend(t),
    )


def _day_page(plan: WeekPlan, route: PlannedRoute, tiles: Tiles, t: Translator) -> str:
    days = sorted(other.on for other in plan.routes if other.rep_id == route.rep_id and other.stops)
    earlier = [on for on in days if on < route.on]
    later = [on for on in days if on > route.on]
    return _rendered(
        route,
        tiles,
        t,
        lambda name: f"../assets/{name}",
        home_href="../index.html",
        earlier_href=f"{earlier[-1].isoformat()}.html" if earlier else "",
        later_href=f"{later[0].isoformat()}.html" if later else "",
    )


def whole_day(route: PlannedRoute, *, tiles: Tiles, language: str = "zh") -> str:
    """A day as one file that brings along everything it loads, and leads nowhere but into map apps."""
    return _rendered(route, tiles, translator(language), _inlined, home_href="", earlier_href="", later_href="")


def _inlined(name: str) -> str:
    """The asset itself in the place of its address."""
    kind = "text/javascript" if name.endswith(".js") else "text/css"
    return f"data:{kind};charset=utf-8;base64,{b64encode(source_of(name).read_bytes()).decode()}"


def _rendered(route: PlannedRoute, tiles: Tiles, t: Translator, asset: Asset, **hrefs: str) -> str:
    nonce = new_nonce()
    view = day_view(route, t)
    parts = map_parts(day_map_data(route, view, tiles.shift, t), tiles, map_assets(asset), nonce)
    return render(
        "day.html",
        t,
        asset,
        nonce=nonce,
        policy=content_policy(nonce, tiles.origin),
        map=parts,
        view=view,
        notice="",
        broken=(),
        goal="",
        role=None,  # nobody is signed in to a file
        prep_cards={},  # for whoever goes there; a file is handed on
        phone="",
        languages=(),
        times=dict.fromkeys((row.id for row in view.stops), ""),
        moving=None,
        undo=None,
        strip=(),
        files=(),
        next_day=None,
        office=None,
        pick="",
        modules=(),  # browsers load none from a disk
        **hrefs,
        **day_words(t),
    )
