"""A write transaction in PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from psycopg import OperationalError
from psycopg.pq import TransactionStatus

from tui_registry.store.postgresql_reads import WireReader
from tui_registry.store.postgresql_wire import Answer, Wire
from tui_registry.store.reader import Parameter
from tui_registry.store.writer import Writer, insertion

if TYPE_CHECKING:
    from psycopg import Connection
    from sqlmodel import Session

    from tui_registry.store.lending import LentEngine


class WireWriter(WireReader, Writer):
    """Writes by a wire, or by SQLAlchemy on the wire's connection."""

    def __init__(self, wire: Wire, engine: Callable[[], LentEngine]) -> None:
        super().__init__(wire)
        self._engine = engine
        self._session: Session | None = None
        self._lent: Connection[Any] | None = None
        wire.begin_to_write()

    def write(self, sql: str, **parameters: Parameter) -> Callable[[], int]:
        """Ask for an UPDATE, DELETE or INSERT, and return what tells how many rows it wrote."""
        answer = self._ask(sql, parameters)
        return lambda: self._wire.result_of(answer).command_tuples or 0

    def insert(self, table: str, **values: Parameter) -> Callable[[], int]:
        """Ask for a new row, and return what tells its id."""
        told = self.later(f"{insertion(table, tuple(values))} RETURNING id", **values)
        return lambda: int(next(iter(told()))[0])

    @property
    def session(self) -> Session:
        """The unit of work within this transaction."""
        if self._session is None:
            from sqlmodel import Session

            self._lent = self._wire.lend()
            if self._wire.kept is None:
                self._wire.kept = self._engine().on(self._lent)
            self._session = Session(self._wire.kept, expire_on_commit=False)
        return self._session

    def commit(self) -> None:
        """End the transaction: all of it is kept from now on."""
        if self._session is not None:
            self._refuse_ended()
            self._session.commit()
            self._session.close()
        if self._lent is None:
            self._wire.commit()
        else:
            # A session that wrote nothing has ended nothing.
            self._lent.commit()
            self._wire.take_back()
            self._session = self._lent = None

    def roll_back(self) -> None:
        """End the transaction as if it had not been."""
        try:
            if self._session is not None:
                self._session.close()
        finally:
            if self._lent is None:
                self._wire.end()
            else:
                try:
                    self._lent.rollback()
                finally:
                    self._wire.take_back()

    def _ask(self, sql: str, parameters: dict[str, Parameter]) -> Answer:
        if self._session is not None:
            self._session.flush()
            self._refuse_ended()
        return super()._ask(sql, parameters)

    def _refuse_ended(self) -> None:
        if self._lent is not None and self._lent.info.transaction_status != TransactionStatus.INTRANS:
            # By an error that somebody caught: what is asked now would be kept by itself, or nothing of all.
            raise OperationalError("the transaction is over")
