"""kproute roads: an extract of OpenStreetMap becomes one file of roads; what such a file holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from app.cli.screen import err, say
from app.roads.build import USUALLY_AWAY_M, build
from app.roads.network import MOST_AWAY_M, Network, load

app = typer.Typer(help="Roads of OpenStreetMap in one file.", no_args_is_help=True)


@app.command("build")
def build_roads(
    extract: Annotated[Path, typer.Argument(help="The extract: CITY.osm.pbf, or another format of OpenStreetMap.")],
    out: Annotated[Path, typer.Option(help="The file to write, such as CITY.roads; roads in it are replaced.")],
    most_away: Annotated[
        int, typer.Option(min=0, max=MOST_AWAY_M, help="Metres from a road within which a place belongs to it.")
    ] = USUALLY_AWAY_M,
) -> None:
    """Build a file of roads from an extract of OpenStreetMap, whole or not at all."""
    with _bar() as tell:
        network = build(extract, tell, most_away)
        tell(f"Writing {out}")
        network.save(out)
    _show(network)
    say(f"{out} is written ({out.stat().st_size / 1e6:.1f} MB).")


@app.command("info")
def info(file: Annotated[Path, typer.Argument(help="A file that `kproute roads build` wrote.")]) -> None:
    """Say which roads a file holds, and that it is whole."""
    _show(load(file))


def _show(network: Network) -> None:
    source, (south, west, north, east) = network.source, network.box
    dated = f"of {source.dated_on}" if source.dated_on else "without a date"
    both_ways = int(((network.forward_cs > 0) & (network.backward_cs > 0)).sum())
    say(f"Roads of {source.name} {dated}, SHA-256 {source.sha256[:12]}…; network {network.version}.")
    say(
        f"{network.length_dm.sum(dtype=int) / 10_000:,.0f} km in {len(network.tail):,} links, "
        f"{len(network.tail) - both_ways:,} of them one-way, between {network.junctions:,} junctions. "
        f"Places within {network.most_away_m} m of a road are driven to."
    )
    say(f"From {south:.4f}, {west:.4f} to {north:.4f}, {east:.4f} (WGS-84). © OpenStreetMap contributors, ODbL.")


@contextmanager
def _bar() -> Iterator[Callable[[str], None]]:
    """A bar that moves while there is work, of which nobody knows how much; yields the function to say what it is."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=not err.is_terminal) as bar:
        task = bar.add_task("", total=None)
        yield lambda words: bar.update(task, description=words)
