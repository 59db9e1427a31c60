"""The tables, one class each. Rows never leave the registry layer: they belong to their session.

Times are milliseconds since the epoch. Table models don't validate (SQLModel leaves that out), so what
is written here has passed domain.text_rules before. Importing this module costs half a second; the
desk reads without it.
"""

from __future__ import annotations

from typing import ClassVar

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Integer, Text, text
from sqlmodel import Field, SQLModel

OPEN = text("status = 'open'")
# The beginning of a tag's value: PostgreSQL's indexes hold no long text.
VALUE_BEGINS = text("substr(value, 1, 100)")
# Byte order on both databases, so that a list sorts the same wherever it is kept.
NAME = Text().with_variant(Text(collation="C"), "postgresql")


def _key() -> Column[int]:
    return Column(Integer, primary_key=True, autoincrement=True)


def _ms() -> Column[int]:
    return Column(BigInteger, nullable=False)


def _text() -> Column[str]:
    return Column(Text, nullable=False, server_default="")


def _model(nullable: bool = False) -> Column[int]:
    return Column(Integer, ForeignKey("registered_model.id", ondelete="CASCADE"), nullable=nullable)


def _version() -> Column[int]:
    return Column(Integer, ForeignKey("model_version.id", ondelete="CASCADE"), nullable=False)


class RegisteredModelRow(SQLModel, table=True):
    """A registered model; its id, never reused, also names its folder of artifacts."""

    __tablename__: ClassVar[str] = "registered_model"
    __table_args__ = (
        Index("ix_registered_model_search", "search_name", "name"),
        # With the searched name, so that a search in this order reads the index alone.
        Index("ix_registered_model_updated", "updated_at", "id", "search_name"),
        Index("ix_registered_model_creator", "created_by"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=_key())
    name: str = Field(sa_column=Column(NAME, nullable=False, unique=True))
    search_name: str = Field(sa_column=Column(NAME, nullable=False))
    """The name folded for search and order (domain.text_rules.fold_for_search)."""
    description: str = Field(default="", sa_column=_text())
    created_at: int = Field(sa_column=_ms())
    created_by: str = Field(sa_column=Column(Text, nullable=False))
    updated_at: int = Field(sa_column=_ms())
    next_number: int = Field(default=1, sa_column=Column(Integer, nullable=False, server_default="1"))
    """The number of the next version; it only grows (R2)."""
    # Triggers keep these (store.migrations.summary). Nobody sets them here: a session writes only what was set.
    latest_version: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    """The highest READY version's number."""
    staging_version: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    production_version: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    open_requests: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))


class ModelVersionRow(SQLModel, table=True):
    """A version; the wide columns come last, where a scan does not touch them."""

    __tablename__: ClassVar[str] = "model_version"
    __table_args__ = (
        Index("uq_model_version_number", "model_id", "number", unique=True),
        Index("ix_model_version_stage", "model_id", "stage", "status", "number"),
        Index("ix_model_version_in_stage", "stage", "model_id"),
        Index("ix_model_version_changed", "model_id", "updated_at", "number"),
        Index("ix_model_version_updated", "updated_at"),
        Index(
            "ix_model_version_run", "run_id", sqlite_where=text("run_id <> ''"), postgresql_where=text("run_id <> ''")
        ),
        Index(
            "ix_model_version_unfinished",
            "status",
            sqlite_where=text("status = 'PENDING_REGISTRATION'"),
            postgresql_where=text("status = 'PENDING_REGISTRATION'"),
        ),
        CheckConstraint("stage IN ('None', 'Staging', 'Production', 'Archived')", name="ck_model_version_stage"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=_key())
    model_id: int = Field(sa_column=_model())
    number: int = Field(sa_column=Column(Integer, nullable=False))
    stage: str = Field(sa_column=Column(Text, nullable=False))
    stage_since: int = Field(sa_column=_ms())
    status: str = Field(sa_column=Column(Text, nullable=False))
    status_message: str = Field(default="", sa_column=_text())
    created_at: int = Field(sa_column=_ms())
    created_by: str = Field(sa_column=Column(Text, nullable=False))
    updated_at: int = Field(sa_column=_ms())
    run_id: str = Field(default="", sa_column=_text())
    run_link: str = Field(default="", sa_column=_text())
    source: str = Field(default="", sa_column=_text())
    copy_token: str = Field(default="", sa_column=_text())
    """Names the incoming folder and the lock of the process that copies, while the version is pending."""
    size: int = Field(default=0, sa_column=Column(BigInteger, nullable=False, server_default="0"))
    file_count: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    description: str = Field(default="", sa_column=_text())
    evidence: str = Field(default="", sa_column=_text())
    manifest: str = Field(default="", sa_column=_text())


class TransitionRequestRow(SQLModel, table=True):
    """Somebody's asking for a version to move; one open per user, version and target (Q8)."""

    __tablename__: ClassVar[str] = "transition_request"
    __table_args__ = (
        Index(
            "uq_transition_request_open",
            "version_id",
            "to_stage",
            "requester",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_transition_request_open", "model_id", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_transition_request_decided", "decided_at", "id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=_key())
    model_id: int = Field(sa_column=_model())
    version_id: int = Field(sa_column=_version())
    from_stage: str = Field(sa_column=Column(Text, nullable=False))
    to_stage: str = Field(sa_column=Column(Text, nullable=False))
    requester: str = Field(sa_column=Column(Text, nullable=False))
    comment: str = Field(default="", sa_column=_text())
    created_at: int = Field(sa_column=_ms())
    status: str = Field(sa_column=Column(Text, nullable=False))
    decided_by: str = Field(default="", sa_column=_text())
    decided_at: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    decision_comment: str = Field(default="", sa_column=_text())


class ActivityRow(SQLModel, table=True):
    """One thing that happened. The database refuses UPDATE and DELETE here, so it holds no foreign key."""

    __tablename__: ClassVar[str] = "activity"
    __table_args__ = (
        Index("ix_activity_model", "model_id", "version", "id"),
        Index("ix_activity_time", "created_at", "id"),
        Index("ix_activity_user", "user_name", "id"),
        Index("ix_activity_name", "model_name", "model_id"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=_key())
    type: str = Field(sa_column=Column(Text, nullable=False))
    user_name: str = Field(sa_column=Column(Text, nullable=False))
    acting_user: str = Field(default="", sa_column=_text())
    created_at: int = Field(sa_column=_ms())
    model_id: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    model_name: str = Field(default="", sa_column=_text())
    version: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))
    from_stage: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    to_stage: str | None = Field(default=None, sa_column=Column(Text, nullable=True))
    comment: str = Field(default="", sa_column=_text())
    system_comment: str = Field(default="", sa_column=_text())
    comment_id: int | None = Field(default=None, sa_column=Column(Integer, nullable=True))


class CommentRow(SQLModel, table=True):
    """A comment's text, which its author may change and which goes when it is deleted (C1)."""

    __tablename__: ClassVar[str] = "comment"
    __table_args__ = (Index("ix_comment_version", "version_id", "id"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, sa_column=_key())
    version_id: int = Field(sa_column=_version())
    author: str = Field(sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=_text())
    created_at: int = Field(sa_column=_ms())
    updated_at: int = Field(sa_column=_ms())


class ModelTagRow(SQLModel, table=True):
    """A tag of a model; a key has one value (N7)."""

    __tablename__: ClassVar[str] = "model_tag"
    __table_args__ = (Index("ix_model_tag_value", "key", VALUE_BEGINS, "model_id"),)

    model_id: int = Field(
        sa_column=Column(Integer, ForeignKey("registered_model.id", ondelete="CASCADE"), primary_key=True)
    )
    key: str = Field(sa_column=Column(Text, primary_key=True))
    value: str = Field(sa_column=_text())


class VersionTagRow(SQLModel, table=True):
    """A tag of a version."""

    __tablename__: ClassVar[str] = "version_tag"
    __table_args__ = (Index("ix_version_tag_value", "key", VALUE_BEGINS, "version_id"),)

    version_id: int = Field(
        sa_column=Column(Integer, ForeignKey("model_version.id", ondelete="CASCADE"), primary_key=True)
    )
    key: str = Field(sa_column=Column(Text, primary_key=True))
    value: str = Field(sa_column=_text())


class AliasRow(SQLModel, table=True):
    """A movable name for one version of a model."""

    __tablename__: ClassVar[str] = "alias"
    __table_args__ = (
        Index("ix_alias_version", "version_id"),
        Index("ix_alias_name", "alias", "model_id", "version_id"),
    )

    model_id: int = Field(
        sa_column=Column(Integer, ForeignKey("registered_model.id", ondelete="CASCADE"), primary_key=True)
    )
    alias: str = Field(sa_column=Column(Text, primary_key=True))
    version_id: int = Field(sa_column=_version())


class AccountRow(SQLModel, table=True):
    """A user that an administrator made known; the tables of other things may name more."""

    __tablename__: ClassVar[str] = "account"

    name: str = Field(sa_column=Column(Text, primary_key=True))
    created_at: int = Field(sa_column=_ms())
    created_by: str = Field(sa_column=Column(Text, nullable=False))


class TeamRow(SQLModel, table=True):
    """A group of users; `admins` and `users` are there without a row."""

    __tablename__: ClassVar[str] = "team"

    name: str = Field(sa_column=Column(Text, primary_key=True))
    created_at: int = Field(sa_column=_ms())
    created_by: str = Field(sa_column=Column(Text, nullable=False))


class MembershipRow(SQLModel, table=True):
    """A user's membership of a group. Everybody belongs to `users` without a row."""

    __tablename__: ClassVar[str] = "membership"
    __table_args__ = (Index("ix_membership_user", "user_name", "group_name"),)

    group_name: str = Field(sa_column=Column(Text, primary_key=True))
    user_name: str = Field(sa_column=Column(Text, primary_key=True))


class PermissionRow(SQLModel, table=True):
    """A level that a user or group holds on a model, or on the whole registry where model_id is null (P8)."""

    __tablename__: ClassVar[str] = "permission"
    __table_args__ = (
        Index("ix_permission_principal", "principal", "is_group", "model_id", "level"),
        Index(
            "uq_permission_model",
            "model_id",
            "is_group",
            "principal",
            unique=True,
            sqlite_where=text("model_id IS NOT NULL"),
            postgresql_where=text("model_id IS NOT NULL"),
        ),
        Index(
            "uq_permission_registry",
            "is_group",
            "principal",
            unique=True,
            sqlite_where=text("model_id IS NULL"),
            postgresql_where=text("model_id IS NULL"),
        ),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, sa_column=_key())
    model_id: int | None = Field(default=None, sa_column=_model(nullable=True))
    principal: str = Field(sa_column=Column(Text, nullable=False))
    is_group: int = Field(default=0, sa_column=Column(Integer, nullable=False, server_default="0"))
    """0 or 1: a number, so that the same comparison works on SQLite and PostgreSQL."""
    level: int = Field(sa_column=Column(Integer, nullable=False))


class TokenRow(SQLModel, table=True):
    """What a program shows to be let in as a user; the secret itself is kept nowhere."""

    __tablename__: ClassVar[str] = "token"
    __table_args__ = (Index("ix_token_user", "user_name"), {"sqlite_autoincrement": True})

    id: int | None = Field(default=None, sa_column=_key())
    user_name: str = Field(sa_column=Column(Text, nullable=False))
    label: str = Field(default="", sa_column=_text())
    secret_hash: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    """SHA-256, hexadecimal."""
    created_at: int = Field(sa_column=_ms())
    created_by: str = Field(sa_column=Column(Text, nullable=False))
    expires_at: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    last_used_day: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    """When the day (UTC) began on which it was used last."""


class TallyRow(SQLModel, table=True):
    """How many rows a table has, kept by triggers: counting a million models takes longer than listing them."""

    __tablename__: ClassVar[str] = "tally"

    counted: str = Field(sa_column=Column(Text, primary_key=True))
    """The table's name."""
    n: int = Field(sa_column=Column(BigInteger, nullable=False))


class SettingRow(SQLModel, table=True):
    """A setting of the registry."""

    __tablename__: ClassVar[str] = "setting"

    key: str = Field(sa_column=Column(Text, primary_key=True))
    value: str = Field(sa_column=_text())
