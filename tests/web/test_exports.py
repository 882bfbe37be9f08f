"""A plan as files."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.worlds import week
from tests.worlds.week import PLAN
from web.exports import rep_folders, write_site
from web.maps import Tiles

TILES = Tiles("https://tile.openstreetmap.org/{z}/{x}/{y}.png", "© OpenStreetMap contributors")

# What a thumb may open: numbers to call, and map apps.
ELSEWHERE = re.compile(
    r"#|data:|tel:|geo:|(androidamap|iosamap|amapuri|baidumap)://"
    r"|https://(uri\.amap\.com|api\.map\.baidu\.com|maps\.apple\.com|www\.google\.com)/"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    write_site(PLAN, out, tiles=TILES)
    return out


def _pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_there_is_a_page_for_the_week_and_for_each_day(site):
    """A field day without visits has its page too."""
    assert [str(page.relative_to(site)) for page in _pages(site)] == [
        "index.html",
        "li/2026-11-24.html",
        "li/2026-11-26.html",
        "wang/2026-11-24.html",
        "wang/2026-11-25.html",
    ]


def test_everything_a_page_loads_or_links_lies_beside_it(site):
    """Opened from disk, no address leads out of the folder or to a missing file."""
    for page in _pages(site):
        addresses = re.findall(r'(?:src|href)="([^"]+)"', page.read_text(encoding="utf-8"))
        for address in addresses:
            if not ELSEWHERE.match(address):
                assert (page.parent / address).is_file(), f"{page.name} needs {address}"


def test_every_page_carries_its_policy(site):
    """Files come without headers, so the policy stands in the page, with a nonce of its own."""
    policies = [
        re.search(r'Content-Security-Policy" content="([^"]+)"', page.read_text("utf-8")) for page in _pages(site)
    ]
    found = [policy.group(1) for policy in policies if policy]
    assert len(found) == len(_pages(site)) == len(set(found))
    assert all("default-src 'none'" in text or "default-src &#39;none&#39;" in text for text in found)


def test_a_hostile_name_is_text(site):
    """It is escaped wherever it stands."""
    html = (site / "li" / "2026-11-24.html").read_text(encoding="utf-8")
    assert "<img" not in html
    assert html.count("</script>") == html.count("<script")


def test_the_language_is_the_readers(tmp_path):
    """Chinese by default, English when asked."""
    write_site(PLAN, tmp_path, tiles=TILES, language="en")
    html = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in html
    assert "Mon 23 Nov to Sun 29 Nov" in html


def test_writing_again_replaces_the_pages(tmp_path):
    """The second plan is the one that is read."""
    write_site(PLAN, tmp_path, tiles=TILES, language="en")
    write_site(replace(PLAN, ledger=week.PLAN.ledger[:3]), tmp_path, tiles=TILES, language="en")
    assert "3 rows of the list" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_rep_folders_are_safe_and_never_shared():
    """No id climbs out of the folder, hides, or takes another's place."""
    folders = rep_folders(["../../etc", "a/b", "a\\b", "a:b", "assets", "..", "", "Wang", "wang", "王芳"])
    assert folders["王芳"] == "王芳"
    assert len({name.casefold() for name in folders.values()}) == len(folders)
    for name in folders.values():
        assert re.fullmatch(r"[\w-][\w.-]*", name)
        assert name.casefold() != "assets"


def test_a_day_page_is_light(site):
    """At most 100 KB compressed, Leaflet included."""
    page = site / "wang" / "2026-11-24.html"
    files = [page, *(path for path in (site / "assets").rglob("*") if path.is_file())]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 100_000
