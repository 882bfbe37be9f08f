"""The command line, e.g. `kproute plan`; COMMANDS names them all.

Exit codes: 0 done; 1 a check failed or a plan got no answer; 2 unusable input or settings.
"""

import sys
from importlib import import_module

import typer

from app.cli.engine import ENGINE
from app.cli.screen import fail
from app.unusable import Unusable

# Each command lives in the file of its name. Only the one that is called is loaded: a plan needs no web server.
COMMANDS = (
    "plan",
    "check",
    "serve",
    "worker",
    "node",
    "demo",
    "simulate",
    "link",
    "person",
    "key",
    "audit",
    "backup",
    "restore",
    "privacy",
    "sweep",
    "roads",
    "doctor",
    "openapi",
)


def command_line(names: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """The program with the named commands."""
    program = typer.Typer(
        help="KPRoute plans the visits of field sales reps: who to see, on which day, in which order, and why.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    program.callback()(_nothing_of_its_own)
    for name in names:
        module = import_module(f"app.cli.{name}")
        if hasattr(module, "app"):
            program.add_typer(module.app, name=name)
        else:
            program.command(name)(getattr(module, name))
    return program


def _nothing_of_its_own() -> None:
    """KPRoute plans the visits of field sales reps: who to see, on which day, in which order, and why."""


def run() -> None:
    """Run the command line, with one clear line for what the user can put right."""
    called = tuple(name for name in COMMANDS if name in sys.argv[1:2])
    try:
        if called == ("plan",) and "--help" not in sys.argv:
            ENGINE.warm()
        command_line(called or COMMANDS)()
    except Unusable as error:
        fail(str(error))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    finally:
        ENGINE.close()
