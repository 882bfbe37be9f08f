"""The folder that `kproute plan` writes: maps, plan.json, ledger.csv and faults.csv, all of it or nothing."""

import csv
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from app.config import read_settings
from app.intake.faults import Fault
from app.planning.document import PlanDocument
from app.planning.inputs import PlanInputs
from app.planning.week_plan import LedgerRow
from app.planning.wordings import remedy, sentence
from web.exports import write_site, write_week
from web.i18n import Translator, translator
from web.maps import Tiles
from web.plain_text import plain_cell


def write_folder(out: Path, document: PlanDocument, inputs: PlanInputs, lang: str) -> None:
    """Write everything beside `out`, then put it in its place, so that no half-written plan is ever seen."""
    t = translator(lang)
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        fresh.chmod(0o755)
        write_site(document.plan, fresh, tiles=_tiles(), language=lang)
        (fresh / "plan.json").write_text(document.to_json(), encoding="utf-8")
        _write_ledger(fresh / "ledger.csv", document.plan.ledger, t)
        _write_faults(fresh / "faults.csv", [*inputs.faults, *inputs.rep_faults], t)
        if out.exists():
            shutil.rmtree(out)
        fresh.rename(out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def write_again(out: Path, document: PlanDocument, lang: str) -> None:
    """Put what became known of the plan since, its certificate, into plan.json and onto the week's page."""
    fresh = out / ".plan.json"
    fresh.write_text(document.to_json(), encoding="utf-8")
    fresh.replace(out / "plan.json")
    write_week(document.plan, out, tiles=_tiles(), language=lang)


def _tiles() -> Tiles:
    settings = read_settings()
    return Tiles(settings.tile_url, settings.tile_attribution, settings.tile_datum, settings.tile_max_zoom)


def _write_ledger(path: Path, ledger: Sequence[LedgerRow], t: Translator) -> None:
    """One row for every non-blank row of the list; no cell that a spreadsheet would compute."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "external_id", "name", "outcome", "code", "reason", "remedy"])
        for row in ledger:
            words = (row.external_id, row.name, row.outcome, row.code, sentence(row, t.text), remedy(row, t.text))
            writer.writerow([row.line, *(plain_cell(word) for word in words)])


def _write_faults(path: Path, faults: Sequence[Fault], t: Translator) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["line", "field", "severity", "code", "sentence", "remedy"])
        for fault in faults:
            words = (fault.field or "", fault.severity, fault.code, fault.sentence(t.text), fault.remedy(t.text))
            writer.writerow([fault.line, *(plain_cell(word) for word in words)])
