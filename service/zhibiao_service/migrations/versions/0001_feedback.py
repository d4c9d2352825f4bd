"""Feedback on suggestions and audits."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("sequence", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(36), nullable=False, unique=True),
        sa.Column("received", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft", sa.String(100), nullable=False),
        sa.Column("sender", sa.String(64)),
        sa.Column("model_name", sa.String(300), nullable=False),
        sa.Column("model_version", sa.String(300), nullable=False),
        sa.Column("project", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_feedback_draft", "feedback", ["draft"])
    op.create_table(
        "feedback_row",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("feedback_sequence", sa.Integer(), sa.ForeignKey("feedback.sequence", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(10), nullable=False),
        sa.Column("suggested", sa.JSON()),
        sa.Column("final", sa.JSON()),
        sa.Column("reason", sa.Text()),
    )
    op.create_index("ix_feedback_row_feedback", "feedback_row", ["feedback_sequence"])
    op.create_table(
        "feedback_dismissal",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("feedback_sequence", sa.Integer(), sa.ForeignKey("feedback.sequence", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text()),
        sa.Column("indicator", sa.JSON()),
    )
    op.create_index("ix_feedback_dismissal_feedback", "feedback_dismissal", ["feedback_sequence"])


def downgrade() -> None:
    for table in ("feedback_dismissal", "feedback_row", "feedback"):
        op.drop_table(table)
