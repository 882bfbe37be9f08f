"""Every sentence that a page may have to say, found in the templates, the code and the tables of wordings."""

import ast
from collections.abc import Iterator
from pathlib import Path

from jinja2 import nodes

from app import errors, wording
from app.by_hand import words as hand_words
from app.intake import faults
from app.planning import run, wordings
from app.runs import run_queue
from app.visits import slot_words
from app.wording import Wording
from web.rendering import ENVIRONMENT

WEB = Path(__file__).parents[2] / "web"
APP = Path(__file__).parents[2] / "app"
SPEAKERS = {"t", "marked"}


def spoken() -> set[str]:
    """The ids that the Chinese catalogue has to hold."""
    found = set(of_templates()) | set(of_code()) | set(of_errors())
    plans = (wordings.REASONS, wordings.NOTES, wordings.CERTIFICATES, wordings.WHY_SHORT, run.REFUSALS)
    by_hand = (hand_words.REFUSALS, hand_words.BROKEN)
    for table in (*plans, *by_hand, faults.WORDINGS, slot_words.SLOT_REASONS):
        found |= {text for entry in table.values() for text in of_wording(entry)}
    found |= {run_queue.GAVE_UP, wordings.SAME_DIVISION, *wordings.LEG_NAMES.values(), *wording.DURATIONS}
    found |= {*wordings.AREA_NAMES.values()}
    return found - {""}


def of_wording(entry: Wording) -> tuple[str, str]:
    return entry.sentence, entry.remedy


def of_templates() -> Iterator[str]:
    """`t("...")` and `t.count("...", "...", n)` in every template."""
    for path in sorted((WEB / "templates").glob("*.html")):
        for call in ENVIRONMENT.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            speaker = call.node
            said = 1 if isinstance(speaker, nodes.Name) and speaker.name == "t" else 0
            if isinstance(speaker, nodes.Getattr) and speaker.attr == "count":
                said = 2
            for argument in call.args[:said]:
                assert isinstance(argument, nodes.Const), f"{path.name}: only fixed sentences can be translated"
                yield argument.value


def of_code() -> Iterator[str]:
    """`t("...")`, `page.t("...")`, `marked("...")` and `t.count("...", "...", n)` in the modules of web."""
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            said = 1 if name in SPEAKERS else 2 if name == "count" else 0
            for argument in node.args[:said]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def of_errors() -> Iterator[str]:
    """Titles and details that the service gives to refused requests, as far as they are fixed sentences."""
    framework = errors._FRAMEWORK
    yield from (text for _, title, detail in framework.values() for text in (title, detail))
    names = (
        "errors.py",
        "access/invitations.py",
        "access/links.py",
        "access/logins.py",
        "access/open_sessions.py",
        "access/passwords.py",
        "access/sign_in.py",
        "access/sign_in_limits.py",
        "by_hand/change.py",
        "by_hand/open_days.py",
        "by_hand/words.py",
        "planning/ordered_reps.py",
        "planning/seen_plans.py",
        "planning/store.py",
        "runs/runs.py",
        "security.py",
        "merges/merge.py",
        "merges/pairs.py",
        "merges/undo.py",
        "seminars/invitations.py",
        "seminars/seminars.py",
        "intake/account_lists.py",
        "intake/drafts.py",
        "intake/merging.py",
        "intake/rep_lists.py",
        "visits/outlook.py",
        "visits/bookings.py",
        "tasks/evidence.py",
        "tasks/task_words.py",
        "geocoding/choice.py",
        "geocoding/pins.py",
        "hooks/addresses.py",
        "hooks/endpoints.py",
        "hooks/deliveries.py",
        "hooks/sources.py",
    )
    services = [APP / name for name in names]
    for path in (*services, *WEB.glob("*_pages.py"), *WEB.glob("*_form.py"), *WEB.glob("handout/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _raises(node):
                yield from (a.value for a in node.args if isinstance(a, ast.Constant) and " " in str(a.value))
            elif isinstance(node, ast.arguments) and path.name == "errors.py":
                yield from (d.value for d in node.defaults if isinstance(d, ast.Constant) and " " in str(d.value))
            elif isinstance(node, ast.keyword) and node.arg == "error_text" and isinstance(node.value, ast.Constant):
                yield node.value.value


def _raises(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    return name in {"NotFound", "NotAllowed", "InvalidInput", "RefusedUrl", "_wrong", "_refused", "__init__"}
