"""The triggers that keep the number of models, so that nobody has to count them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

_SQLITE = (
    "CREATE TRIGGER model_tallied AFTER INSERT ON registered_model BEGIN "
    "UPDATE tally SET n = n + 1 WHERE counted = 'registered_model'; END",
    "CREATE TRIGGER model_untallied AFTER DELETE ON registered_model BEGIN "
    "UPDATE tally SET n = n - 1 WHERE counted = 'registered_model'; END",
)
# Once a statement, not once a row: one that loads many models would else write their number as many times.
_POSTGRESQL = (
    "CREATE FUNCTION tally_models() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN UPDATE tally SET n = n + CASE TG_OP WHEN 'INSERT' THEN 1 ELSE -1 END * (SELECT count(*) FROM changed) "
    "WHERE counted = 'registered_model'; RETURN NULL; END $$",
    "CREATE TRIGGER model_tallied AFTER INSERT ON registered_model REFERENCING NEW TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION tally_models()",
    "CREATE TRIGGER model_untallied AFTER DELETE ON registered_model REFERENCING OLD TABLE AS changed "
    "FOR EACH STATEMENT EXECUTE FUNCTION tally_models()",
)


def count_models() -> None:
    """Create the tally with the present number of models in it, and what keeps it."""
    op.create_table(
        "tally",
        sa.Column("counted", sa.Text(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("counted"),
    )
    op.execute("INSERT INTO tally (counted, n) SELECT 'registered_model', count(*) FROM registered_model")
    for statement in statements(is_sqlite=op.get_bind().dialect.name == "sqlite"):
        op.execute(statement)


def statements(*, is_sqlite: bool) -> tuple[str, ...]:
    """Return what creates the triggers that keep it."""
    return _SQLITE if is_sqlite else _POSTGRESQL
