"""Who is asking, as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: a rep (with his external id), a manager, or a program with an API key."""

    kind: str  # "rep", "manager" or "key"
    rep_id: str | None = None

    def __post_init__(self) -> None:
        if (self.kind == "rep") != (self.rep_id is not None) or self.kind not in ("rep", "manager", "key"):
            raise ValueError("A rep has an id; a manager and a key have none.")
