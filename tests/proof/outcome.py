"""What a proof found: one line of JSON for machines, one sentence for people, and the exit code."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

MOST_SHOWN = 20  # faults; the first ones say what went wrong


@dataclass(frozen=True, slots=True)
class Outcome:
    """`facts` are what was done and measured; any fault means that the promise was broken."""

    proof: str
    sentence: str
    facts: Mapping[str, Any]
    faults: Sequence[str] = ()

    def tell(self) -> int:
        """Print it; returns the exit code, 1 where there are faults."""
        for fault in self.faults[:MOST_SHOWN]:
            print(f"FAULT {fault}")
        known = {"proof": self.proof, "faults": len(self.faults), **self.facts, **_circumstances()}
        print(json.dumps(known, ensure_ascii=False))
        print(self.sentence)
        return 1 if self.faults else 0


def _circumstances() -> dict[str, Any]:
    """When and where a measurement was made, so that somebody else can judge it."""
    asked = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(asked, cwd=Path(__file__).parent, capture_output=True, text=True, check=False)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": done.stdout.strip() or None,
        "cores": os.cpu_count(),
        "load_before_end": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }
