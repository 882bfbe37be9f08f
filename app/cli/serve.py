"""kproute serve: the site and the API, with a link for the manager and one for a rep's phone."""

import logging
import socket
from typing import Annotated

import typer

from app.cli.demo import load_if_new
from app.cli.link import first_rep, sign_in_link
from app.cli.screen import fail, say
from app.cli.server import Server
from app.config import Settings, read_settings
from app.db import Database
from app.logs import LogFormat, start_logging
from app.planning.options import CERTIFY_S
from app.privacy.survival import apply_beside

LOG = logging.getLogger("kproute.service")


def serve(
    port: Annotated[int, typer.Option(min=1, max=65_535, help="The port to listen on.")] = 8000,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 lets phones of the LAN in.")
    ] = "127.0.0.1",
    demo_if_new: Annotated[
        bool, typer.Option("--demo-if-new", help="First load the demo, if the database has never held anything.")
    ] = False,
) -> None:
    """Serve the site and the API until stopped."""
    settings = _reachable(read_settings(), host, port)
    start_logging(settings.log_format)
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError as error:
            fail(f"Port {port} of {host} cannot be used: {error.strerror}. Choose another one with --port.")
            raise typer.Exit(2) from None
        _prepare(settings)
        from app.main import create_app  # takes seconds to load, and what cannot be served is said at once

        app = create_app(settings)
        if demo_if_new:
            demo = load_if_new(app.state.database, settings.plan_time_limit_s)
            if demo is not None:
                app.state.runs.certify(demo.id, demo.proofs, CERTIFY_S)
        if settings.log_format is LogFormat.TEXT:
            _show_links(app.state.database, settings)
        else:  # whoever collects logs should not collect links that sign in
            LOG.info("KPRoute runs on %s; `kproute link manager` makes a link to sign in with.", settings.public_url)
        Server(app, settings.stop_grace_s).run(sockets=[listener])


def _prepare(settings: Settings) -> None:
    """Bring the database to its newest tables; raises Unusable where it cannot be used."""
    database = Database(settings.database_url)
    try:
        database.upgrade()
        apply_beside(database)
    finally:
        database.dispose()


def _reachable(settings: Settings, host: str, port: int) -> Settings:
    """Links must name the address that is served, unless a public one was set."""
    if "public_url" in settings.model_fields_set:
        return settings
    name = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104  compared, not bound
    return settings.model_copy(update={"public_url": f"http://{name}:{port}"})


def _show_links(database: Database, settings: Settings) -> None:
    rep_id = first_rep(database)
    say(f"KPRoute runs on {settings.public_url} (stop it with Ctrl-C)")
    say(f"  manager: {sign_in_link(database, settings, 'manager', None)}")
    if rep_id is not None:
        say(f"  phone of {rep_id}: {sign_in_link(database, settings, 'rep', rep_id)}")
    say("Each link signs in once, within 15 minutes; `kproute link manager` and `kproute link rep ID` make more.")
