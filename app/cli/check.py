"""kproute check: rebuild the problem of a written plan from its lists, and name every violation."""

import hashlib
from pathlib import Path
from typing import Annotated

import typer

from app.cli.plan import inputs_of
from app.cli.proof import proven, show_certificate
from app.cli.screen import fail, say
from app.planning.certificate import CertificateState, unproven
from app.planning.document import InputFile, PlanDocument, UnreadablePlan
from app.planning.recheck import recheck
from app.travel.by_road import drive_on, version_in_use


def check(
    plan: Annotated[Path, typer.Argument(help="The plan.json that `kproute plan` wrote.")],
    accounts: Annotated[Path, typer.Argument(help="The list of accounts it was made from.")],
    reps: Annotated[Path | None, typer.Option(help="The list of reps it was made from, if there was one.")] = None,
    roads: Annotated[Path | None, typer.Option(help="The roads it was planned on, if there were any.")] = None,
    certify: Annotated[
        float,
        typer.Option(min=0, max=3600, help="Seconds to prove each rep's bound anew; 0: as written."),
    ] = 0,
) -> None:
    """Check a plan against its lists: exit code 0 where it holds, 1 with each violation named, 2 for other files."""
    try:
        document = PlanDocument.from_json(plan.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, UnreadablePlan) as error:
        fail(f"{plan}: {error} Give the plan.json that `kproute plan` wrote.")
        raise typer.Exit(2) from None
    if (reps is None) != (document.reps is None):
        needs = "was made without a list of reps; leave --reps out" if document.reps is None else "needs --reps too"
        fail(f"{plan} {needs}.")
        raise typer.Exit(2)
    _drive_on_the_same(roads, document)
    _same_file(accounts, document.accounts)
    if reps is not None and document.reps is not None:
        _same_file(reps, document.reps)
    checked = recheck(document, inputs_of(accounts, reps, document.datum))
    if checked.violations:
        for violation in checked.violations:
            fail(violation)
        say(f"The plan breaks {len(checked.violations)} rules. Do not use it; plan again.")
        raise typer.Exit(1)
    stops = sum(len(route.stops) for route in document.plan.routes)
    say(f"The plan holds: {stops} stops and {len(document.plan.ledger)} ledger rows checked.")
    certificate = document.plan.certificate
    show_certificate(certificate)
    if certificate.state is not CertificateState.CERTIFIED:
        return
    if not certify:
        say("Its bound was compared with its value, not proven again: --certify 60 does that.")
        return
    doubted = unproven(certificate.reps, proven(checked.proofs, certify))
    for rep_id in doubted:
        fail(f"The bound of {rep_id} could not be proven again in {certify:g} s. Give it more with --certify.")
    if doubted:
        raise typer.Exit(1)
    say("Its bound was proven again.")


def _drive_on_the_same(roads: Path | None, document: PlanDocument) -> None:
    """Have the check drive on the roads of the plan; ends the command with exit code 2 where it would not."""
    drive_on(roads)
    planned, given = document.options.roads, version_in_use()
    if planned is None and given is not None:
        fail("The plan was made without roads; leave --roads out.")
    elif planned is not None and given is None:
        fail(f"The plan was made on the roads {planned}; give their file with --roads.")
    elif planned != given:
        fail(f"{roads} holds the roads {given}, and the plan was made on {planned}. Give that file, or plan again.")
    else:
        return
    raise typer.Exit(2)


def _same_file(path: Path, planned: InputFile) -> None:
    try:
        same = hashlib.sha256(path.read_bytes()).hexdigest() == planned.sha256
    except OSError as error:
        fail(f"{path}: {error.strerror}. Check the path and that you may read it.")
        raise typer.Exit(2) from None
    if not same:
        fail(f"{path} is not the {planned.name} that was planned, or was changed since. Give that file, or plan again.")
        raise typer.Exit(2)
