"""Opportunities as the API takes and tells them."""

from datetime import date, datetime
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from app.api.values import Answer, Day, Id, Order, Word
from app.method import account
from app.method.opportunity import Criterion, Finding, Opportunity, Stage
from app.opportunities.known import KnownOpportunity, OpportunityChange

MOST_MONEY = 10_000_000_000
LONGEST_NAME, LONGEST_SENTENCE, LONGEST_ANSWER = 120, 300, 1000
_BLANK = r"^[^\x00]*[^\x00\s][^\x00]*$"

Sentence = Annotated[str, StringConstraints(max_length=LONGEST_SENTENCE, pattern=r"^[^\x00]*$")]


class FindingOrder(Order):
    """What is known of a criterion."""

    answer: Word[account.Answer] = account.Answer.UNKNOWN
    note: Sentence = ""


class FindingsOrder(Order):
    """The six that decide a deal (BANTCC): whether each speaks for it."""

    budget: FindingOrder = Field(default_factory=FindingOrder)
    authority: FindingOrder = Field(default_factory=FindingOrder)
    need: FindingOrder = Field(default_factory=FindingOrder)
    timing: FindingOrder = Field(default_factory=FindingOrder)
    competition: FindingOrder = Field(default_factory=FindingOrder)
    coach: FindingOrder = Field(default_factory=FindingOrder)


class OpportunityFacts(Order):
    """What can be told of an opportunity."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_NAME, pattern=_BLANK)]
    stage: Word[Stage] = Stage.IDENTIFIED
    value: Annotated[int, Field(ge=0, le=MOST_MONEY, description="CNY.")] | None = None
    close_on: Annotated[Day | None, Field(description="When it is expected to close.")] = None
    lost: bool = False
    findings: FindingsOrder = Field(default_factory=FindingsOrder)
    help_wanted: Annotated[Sentence, Field(description="A sentence that asks the manager for help; empty: none.")] = ""

    @model_validator(mode="after")
    def _holds(self) -> Self:
        self.opportunity()
        return self

    def opportunity(self) -> Opportunity:
        findings = {
            criterion: Finding(told.answer, told.note)
            for criterion in Criterion
            for told in (getattr(self.findings, criterion),)
        }
        return Opportunity(
            self.name.strip(), self.stage, self.value, self.close_on, self.lost, findings, self.help_wanted.strip()
        )

    @classmethod
    def of(cls, told: Opportunity) -> Self:
        return cls(
            name=told.name,
            stage=told.stage,
            value=told.value,
            close_on=told.close_on.isoformat() if told.close_on else None,  # type: ignore[arg-type]
            lost=told.lost,
            findings=FindingsOrder(
                **{
                    criterion.value: FindingOrder(answer=finding.answer, note=finding.note)
                    for criterion in Criterion
                    for finding in (told.finding(criterion),)
                }
            ),
            help_wanted=told.help_wanted,
        )


class NewOpportunity(OpportunityFacts):
    """An opportunity of an account."""

    account_id: Annotated[Id, Field(description="The account's external id, or ours.")]


class HelpAnswerOrder(Order):
    answer: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ANSWER, pattern=_BLANK)]


class FindingAnswer(Answer):
    answer: account.Answer
    note: str


class HelpAnswer(Answer):
    asked_at: datetime
    asked_by: str = Field(description="A name; empty where it was a program.")
    answer: str = Field(description="Empty while nobody has answered.")
    answered_at: datetime | None
    answered_by: str


class OpportunityAnswer(Answer):
    id: str
    account_id: str
    account_name: str
    owner: str | None
    name: str
    stage: Stage
    value: int | None
    close_on: date | None
    lost: bool
    findings: dict[Criterion, FindingAnswer]
    completeness: int = Field(description="How many of the six are known.")
    help_wanted: str
    help: HelpAnswer | None
    needs_help: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ChangeAnswer(Answer):
    at: datetime
    by_kind: str
    by_name: str
    changed: list[str]
    stage_before: Stage | None = Field(description="Where the change is one of the stage: the stage before.")
    stage: Stage | None


def opportunity_answer(known: KnownOpportunity) -> OpportunityAnswer:
    told = known.opportunity
    return OpportunityAnswer(
        id=known.id,
        account_id=known.account_id,
        account_name=known.account_name,
        owner=known.owner,
        name=told.name,
        stage=told.stage,
        value=told.value,
        close_on=told.close_on,
        lost=told.lost,
        findings={one: FindingAnswer.model_validate(told.finding(one)) for one in Criterion},
        completeness=told.completeness,
        help_wanted=told.help_wanted,
        help=None if known.help is None else HelpAnswer.model_validate(known.help),
        needs_help=known.needs_help,
        version=known.version,
        created_at=known.created_at,
        updated_at=known.updated_at,
    )


def change_answer(one: OpportunityChange) -> ChangeAnswer:
    before, now = one.changed.get("stage", (None, None))
    return ChangeAnswer(
        at=one.at, by_kind=one.by_kind, by_name=one.by_name, changed=list(one.changed), stage_before=before, stage=now
    )
