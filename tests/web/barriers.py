"""What keeps people out of a page, as axe-core sees it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

GRAVE = {"serious", "critical"}


def grave_barriers(page: Page, *rules: str) -> list[str]:
    """What axe calls serious or critical, with the first place of each; only by these rules where some are named."""
    options = {"runOnly": list(rules)} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{one['id']}: {one['nodes'][0]['target']} {one['nodes'][0]['any'][:1]}"
        for one in found
        if one["impact"] in GRAVE
    ]
