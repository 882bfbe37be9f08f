"""Places found by addresses or put by people, and the geocoder that is asked."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"


def upgrade() -> None:
    op.create_table(
        "account_place",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("told_address", sa.String(), nullable=False),
        sa.Column("told_lat", sa.Double(), nullable=True),
        sa.Column("told_lon", sa.Double(), nullable=True),
        sa.Column("asked", sa.String(), nullable=False),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("source_lat", sa.Double(), nullable=True),
        sa.Column("source_lon", sa.Double(), nullable=True),
        sa.Column("datum", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'found', 'nothing', 'put', 'refused')", name="ck_account_place_state_known"
        ),
        sa.CheckConstraint("provider IN ('nominatim', 'baidu', 'amap')", name="ck_account_place_provider_known"),
        sa.CheckConstraint("level IN ('rooftop', 'street', 'district', 'city')", name="ck_account_place_level_known"),
        sa.CheckConstraint("datum IN ('wgs84', 'gcj02', 'bd09')", name="ck_account_place_datum_known"),
        sa.CheckConstraint("(state = 'waiting') = (next_at IS NOT NULL)", name="ck_account_place_waiting_until"),
        sa.CheckConstraint("state NOT IN ('found', 'put') OR lat IS NOT NULL", name="ck_account_place_found_somewhere"),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name="ck_account_place_located_whole"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_place_account_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("account_id", name="pk_account_place"),
    )
    op.create_index("ix_account_place_state_next_at", "account_place", ["state", "next_at"])
    op.create_index("ix_account_place_asked_provider", "account_place", ["asked", "provider"])
    op.create_table(
        "geocoder",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("provider", sa.String(), nullable=True),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by", sa.String(), nullable=True),
        sa.Column("next_ask_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=True),
        sa.CheckConstraint("provider IN ('nominatim', 'baidu', 'amap')", name="ck_geocoder_provider_known"),
        sa.CheckConstraint("trouble IN ('too_many', 'key', 'silent', 'nonsense')", name="ck_geocoder_trouble_known"),
        sa.CheckConstraint("id = 1", name="ck_geocoder_only_one"),
        sa.CheckConstraint("(provider IS NULL) = (agreed_at IS NULL)", name="ck_geocoder_asked_with_consent"),
        sa.PrimaryKeyConstraint("id", name="pk_geocoder"),
    )


def downgrade() -> None:
    op.drop_table("geocoder")
    op.drop_table("account_place")
