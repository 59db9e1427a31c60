"""Where in a server a registry may be, beside whom, and what is said where it can't be there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from tests.registry.servers import Server
from tests.registry.support import founder
from tui_registry import PermissionLevel, Registry
from tui_registry.domain.errors import ForeignDatabase, RegistryUnavailable
from tui_registry.domain.ordering import HistoryQuery
from tui_registry.registry.backup_folder import back_up_into
from tui_registry.registry.checking import check
from tui_registry.registry.repairing import repair
from tui_registry.registry.restoring import restore
from tui_registry.registry.upgrading import upgrade
from tui_registry.store.database import open_database
from tui_registry.store.postgresql_troubles import unavailable


@pytest.fixture
def url(postgresql_server: Server) -> str:
    return postgresql_server.empty_database()


@pytest.fixture
def made(url: str, tmp_path: Path) -> str:
    """A registry in which everybody may read."""
    Registry.open(url, artifacts=str(tmp_path / "artifacts"), everyone=PermissionLevel.CAN_READ).close()
    return url


@pytest.fixture
def reader(url: str) -> Iterator[str]:
    """A role that owns nothing."""
    role = f"reader_{url.split('/')[3].split('?')[0]}"
    do(url, f"CREATE ROLE {role} LOGIN")
    yield role
    do(url, f"DROP OWNED BY {role}; DROP ROLE {role}")


def do(url: str, statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements.encode())


def within(url: str, path: str) -> str:
    return f"{url}&options=-csearch_path%3D{path}"


def as_role(url: str, role: str) -> str:
    return url.replace("//postgres:@", f"//{role}@")


def has_index(url: str) -> bool:
    with closing(open_database(url)) as database, database.read() as reader:
        return reader.has_name_index


def test_another_program_in_another_schema_is_no_matter(url: str, tmp_path: Path) -> None:
    do(url, "CREATE SCHEMA mlflow; CREATE TABLE mlflow.alembic_version (version_num text)")
    do(url, "INSERT INTO mlflow.alembic_version VALUES ('dc11669786a5'); CREATE TABLE mlflow.comment (id int)")
    with pytest.raises(RegistryUnavailable, match="There is no registry at"):
        Registry.open(url, create=False)
    with Registry.open(url, artifacts=str(tmp_path / "artifacts")) as registry:
        registry.acting_as("alice").create_registered_model("churn")
    do(url, "UPDATE mlflow.alembic_version SET version_num = '0001'")
    assert upgrade(url).from_schema == upgrade(url).to_schema
    with Registry.open(url, create=False) as registry:
        assert registry.acting_as("alice").list_models("hur").total == 1


@pytest.mark.parametrize("operators", ["first", "elsewhere"])
def test_two_registries_in_two_schemas_know_nothing_of_each_other(
    url: str, tmp_path: Path, source: Path, operators: str
) -> None:
    do(url, "CREATE SCHEMA first; CREATE SCHEMA second; CREATE SCHEMA third; CREATE SCHEMA elsewhere")
    do(url, f"CREATE EXTENSION pg_trgm SCHEMA {operators}")
    for number, schema in enumerate(("first", "second"), 1):
        with Registry.open(within(url, schema), artifacts=str(tmp_path / schema)) as registry:
            alice = registry.acting_as("alice")
            for name in ["churn", "fraud"][:number]:
                alice.register_model(name, str(source))
            alice.transition_model_version_stage("churn", 1, "Production")
    for number, schema in enumerate(("first", "second"), 1):
        with Registry.open(within(url, schema), create=False) as registry:
            alice = registry.acting_as("alice")
            assert [row.name for row in alice.list_models("chur").rows] == ["churn"]
            assert alice.list_models().total == number
            assert alice.search_history(HistoryQuery()).total == 2 * number + 1
            assert list(check(registry)) == list(repair(registry)) == []
            assert has_index(within(url, schema))
    with Registry.open(within(url, "second"), create=False) as registry:
        back_up_into(registry, tmp_path / "backup")
    done = restore(tmp_path / "backup", within(url, "third"), artifacts=tmp_path / "third")
    assert (done.versions, done.problems) == (2, ())
    with Registry.open(within(url, "third"), create=False) as registry:
        registry.acting_as("alice").register_model("fraud", str(source))
        assert list(check(registry)) == []


def test_the_index_of_one_registry_is_not_taken_for_anothers(url: str, tmp_path: Path) -> None:
    do(url, "CREATE SCHEMA first; CREATE SCHEMA second")
    for schema in ("first", "second"):
        Registry.open(within(url, schema), artifacts=str(tmp_path / schema)).close()
    do(url, "DROP INDEX first.ix_registered_model_trigrams")
    assert not has_index(within(url, "first,second"))
    assert has_index(within(url, "second,first"))


@pytest.mark.parametrize("create", [False, True])
def test_a_search_path_to_nowhere_is_said_to_be_one(url: str, tmp_path: Path, create: bool) -> None:
    with pytest.raises(RegistryUnavailable, match="No schema of the search_path nowhere is there.*search_path in"):
        Registry.open(within(url, "nowhere"), create=create, artifacts=str(tmp_path))


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_a_database_that_can_not_hold_every_name_is_refused(
    postgresql_server: Server, tmp_path: Path, encoding: str
) -> None:
    name = f"of_{encoding.lower()}"
    do(postgresql_server.url, f"DROP DATABASE IF EXISTS {name}")
    do(postgresql_server.url, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'")
    with pytest.raises(RegistryUnavailable, match=f"encoding {encoding}.*createdb -E UTF8 -T template0"):
        Registry.open(postgresql_server.url.replace("/postgres?", f"/{name}?"), artifacts=str(tmp_path / "artifacts"))


def test_another_programs_database_is_said_to_be_one(url: str, tmp_path: Path) -> None:
    do(url, "CREATE TABLE spatial_ref_sys (id int); CREATE VIEW comment AS SELECT 1 AS id")
    with pytest.raises(ForeignDatabase, match="another program's: it holds a table 'comment' already.*search_path"):
        Registry.open(url, artifacts=str(tmp_path / "artifacts"))
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        assert found == (1,)
    do(url, "CREATE TABLE alembic_version (version_num text); INSERT INTO alembic_version VALUES ('dc11669786a5')")
    for create in (False, True):
        with pytest.raises(ForeignDatabase, match="another program's: its schema dc11669786a5 is none of"):
            Registry.open(url, create=create)


def test_a_role_is_told_what_it_lacks(made: str, reader: str) -> None:
    asking = as_role(made, reader)
    with pytest.raises(RegistryUnavailable, match=rf"permission denied for table .*GRANT SELECT.*TO {reader}"):
        Registry.open(asking, create=False)
    do(made, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}")
    with Registry.open(asking, create=False) as registry:
        client = registry.acting_as(founder())
        assert client.list_models().total == 0
        with pytest.raises(RegistryUnavailable, match="permission denied for .*GRANT SELECT, INSERT"):
            client.create_registered_model("churn")
    do(made, "DROP INDEX ix_registered_model_trigrams")
    do(made, f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {reader}")
    with (
        Registry.open(asking, create=False) as registry,
        pytest.raises(RegistryUnavailable, match="must be owner of .*Do it as the role that made"),
    ):
        repair(registry)


def test_a_role_that_may_make_no_tables_is_told_so(url: str, reader: str, tmp_path: Path) -> None:
    do(url, "CREATE SCHEMA closed; REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    with pytest.raises(RegistryUnavailable, match=rf"schema public.*GRANT USAGE, CREATE ON SCHEMA public TO {reader}"):
        Registry.open(as_role(url, reader), artifacts=str(tmp_path / "artifacts"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("/test_", "/none_", "createdb -E UTF8 -T template0 'none_"),
        ("//postgres:@", "//nobody@", "name another user"),
        ("?host=", "?host=/nowhere", "Look at host and port"),
        ("?host=", "?port=1&host=", "Look at host and port"),
        ("@/", "@127.0.0.1:1/", "Look at host and port"),
        ("?host=", "?hostaddr=127.0.0.1&port=1&host=", "Look at host and port"),
    ],
)
def test_an_address_that_leads_nowhere_is_told_with_the_next_step(url: str, old: str, new: str, told: str) -> None:
    address = url.replace(old, new, 1)
    if "@127" in new:
        address = address.partition("?")[0]
    with pytest.raises(RegistryUnavailable, match="in PostgreSQL on .* can't be used: .*failed") as refused:
        Registry.open(address, create=False)
    assert told in refused.value.message


def test_a_host_that_nobody_knows_is_told_with_the_next_step() -> None:
    with pytest.raises(RegistryUnavailable, match=r"on no.such.invalid can't be used: .*Look at the host's name"):
        Registry.open("postgresql://app:s3cret@no.such.invalid/db", create=False)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ('FATAL:  password authentication failed for user "app"', "the right password in ~/.pgpass"),
        ("fe_sendauth: no password supplied", "the right password in ~/.pgpass"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "app"', "allow it in pg_hba.conf"),
        ("cannot execute INSERT in a read-only transaction", "a server and a role that may write"),
        ("cannot set transaction read-write mode during recovery", "a server and a role that may write"),
        ('permission denied for sequence "activity_id_seq"', "ALL SEQUENCES IN SCHEMA team TO app"),
    ],
)
def test_what_needs_another_server_to_happen_is_told_with_the_next_step(reason: str, told: str) -> None:
    address = "postgresql://app@db.example/registry?options=-csearch_path%3Dteam"
    message = unavailable(address, psycopg.OperationalError(f"{reason}\nDETAIL: x")).message
    assert message.startswith(f"The registry in PostgreSQL on db.example can't be used: {reason}. ")
    assert told in message
    assert "DETAIL" not in message


def test_a_reason_that_nobody_knows_is_told_alone() -> None:
    message = unavailable("postgresql:///db", psycopg.OperationalError("FATAL: es geht nicht")).message
    assert message == "The registry in PostgreSQL on localhost can't be used: FATAL: es geht nicht"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app:zq1@zq2/zq3:zq4@127.0.0.1:1/db",
        "postgresql://app:zq1/zq2@127.0.0.1:1/db",
        "postgresql://app:zq1%zq2@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?user=app&password=zq1&zq2",
        "postgresql://127.0.0.1:1/db?pass%77ord=zq1%zq2",
        "postgresql://app:zq1@[::1/db",
    ],
)
def test_a_password_that_is_not_encoded_is_not_told_but_that_it_has_to_be(url: str) -> None:
    with pytest.raises(RegistryUnavailable, match="has to be percent-encoded there: @ as %40") as refused:
        Registry.open(url, create=False)
    assert "zq" not in refused.value.message
