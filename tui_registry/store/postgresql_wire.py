"""A connection to PostgreSQL: for reads, several SELECTs are one message, and so are a transaction's begin and end.

A round trip costs more than most of the registry's SELECTs take. So nothing is sent before an answer is wanted;
then all that was asked for goes at once (libpq's pipeline mode), after BEGIN if it is the first of a transaction.
Nobody waits for the end of one: the next begins with looking at how it went. Nothing is asked just to see whether
the connection is alive: where it is not, and nothing was read yet, all is asked again on a new one.

A transaction that writes is told its changes in the same way, and the last of them with COMMIT; SQLAlchemy can be lent
the connection in its middle. So a process needs only one connection for all of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from select import POLLIN, POLLOUT, poll
from typing import TYPE_CHECKING, Any

from psycopg import Connection, Error, OperationalError, connect
from psycopg.adapt import Transformer
from psycopg.conninfo import conninfo_to_dict
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, TransactionStatus

from tui_registry.store.database import BUSY_SECONDS

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult

MakerOf = Callable[[list[str]], Callable[[Sequence[Any]], Any]]
"""Makes, of the columns' names, what makes a row of its values."""

# Pages are small and found by indexes; the planner's defaults are for disks that turn, and for reports.
_SETTINGS = "SET jit = off; SET random_page_cost = 1.1; SET max_parallel_workers_per_gather = 0"
_BEGIN = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
# Each statement sees what others have committed before it: a row that was waited for is read as it is then.
_BEGIN_TO_WRITE = b"BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
_COMMIT = b"COMMIT"
_PATTERN = b"LIKE $"
_MOST_PREPARED = 300
# A network that was lost silently is noticed (s, ms) by a read that waits; unless the URL says otherwise.
_PATIENCE: Mapping[str, Any] = {"keepalives_idle": 30, "tcp_user_timeout": 30_000}
_SERVER_ENDED = ("57P01", "57P02", "57P05")
_GOOD = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


def connected(url: str) -> Connection[Any]:
    """Return a new connection, as all of ours are; nothing begins a transaction on it by itself.

    Raises:
        psycopg.Error: it can't be had.
    """
    chosen = {**_PATIENCE, **conninfo_to_dict(url), "client_encoding": "UTF8"}
    # The driver prepares nothing: with a rollback it would let the server forget what a wire has prepared, too.
    connection = connect(autocommit=True, prepare_threshold=None, **chosen)
    # Without an end a lock that another program forgot would be waited for, by reads as well.
    connection.execute(f"{_SETTINGS}; SET lock_timeout = {int(BUSY_SECONDS * 1000)}".encode())
    return connection


class Answer:
    """What was asked, and what came back."""

    __slots__ = ("oids", "result", "sql", "values")

    def __init__(self, sql: bytes, values: list[bytes | None], oids: tuple[int, ...]) -> None:
        self.sql, self.values, self.oids = sql, values, oids
        self.result: PGresult | None = None


class Wire:
    """A connection that is opened when it is needed; one thread at a time may use it."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection[Any] | None = None
        self._transformer: Any = None
        self._unsent: list[Answer] = []
        self._sent: deque[tuple[Answer | None, int]] = deque()
        """Whose results come next, and how many: preparing has one of its own."""
        self._prepared: dict[tuple[bytes, tuple[int, ...]], bytes] = {}
        """The names of prepared statements; empty for one that was asked once."""
        self._numbers = count()
        self._began = self._has_read = self._was_open = self._owes_sync = False
        self._writes = self._is_lent = False
        self.kept: Any = None
        """What they who were lent the connection have made of it, for their next loan; None with each new one."""

    @property
    def is_idle(self) -> bool:
        """Whether whoever used it ended what they began; an interrupt may come at any point."""
        return not (self._began or self._writes or self._is_lent or self._unsent)

    def ask(self, sql: bytes, values: list[bytes | None], oids: tuple[int, ...]) -> Answer:
        """Note a statement; it is sent with the first answer that is taken from now on, or with the commit."""
        answer = Answer(sql, values, oids)
        if self._is_lent:
            answer.result = self._ask_at_once(answer)
        else:
            self._unsent.append(answer)
        return answer

    def take(self, answer: Answer, maker: MakerOf) -> list[Any]:
        """Return the rows of an answer, each made of its values by what `maker` returns for the columns' names.

        Raises:
            psycopg.Error: it can't be answered; the connection is closed.
        """
        result = self.result_of(answer)
        names = [(result.fname(column) or b"").decode() for column in range(result.nfields)]
        self._transformer.set_pgresult(result)
        rows: list[Any] = self._transformer.load_rows(0, result.ntuples, maker(names))
        return rows

    def result_of(self, answer: Answer) -> PGresult:
        """Return what the server answered; else as `take`."""
        if answer.result is None:
            if not any(waiting is answer for waiting in (*self._unsent, *(asked for asked, _ in self._sent))):
                raise OperationalError("what was asked is not waited for any more")
            self._receive(answer)
        assert answer.result is not None
        return answer.result

    def begin_to_write(self) -> None:
        """Let the next transaction write. It is on a connection that is alive, since nothing of it is asked twice.

        Raises:
            psycopg.Error: the database can't be reached.
        """
        self._alive()
        self._writes = True

    def commit(self) -> None:
        """Send what was not sent yet with COMMIT, and wait until all of it is kept.

        Raises:
            psycopg.Error: the server refused something; nothing is kept, and the connection is closed.
        """
        try:
            if self._writes and self._connection is None:
                # By an error that somebody caught.
                raise OperationalError("the transaction is over")
            if self._began or self._unsent:
                self._send_all()
                self._send(Answer(_COMMIT, [], ()), is_ours=True)
                self._synchronize()
        except BaseException:
            self.close()
            raise
        finally:
            self._forget_transaction()

    def lend(self) -> Connection[Any]:
        """Lend the connection in the middle of a transaction that writes; what is asked until its end goes at once.

        Raises:
            psycopg.Error: the server refused what was asked before; the connection is closed.
        """
        try:
            self._send_all()
            self._synchronize()
        except BaseException:
            self.close()
            raise
        assert self._connection is not None
        self._connection.pgconn.exit_pipeline_mode()
        self._is_lent = True
        return self._connection

    def take_back(self) -> None:
        """Take the connection back, after its transaction was ended."""
        self._is_lent = False
        if self._connection is not None:
            if self._connection.pgconn.transaction_status == TransactionStatus.IDLE:
                self._connection.pgconn.enter_pipeline_mode()
            else:
                self.close()
        self._forget_transaction()

    def end(self) -> None:
        """End the transaction, without waiting for it."""
        self._unsent.clear()
        try:
            if self._connection is not None and self._began:
                self._read_until(None)
                pgconn = self._connection.pgconn
                pgconn.send_query_params(b"ROLLBACK", None)
                self._sent.append((None, 1))
                pgconn.pipeline_sync()
                self._owes_sync = True
                self._flush()
        except OperationalError:
            # All was read: the next transaction finds another connection.
            self.close()
        except BaseException:
            self.close()
            raise
        finally:
            self._forget_transaction()

    def close(self) -> None:
        """Close the connection; the next question opens another one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = self.kept = None
        self._sent.clear()
        self._prepared.clear()
        self._owes_sync = self._began = self._is_lent = False

    def _forget_transaction(self) -> None:
        self._began = self._has_read = self._writes = False
        if len(self._prepared) >= _MOST_PREPARED:
            self.close()

    def _receive(self, answer: Answer) -> None:
        if not self._began:
            self._was_open = self._connection is not None
        try:
            again = [*(waiting for waiting, _ in self._sent if waiting is not None), *self._unsent]
            try:
                self._exchange(answer)
            except OperationalError as error:
                if self._writes or not self._was_open or self._has_read or not _is_lost(error):
                    raise
                # The server ended the connection since the last transaction: begin anew, once.
                self._was_open = False
                self.close()
                self._unsent = again
                self._exchange(answer)
        except BaseException:
            self.close()
            raise
        self._has_read = True

    def _exchange(self, answer: Answer) -> None:
        """Send what was asked and not sent yet, and read as far as an answer."""
        if self._unsent:
            self._send_all()
            assert self._connection is not None
            self._connection.pgconn.send_flush_request()
            self._flush()
        self._read_until(answer)

    def _send_all(self) -> None:
        """Give all that was asked to libpq, behind the beginning of the transaction."""
        if self._connection is None:
            if self._has_read or self._writes:
                raise OperationalError("the connection was lost while it was used")
            self._open()
        if not self._began:
            self._settle()
            self._send(Answer(_BEGIN_TO_WRITE if self._writes else _BEGIN, [], ()), is_ours=True)
            self._began = True
        for asked in self._unsent:
            self._send(asked)
        self._unsent = []

    def _synchronize(self) -> None:
        """Send everything, and read all there is to read."""
        assert self._connection is not None
        self._connection.pgconn.pipeline_sync()
        self._flush()
        self._read_until(None)
        result = self._result()
        if result is None or result.status != ExecStatus.PIPELINE_SYNC:
            raise OperationalError("the transaction did not end")

    def _ask_at_once(self, asked: Answer) -> PGresult:
        assert self._connection is not None
        result = self._connection.pgconn.exec_params(asked.sql, asked.values, asked.oids)
        if result.status not in _GOOD:
            raise error_from_result(result, "utf-8")
        return result

    def _alive(self) -> Connection[Any]:
        """Return the connection with nothing under way on it, a new one where the server has ended it.

        The server says nothing to a connection that waits, except that it ends it: so one look tells.
        """
        try:
            if self._connection is not None:
                self._settle()
                if self._poll.poll(0):
                    self.close()
        except OperationalError:
            self.close()
        if self._connection is None:
            self._open()
        assert self._connection is not None
        return self._connection

    def _open(self) -> None:
        self._connection = connected(self._url)
        self._connection.pgconn.enter_pipeline_mode()
        self._transformer = Transformer(self._connection)
        self._poll = poll()
        self._poll.register(self._connection.pgconn.socket, POLLIN)

    def _settle(self) -> None:
        """Read how the transaction before ended."""
        assert self._connection is not None
        if self._owes_sync:
            try:
                self._read_until(None)
            except Error as error:
                # Such as a limit of the server's for a transaction's time: it is not this one's.
                raise OperationalError("the last transaction did not end") from error
            result = self._result()
            if result is None or result.status != ExecStatus.PIPELINE_SYNC:
                raise OperationalError("the last transaction did not end")
            self._owes_sync = False
        # Where the server ended the connection, this tells.
        self._connection.pgconn.consume_input()

    def _send(self, asked: Answer, *, is_ours: bool = False) -> None:
        assert self._connection is not None
        pgconn = self._connection.pgconn
        key = (asked.sql, asked.oids)
        name = self._prepared.get(key)
        results = 1
        if _PATTERN in asked.sql:
            # How many rows are like a pattern tells which index to take, so each pattern has a plan of its own.
            pgconn.send_query_params(asked.sql, asked.values, asked.oids)
        elif name is None:
            self._prepared[key] = b""
            pgconn.send_query_params(asked.sql, asked.values, asked.oids)
        else:
            if not name:
                # What comes a second time will come again.
                name = self._prepared[key] = b"s%d" % next(self._numbers)
                pgconn.send_prepare(name, asked.sql, asked.oids)
                results = 2
            pgconn.send_query_prepared(name, asked.values)
        self._sent.append((None if is_ours else asked, results))

    def _read_until(self, answer: Answer | None) -> None:
        """Read results in the order of asking as far as an answer, or all there are."""
        while self._sent and (answer is None or answer.result is None):
            asked, results = self._sent[0]
            for _ in range(results):
                result = self._result()
                if result is None or result.status not in _GOOD:
                    raise OperationalError("no answer") if result is None else error_from_result(result, "utf-8")
                if self._result() is not None:
                    raise OperationalError("more answers than questions")
            self._sent.popleft()
            if asked is not None:
                asked.result = result

    def _result(self) -> PGresult | None:
        """Return the next result, or None at the end of a statement's."""
        assert self._connection is not None
        pgconn = self._connection.pgconn
        while pgconn.is_busy():
            self._poll.poll()
            pgconn.consume_input()
        return pgconn.get_result()

    def _flush(self) -> None:
        assert self._connection is not None
        pgconn = self._connection.pgconn
        while pgconn.flush():
            # It may be that the server waits, too, for its answers to be read.
            self._poll.modify(pgconn.socket, POLLIN | POLLOUT)
            if any(event & POLLIN for _, event in self._poll.poll()):
                pgconn.consume_input()
            self._poll.modify(pgconn.socket, POLLIN)


def _is_lost(error: OperationalError) -> bool:
    """Whether the connection failed: what the server refused, or ended at somebody's wish, is not asked again."""
    state = error.sqlstate
    return state is None or state.startswith("08") or state in _SERVER_ENDED
