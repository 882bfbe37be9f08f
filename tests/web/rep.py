"""What a rep does on his phone, and how it stands with it: presses and readings of the day's page."""

from playwright.sync_api import Page, expect

from tests.waiting import until
from tests.web.office import Office
from tests.worlds import week

PATIENCE_MS = 60_000
PINS = ".leaflet-marker-pane .pin"
CARD = ".next-stop:not([hidden])"
BAR = "[data-outbox-bar]"
STOPS = [stop.name for stop in week.WANG_TUESDAY.stops]

# Each leg is a path of two ends, each stop a spot on it; where no spot is, the way begins or ends.
_WAY = """() => {
  const middle = (node) => { const { x, y, width, height } = node.getBBox(); return [x + width / 2, y + height / 2]; };
  const pins = [...document.querySelectorAll(".leaflet-marker-pane .pin")];
  const spots = [...document.querySelectorAll("path.spot")].map(middle);
  const ends = (leg) => leg.getAttribute("d").match(/-?[\\d.]+/g).map(Number);
  const legs = [...document.querySelectorAll("path.leg")].map(ends);
  const named = ([x, y], base) => {
    const found = spots.findIndex((spot) => Math.hypot(spot[0] - x, spot[1] - y) < 3);
    return found < 0 ? base : pins[found].textContent.trim();
  };
  const start = document.querySelector(".mark-here") ? "here" : "home";
  return [named(legs[0].slice(0, 2), start), ...legs.map((leg) => named(leg.slice(-2), "home"))];
}"""


def drawn_way(page: Page) -> list[str]:
    """The way that the map draws: the numbers of its stops in order, from and to "home" or "here"."""
    way: list[str] = page.evaluate(_WAY)
    return way


def act(page: Page, kind: str) -> None:
    """Press a button of the next stop's card."""
    page.click(f"{CARD} [data-act={kind}]")


def write_note(page: Page, text: str) -> None:
    act(page, "note")
    page.fill("dialog[data-ask=note] textarea", text)
    page.click("dialog[data-ask=note] button.primary")


def skip(page: Page) -> None:
    act(page, "skipped")
    page.click("dialog[data-ask=skipped] .reasons button >> nth=0")


def next_stop(page: Page) -> str:
    return page.locator(f"{CARD} h2").inner_text()


def waits(page: Page, number: int) -> None:
    """The bar says how many are on this phone and not sent."""
    expect(page.locator(BAR)).to_contain_text(f"{number}", timeout=PATIENCE_MS)


def all_sent(page: Page, office: Office, number: int) -> None:
    """The office has so many events and the phone has heard it: the bar alone is hidden before an action shows, too."""
    until(lambda: len(office.events()) == number)
    expect(page.locator(BAR)).to_be_hidden(timeout=PATIENCE_MS)


def told(office: Office) -> list[tuple[str, str]]:
    return [(event.kind, event.text) for event in office.events()]
