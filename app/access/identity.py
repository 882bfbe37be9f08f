"""Who is asking, as a value."""

from dataclasses import dataclass
from datetime import datetime

from app.access.roles import Scope

KINDS = ("rep", "manager", "key")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: a rep (with his external id), a manager (of one team, or of all), or a program with an API key.

    `actor_id` names the rep's, person's or key's row in the audit log; none is who came by a link of the shell.
    `proved_at` is when the holder of a session last showed who he is.
    """

    kind: str
    rep_id: str | None = None
    actor_id: str | None = None
    team_id: str | None = None
    scopes: frozenset[Scope] = frozenset()
    session_id: str | None = None
    proved_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError("Somebody is a rep, a manager or a key.")
        if (self.kind == "rep") != (self.rep_id is not None):
            raise ValueError("A rep has an id; a manager and a key have none.")
        if self.team_id is not None and self.kind != "manager":
            raise ValueError("Only a manager is of one team.")
        if self.scopes and self.kind != "key":
            raise ValueError("Only a key has scopes.")

    @property
    def sees_everything(self) -> bool:
        """Whether no row is hidden from who asks."""
        return self.kind != "rep" and self.team_id is None
