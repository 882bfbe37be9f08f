"""What is held of whom: every column of every table, whose it is, and what erasing that person does to it.

A new table or column needs its line here; tests/app/privacy/test_held.py compares this with the tables. A table with
lines of its own is exported and erased by them, without a further word of code, wherever `reach` says how its rows
belong to an account, a contact, a rep or a manager.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Whose(StrEnum):
    ACCOUNT = "account"  # a customer, who may be one person
    CONTACT = "contact"  # somebody who works there
    REP = "rep"
    MANAGER = "manager"
    STAFF = "staff"  # a rep or a manager, whoever came in by it
    ANYBODY = "anybody"  # texts that may name any of them
    NOBODY = "nobody"


THEIRS: Mapping[Whose, tuple[Whose, ...]] = {
    Whose.ACCOUNT: (Whose.ACCOUNT, Whose.CONTACT),  # the people there go with it
    Whose.CONTACT: (Whose.CONTACT,),
    Whose.REP: (Whose.REP, Whose.STAFF),
    Whose.MANAGER: (Whose.MANAGER, Whose.STAFF),
}


class Erasing(StrEnum):
    """What becomes of a column when the one it is of is erased."""

    ROW = "row"  # the whole row goes
    BLANK = "blank"  # empty, null or zero from then on
    PSEUDONYM = "pseudonym"  # a name that leads to nobody, the same in every row
    REDACT = "redact"  # wherever the person is mentioned there, the mention goes
    BLUR = "blur"  # a route's ends: the middle of its stops, to a tenth of a degree
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Line:
    """Columns of a table that are of the same person and meet the same end."""

    whose: Whose
    erasing: Erasing
    columns: str


@dataclass(frozen=True, slots=True)
class Held:
    """A table. `reach` leads from whom it is of to the rows: `COLUMN` holds his id, `COLUMN=external_id` his external
    id, and `COLUMN>TABLE.COLUMN` the id of a row of another table that holds his id."""

    lines: tuple[Line, ...]
    reach: Mapping[Whose, str] = field(default_factory=dict)

    def columns(self, *whose: Whose) -> list[str]:
        """The columns that are of these."""
        return [name for line in self.lines if line.whose in whose for name in line.columns.split()]

    def erased_by(self, erasing: Erasing, *whose: Whose) -> list[str]:
        """The columns of these that meet this end."""
        these = (line for line in self.lines if line.erasing is erasing and line.whose in whose)
        return [name for line in these for name in line.columns.split()]


ACCOUNT, CONTACT, REP, MANAGER, STAFF, ANYBODY, NOBODY = Whose
ROW, BLANK, PSEUDONYM, REDACT, BLUR, KEEP = Erasing

_OF_VISIT = "visit_id>visit.account_id"

HELD: Mapping[str, Held] = {
    "account": Held(
        (
            Line(ACCOUNT, ROW, "external_id name address market lat lon source_lat source_lon category grade need"),
            Line(ACCOUNT, ROW, "declared_precise ability_to_pay authority deal_value yearly_value service_s opening"),
            Line(ACCOUNT, ROW, "interval_days last_visit_on visits next_step_on appointment_on appointment_start_s"),
            Line(ACCOUNT, ROW, "must_visit active do_not_visit reopened"),
            Line(REP, BLANK, "owner"),
            Line(NOBODY, KEEP, "id source import_id line datum version updated_at deleted_at"),
        ),
        {ACCOUNT: "id", REP: "owner=external_id"},
    ),
    "account_place": Held(
        (
            Line(ACCOUNT, ROW, "told_address told_lat told_lon asked lat lon source_lat source_lon"),
            Line(NOBODY, KEEP, "account_id state provider level datum tries next_at changed_at"),
        ),
        {ACCOUNT: "account_id"},
    ),
    "contact": Held(
        (Line(CONTACT, ROW, "name role level phone mail wechat"), Line(NOBODY, KEEP, "id account_id position")),
        {ACCOUNT: "account_id", CONTACT: "id"},
    ),
    "rep": Held(
        (
            Line(REP, PSEUDONYM, "external_id name"),
            Line(REP, BLANK, "home_lat home_lon home_source_lat home_source_lon leave mornings_off afternoons_off"),
            Line(REP, BLANK, "end_lat end_lon end_source_lat end_source_lon end_datum"),
            Line(
                REP,
                KEEP,
                "start_s end_s field_days weekday_hours lunch_duration_s lunch_earliest_s lunch_latest_s max_visits",
            ),
            Line(REP, KEEP, "overtime_s timezone travel_mode"),
            Line(NOBODY, KEEP, "id source home_datum team_id version updated_at deleted_at"),
        ),
        {REP: "id"},
    ),
    "seminar": Held((Line(NOBODY, KEEP, "id on_day half place seats drawn_up_at version updated_at deleted_at"),)),
    "seminar_host": Held((Line(REP, ROW, "rep_id"), Line(NOBODY, KEEP, "seminar_id")), {REP: "rep_id"}),
    "seminar_invitation": Held(
        (
            Line(ACCOUNT, ROW, "area grade why worth state changed_at"),
            Line(NOBODY, KEEP, "seminar_id account_id"),
        ),
        {ACCOUNT: "account_id"},
    ),
    "shift": Held((Line(REP, KEEP, "on_day"), Line(NOBODY, KEEP, "id rep_id")), {REP: "rep_id"}),
    "booking": Held(
        (Line(ACCOUNT, ROW, "on_day start_s service_s booked_at"), Line(NOBODY, KEEP, "account_id rep_id")),
        {ACCOUNT: "account_id"},
    ),
    "visit": Held((Line(ACCOUNT, ROW, "week_on number"), Line(NOBODY, KEEP, "id account_id")), {ACCOUNT: "account_id"}),
    "visit_event": Held(
        (
            Line(ACCOUNT, ROW, "kind at received_at on_day plan_version flag changed"),
            Line(ANYBODY, REDACT, "text facts"),
            Line(REP, BLANK, "device_id lat lon"),
            Line(NOBODY, KEEP, "id visit_id number rep_id blanked_at settled_at settled_by"),
        ),
        {ACCOUNT: _OF_VISIT, REP: "rep_id"},
    ),
    "past_visit": Held(
        (
            Line(ACCOUNT, ROW, "outcome on_day told_at"),
            Line(ANYBODY, REDACT, "note"),
            Line(NOBODY, KEEP, "account_id rep_id list_id"),
        ),
        {ACCOUNT: "account_id", REP: "rep_id"},
    ),
    "past_visit_list": Held(
        (
            Line(ANYBODY, REDACT, "file_name"),
            Line(NOBODY, KEEP, "id told_at sha256 added known rejected undone_at"),
        )
    ),
    "opportunity": Held(
        (
            Line(ACCOUNT, ROW, "stage value close_on lost help_asked_at help_answered_at created_at updated_at"),
            Line(ANYBODY, REDACT, "name findings help_wanted help_answer"),
            Line(NOBODY, KEEP, "id account_id help_asked_by help_answered_by version"),
        ),
        {ACCOUNT: "account_id"},
    ),
    "opportunity_change": Held(
        (
            Line(ACCOUNT, ROW, "at"),
            Line(ANYBODY, REDACT, "changed"),
            Line(NOBODY, KEEP, "opportunity_id number by_kind by_id"),
        ),
        {ACCOUNT: "opportunity_id>opportunity.account_id"},
    ),
    "task_word": Held(
        (
            Line(ACCOUNT, ROW, "reason saying until_on to_role at on_day"),
            Line(ANYBODY, REDACT, "text"),
            Line(NOBODY, KEEP, "id account_id by_kind by_id"),
        ),
        {ACCOUNT: "account_id"},
    ),
    "evidence": Held(
        (
            Line(ACCOUNT, ROW, "leg answer at"),
            Line(ANYBODY, REDACT, "text"),
            Line(NOBODY, KEEP, "id account_id by_kind by_id"),
        ),
        {ACCOUNT: "account_id"},
    ),
    "stop": Held(
        (
            Line(ACCOUNT, ROW, "external_id name address lat lon category grade due is_appointment open_spans_s worth"),
            Line(ACCOUNT, ROW, "area is_without_business result"),
            Line(CONTACT, REDACT, "contact_name contact_phone"),
            Line(
                NOBODY,
                KEEP,
                "id route_id position visit_id turn drive_s drive_m drive_is_estimated"
                " arrival_s start_s departure_s detour_s",
            ),
        ),
        {ACCOUNT: _OF_VISIT},
    ),
    "route": Held(
        (
            Line(REP, PSEUDONYM, "rep_name"),
            Line(REP, BLANK, "start_name end_name"),
            Line(REP, BLUR, "start_lat start_lon end_lat end_lon"),
            Line(REP, KEEP, "timezone shift_start_s shift_end_s depart_s return_s lunch_s lunch_duration_s"),
            Line(
                NOBODY,
                KEEP,
                "id plan_id shift_id position back_s back_m back_is_estimated travel_source within_m across_m kind"
                " speed_pct",
            ),
        ),
        {REP: "shift_id>shift.rep_id"},
    ),
    "plan": Held(
        (
            Line(ANYBODY, REDACT, "notes certificate earlier by_hand settings_by_rep steering"),
            Line(NOBODY, KEEP, "id number status week_on as_of days options settings value_s created_at published_at"),
            Line(NOBODY, KEEP, "publication changed_from proofs_sum"),
        )
    ),
    "ledger_row": Held(
        (
            Line(ANYBODY, REDACT, "external_id name params"),
            Line(NOBODY, KEEP, "plan_id position line outcome code"),
        )
    ),
    "publication": Held((Line(NOBODY, KEEP, "shift_id route_id published_at"),)),
    "plan_run": Held(
        (
            Line(ANYBODY, REDACT, "options error_text error_params of_reps"),
            Line(NOBODY, KEEP, "id kind state lane attempt lease_until cancel_asked_at phase reps_done reps value_s"),
            Line(NOBODY, KEEP, "expected_at plan_id import_id error_code created_at started_at finished_at"),
        )
    ),
    # Nobody is erased while a list waits: it goes when its run is over, a moment later.
    "run_file": Held((Line(ANYBODY, KEEP, "content"), Line(NOBODY, KEEP, "run_id"))),
    # It goes when anybody is erased, for nobody can tell whom it names; and after a day.
    "import_draft": Held(
        (
            Line(ANYBODY, KEEP, "file_name content merges"),
            Line(NOBODY, KEEP, "id kind created_at source layout datum assume_qualified"),
            Line(NOBODY, KEEP, "import_id run_id visit_list_id"),
        )
    ),
    "account_alias": Held(
        (Line(ACCOUNT, ROW, "external_id"), Line(NOBODY, KEEP, "source account_id import_id")),
        {ACCOUNT: "account_id"},
    ),
    # Ids that lead from one account to another, and go with either.
    "account_redirect": Held((Line(NOBODY, KEEP, "account_id kept_id merged_at"),)),
    # Without its row a merge cannot be taken back.
    "merge_undo": Held(
        (
            Line(ANYBODY, ROW, "before"),
            Line(NOBODY, KEEP, "account_id kept_id version moved merged_at by_kind by_id"),
        ),
        {ACCOUNT: "kept_id"},
    ),
    "accounts_apart": Held((Line(NOBODY, KEEP, "one_id other_id decided_at by_kind by_id"),)),
    "import_columns": Held((Line(NOBODY, KEEP, "kind source names_sha256 columns datum assume_qualified kept_at"),)),
    "import_batch": Held(
        (
            Line(ANYBODY, REDACT, "file_name"),
            Line(NOBODY, KEEP, "id source created_at sha256 encoding separator header_line mapping undone_at"),
            Line(NOBODY, KEEP, "accounts created updated rejected warnings blank_lines"),
        )
    ),
    "import_row": Held(
        (
            Line(ANYBODY, REDACT, "external_id name params"),
            Line(NOBODY, KEEP, "import_id position line severity field code"),
        )
    ),
    # Without its row an account stays as it is when the import is taken back.
    "import_undo": Held(
        (Line(ANYBODY, ROW, "before"), Line(NOBODY, KEEP, "import_id account_id version kept_at")),
        {ACCOUNT: "account_id"},
    ),
    "kept_answer": Held(
        (
            Line(ANYBODY, ROW, "headers body"),
            Line(NOBODY, KEEP, "request_sha256 body_sha256 status kept_at"),
        )
    ),
    "sign_in_link": Held(
        (Line(STAFF, ROW, "kind expires_at used_at"), Line(NOBODY, KEEP, "token_sha256 code_sign rep_id person_id")),
        {REP: "rep_id", MANAGER: "person_id"},
    ),
    "session": Held(
        (
            Line(STAFF, ROW, "kind device created_at seen_at proved_at expires_at"),
            Line(NOBODY, KEEP, "token_sha256 id rep_id person_id"),
        ),
        {REP: "rep_id", MANAGER: "person_id"},
    ),
    "calendar_feed": Held((Line(REP, ROW, "created_at"), Line(NOBODY, KEEP, "rep_id token_sha256")), {REP: "rep_id"}),
    "sign_in_tries": Held((Line(NOBODY, KEEP, "key_sha256 tries ends_at"),)),
    "team": Held((Line(NOBODY, KEEP, "id name version updated_at deleted_at"),)),
    "assistant_team": Held((Line(MANAGER, ROW, "team_id"), Line(NOBODY, KEEP, "person_id")), {MANAGER: "person_id"}),
    "person": Held(
        (
            Line(MANAGER, ROW, "login name role"),
            Line(NOBODY, KEEP, "id team_id password_hash totp_secret totp_step"),
            Line(NOBODY, KEEP, "version updated_at deleted_at"),
        ),
        {MANAGER: "id"},
    ),
    "webhook_endpoint": Held(
        (
            Line(NOBODY, KEEP, "id url description event_types enabled disabled_why failures accepted_at created_at"),
            Line(NOBODY, KEEP, "version secret old_secret old_secret_until"),
        )
    ),
    "webhook_event": Held((Line(ANYBODY, REDACT, "body"), Line(NOBODY, KEEP, "id type occurred_at"))),
    "webhook_delivery": Held(
        (
            Line(NOBODY, KEEP, "id endpoint_id event_id state attempt tries next_at lease_until queued_at status"),
            Line(NOBODY, KEEP, "trouble"),
        )
    ),
    "webhook_attempt": Held((Line(NOBODY, KEEP, "delivery_id number at status trouble milliseconds"),)),
    "webhook_source": Held((Line(NOBODY, KEEP, "id name created_at version secret old_secret old_secret_until"),)),
    "webhook_received": Held((Line(NOBODY, KEEP, "source_id message_id received_at"),)),
    "api_key": Held(
        (
            Line(NOBODY, KEEP, "id name prefix key_sha256 scopes created_at created_by expires_at used_at"),
            Line(NOBODY, KEEP, "revoked_at"),
        )
    ),
    "geocoder": Held((Line(NOBODY, KEEP, "id provider key agreed_at agreed_by next_ask_at failures trouble"),)),
    "method_settings": Held((Line(NOBODY, KEEP, "number differing changed changed_at changed_by"),)),
    "own_words": Held((Line(NOBODY, KEEP, "number words stage_order changed_at changed_by"),)),
    "rep_settings": Held(
        (Line(REP, ROW, "differing changed changed_at"), Line(NOBODY, KEEP, "rep_id number changed_by")),
        {REP: "rep_id"},
    ),
    "self_review": Held(
        (
            Line(REP, ROW, "week_on shared_at changed_at"),
            Line(ANYBODY, REDACT, "ratings won lost"),
            Line(NOBODY, KEEP, "rep_id version"),
        ),
        {REP: "rep_id"},
    ),
    "signing_secret": Held((Line(NOBODY, KEEP, "purpose secret"),)),
    # Ids only; its entries hold together by their hashes, so that none of them can change.
    "audit_entry": Held((Line(NOBODY, KEEP, "number at actor_kind actor_id action subject_id fields chain_sha256"),)),
    "erasure": Held((Line(NOBODY, KEEP, "subject_id kind erased_at prints scrubbed_at"),)),
}
