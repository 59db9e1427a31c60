"""What is kept a second time so that lists are quick, worked out anew (store.reads.kept tells what is wrong)."""

from __future__ import annotations

from tui_registry.store.summary import RENEWAL
from tui_registry.store.writer import Writer


def renew_model(writer: Writer, model_id: int, search_name: str) -> None:
    """Set what a model's row says of its name, versions and requests; the model is locked."""
    writer.update("registered_model", model_id, search_name=search_name)
    writer.write(f"{RENEWAL} WHERE id = :model", model=model_id)


def renew_tally(writer: Writer) -> None:
    """Count the models; those who are about to make or delete one wait until this is committed."""
    if not writer.is_sqlite:
        writer.row("SELECT n FROM tally WHERE counted = 'registered_model' FOR UPDATE")
    counted = writer.number("SELECT count(*) AS n FROM registered_model")
    writer.put("tally", ("counted",), counted="registered_model", n=counted)


def refill_name_index(writer: Writer) -> None:
    """Make SQLite's index of the names' parts anew, which must be there; PostgreSQL's can't differ from the names."""
    if writer.is_sqlite:
        writer.write("INSERT INTO model_name_index (model_name_index) VALUES ('rebuild')")


def make_name_index(writer: Writer, look: str) -> bool:
    """Make the index of the names' parts where there is none and there can be one; return whether it was made.

    Args:
        writer: Of a transaction that keeps nothing else: whoever doesn't own the tables may make no index.
        look: The SELECT that has a row if it is there.
    """
    if writer.row(look) is None and not writer.is_sqlite:
        # Of two who make it at once, the second one sees it. SQLite's writers queue already.
        writer.later("LOCK TABLE registered_model IN SHARE ROW EXCLUSIVE MODE")
    if writer.row(look) is not None:
        return False
    from tui_registry.store.migrations.name_index import index_names

    return index_names(writer.session.connection())
