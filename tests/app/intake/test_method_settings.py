"""The organisation's settings: the newest counts, what went before stays."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from app.access.identity import SHELL
from app.db import Database
from app.intake.method_settings import keep_settings, settings_changes, settings_in_force
from app.method.settings import MethodSettings
from app.models import AuditRecord, MethodSettingsRecord
from tests.conftest import NOW


def test_the_defaults_count_until_something_is_changed(database: Database) -> None:
    """Then the newest change does, with all that was changed before; the same once more is no change."""
    with database.write() as session:
        assert settings_in_force(session) == MethodSettings()
        keep_settings(session, SHELL, replace(MethodSettings(), visit_cap=3), NOW)
        keep_settings(session, SHELL, replace(MethodSettings(), visit_cap=3, keep_worth_s=60), NOW + timedelta(days=1))
        keep_settings(session, SHELL, replace(MethodSettings(), visit_cap=3, keep_worth_s=60), NOW + timedelta(days=2))
    with database.read() as session:
        assert settings_in_force(session) == replace(MethodSettings(), visit_cap=3, keep_worth_s=60)
        newest, first = settings_changes(session, 10)
        assert (newest.names, newest.at, newest.by) == (["keep_worth_s"], NOW + timedelta(days=1), "")
        assert first.names == ["visit_cap"]
        entries = session.scalars(select(AuditRecord).where(AuditRecord.action == "settings.changed")).all()
        assert [entry.fields for entry in entries] == [["visit_cap"], ["keep_worth_s"]]


def test_a_later_default_counts_for_what_nobody_changed(database: Database) -> None:
    """Kept is what differs; back at the default, nothing is."""
    with database.write() as session:
        keep_settings(session, SHELL, replace(MethodSettings(), visit_cap=3), NOW)
        keep_settings(session, SHELL, MethodSettings(), NOW)
        kept = session.scalars(select(MethodSettingsRecord.differing).order_by(MethodSettingsRecord.number)).all()
    assert kept == [{"visit_cap": 3}, {}]


def test_tables_come_back_as_they_were(database: Database) -> None:
    """Rows of factors and pairs of days and shares are no lists afterwards."""
    told = replace(MethodSettings(), level_factor=(1.0,) * 6, share_at_stake=((30, 0.5), (90, 0.6)))
    with database.write() as session:
        keep_settings(session, SHELL, told, NOW)
        session.expire_all()
        assert settings_in_force(session) == told
