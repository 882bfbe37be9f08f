"""Lines on the screen: what is said, and what went wrong."""

import os

from rich.console import Console
from rich.markup import escape

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def system_language() -> str:
    """zh where the shell speaks Chinese, else en."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if spoken.lower().startswith("zh") else "en"


def say(text: str) -> None:
    out.print(escape(text), soft_wrap=True)


def fail(text: str) -> None:
    err.print(f"[bold red]Error:[/] {escape(text)}", soft_wrap=True)
