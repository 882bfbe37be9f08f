"""kproute openapi: the API's description, as it is served and as it is committed."""

import json
from pathlib import Path
from typing import Annotated

import typer

from app.cli.screen import say
from app.main import contract


def openapi(
    file: Annotated[Path | None, typer.Argument(help="Where to write it; on the screen unless said.")] = None,
) -> None:
    """Write the OpenAPI document of the API; `docs/openapi.json` is kept equal to it."""
    text = json.dumps(contract(), ensure_ascii=False, indent=1) + "\n"
    if file is None:
        say(text.rstrip())
    else:
        file.write_text(text, encoding="utf-8")
