"""Stored accounts that are one customer: proposed in pairs, merged, told apart, and merges taken back.

Accounts are named by their external ids, or by ours, which begin with `acc_`.
"""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.cursors import Paged, PagesDep
from app.api.once import Made, OnceDep
from app.api.strict_json import StrictRoute
from app.api.values import Answer, Id, Order, Text
from app.deps import ClockDep, DatabaseDep, IdentityDep
from app.intake.duplicates import Likeness
from app.merges.merge import MergeOrder, merge_accounts
from app.merges.pairs import ask_again, proposed_pairs, tell_apart
from app.merges.undo import recent_merges, undo_merge
from app.method.union import CHOOSABLE

router = APIRouter(tags=["accounts"], route_class=StrictRoute)

Version = Annotated[int, Field(ge=1, le=2**31 - 1, description="As it was seen; where it is another by now, 409.")]


class AlikeAnswer(Answer):
    external_id: str
    name: str
    address: str


class PairAnswer(Answer):
    one: AlikeAnswer
    other: AlikeAnswer
    why: list[Likeness]


class PairsAnswer(Answer, Paged):
    data: list[PairAnswer]


class MergeBody(Order):
    """`kept_id` keeps its id, and `other_id` leads to it from then on."""

    kept_id: Id
    other_id: Id
    kept_version: Version
    other_version: Version
    from_other: list[Text] = Field(
        default_factory=list,
        max_length=len(CHOOSABLE),
        description=f"Facts of the other one that count; any of {', '.join(CHOOSABLE)}. What only one of the two tells"
        " is kept anyhow.",
    )


class MergedAnswer(Answer):
    merged_id: str = Field(description="Our id of the account that was merged; the merge is named by it.")
    kept_id: str
    kept_external_id: str


class MergeAnswer(Answer):
    merged_id: str
    merged_name: str
    kept_external_id: str
    kept_name: str
    merged_at: datetime
    stays: bool = Field(description="The kept account was changed since; taken back, its facts stay as they are.")


class MergesAnswer(Answer):
    data: list[MergeAnswer] = Field(description="Newest first.")


@router.get("/account-pairs")
def get_pairs(pages: PagesDep, database: DatabaseDep, identity: IdentityDep) -> PairsAnswer:
    """Accounts that are probably one customer, each with an earlier one: by id, telephone, or name within 50 m."""
    with database.read() as session:
        walk = pages.of(session, "account-pairs")
        ahead = [pair for pair in proposed_pairs(session, identity) if pair.new.external_id > walk.after]
        page = walk.slice(ahead[: walk.limit + 1], lambda pair: pair.new.external_id)
    data = [
        PairAnswer(
            one=AlikeAnswer.model_validate(pair.kept), other=AlikeAnswer.model_validate(pair.new), why=list(pair.why)
        )
        for pair in page.rows
    ]
    return PairsAnswer(data=data, next_cursor=page.next_cursor)


@router.get("/account-merges")
def get_merges(database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> MergesAnswer:
    """The merges of the last seven days, which can be taken back."""
    with database.read() as session:
        merges = recent_merges(session, identity, clock())
    return MergesAnswer(data=[MergeAnswer.model_validate(one) for one in merges])


@router.post("/account-merges", status_code=201, response_model=MergedAnswer, responses={404: {}, 409: {}})
def post_merge(order: MergeBody, once: OnceDep, clock: ClockDep, identity: IdentityDep) -> Response:
    """Make one account of two: everything that hangs on the other one goes over to the one that is kept."""
    wanted = MergeOrder(
        order.kept_id, order.other_id, order.kept_version, order.other_version, frozenset(order.from_other)
    )
    return once.do(
        lambda session: Made(201, MergedAnswer.model_validate(merge_accounts(session, identity, wanted, clock())))
    )


@router.delete("/account-merges/{merged_id}", status_code=204, responses={404: {}, 409: {}})
def delete_merge(merged_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> None:
    """Take the merge of this account (our id) back; both are there again."""
    with database.write() as session:
        undo_merge(session, identity, merged_id, clock())


@router.put("/accounts/{account_id}/told-apart/{other_id}", status_code=204, responses={404: {}, 409: {}})
def put_told_apart(account_id: Id, other_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep) -> None:
    """Say that two accounts are two customers; they are not proposed again."""
    with database.write() as session:
        tell_apart(session, identity, account_id, other_id, clock())


@router.delete("/accounts/{account_id}/told-apart/{other_id}", status_code=204, responses={404: {}, 409: {}})
def delete_told_apart(
    account_id: Id, other_id: Id, database: DatabaseDep, clock: ClockDep, identity: IdentityDep
) -> None:
    """Forget that two accounts are two customers, so that they may be proposed again."""
    with database.write() as session:
        ask_again(session, identity, account_id, other_id, clock())
