"""Who is asking, as a value."""

from dataclasses import dataclass
from datetime import datetime

from app.access.roles import Role, Scope

KINDS = ("rep", "assistant", "manager", "key", "shell")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks: a rep (with his external id), a manager (of one team, or of all), an assistant of some teams, or a
    program with an API key. `team_ids` are the teams that are seen; None: all, as far as it is no rep.

    `actor_id` names the rep's, person's or key's row in the audit log; none is who came by a link of the shell.
    `proved_at` is when the holder of a session last showed who he is. The shell is whoever calls the command line.
    """

    kind: str
    rep_id: str | None = None
    actor_id: str | None = None
    team_ids: frozenset[str] | None = None
    scopes: frozenset[Scope] = frozenset()
    session_id: str | None = None
    proved_at: datetime | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError("Somebody is a rep, an assistant, a manager, a key or the shell.")
        if (self.kind == "rep") != (self.rep_id is not None):
            raise ValueError("A rep has an id; a manager and a key have none.")
        if self.team_ids is not None and self.kind not in ("assistant", "manager"):
            raise ValueError("Only a manager and an assistant are of teams.")
        if self.kind == "manager" and self.team_ids is not None and len(self.team_ids) != 1:
            raise ValueError("A manager is of one team.")
        if self.kind == "assistant" and self.team_ids is None:
            raise ValueError("An assistant is of the teams that he helps, never of all.")
        if self.scopes and self.kind != "key":
            raise ValueError("Only a key has scopes.")

    @property
    def role(self) -> Role:
        """What the table of rules calls who asks; the shell may do what a director may."""
        if self.kind == "rep":
            return Role.REP
        if self.kind == "assistant":
            return Role.ASSISTANT
        if self.kind == "key":
            return Role.PROGRAM
        return Role.DIRECTOR if self.team_ids is None else Role.MANAGER

    @property
    def leads(self) -> bool:
        """Whether who asks is a manager or a director, and no rep, assistant or program."""
        return self.role in (Role.MANAGER, Role.DIRECTOR)

    @property
    def sees_money(self) -> bool:
        """Whether who asks is told what accounts are worth; an assistant's work does not need it."""
        return self.role is not Role.ASSISTANT

    @property
    def sees_everything(self) -> bool:
        """Whether no row is hidden from who asks."""
        return self.kind != "rep" and self.team_ids is None


SHELL = Identity("shell")
