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


def renew_name_index(writer: Writer) -> None:
    """Make SQLite's index of the names' parts anew, which must be there; PostgreSQL's can't differ from the names."""
    if writer.is_sqlite:
        writer.write("INSERT INTO model_name_index (model_name_index) VALUES ('rebuild')")
