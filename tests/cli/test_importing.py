"""`tui-registry import mlflow`; what it takes from MLflow's own stores is shown in tests/tracking."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pexpect
import pytest

from tests.cli.schema_check import problems
from tests.cli.support import Cli, environment
from tests.registry.foreign import Elsewhere
from tests.registry.support import write_model
from tui_registry.cli.importing import _print_model, _Report
from tui_registry.cli.schema import schema_of
from tui_registry.domain.importing import ImportedModel, ImportNote, NoteKind

with_mlflow = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.skipif(importlib.util.find_spec("mlflow") is None, reason="MLflow is not installed"),
]
ODD = "odd\u202ename"
NOTES = (
    ImportNote(NoteKind.NOT_TAKEN, "power\x1b", 4, "artifacts", "The bucket is gone."),
    ImportNote(NoteKind.DIFFERENT, "power\x1b", None, "tag team", "There it is 'a', here it is 'b'."),
)
TAKEN = ImportedModel("power\x1b", True, (1, 2, 3, 7), (1, 2, 3), NOTES)


def report(*models: ImportedModel, rehearsal: bool = False) -> _Report:
    return _Report(Elsewhere(), rehearsal, list(models))


def fill(folder: Path, source: Path) -> None:
    """Write what MLflow's file store would: `power` with version 2 in Production, and a name that poses as another."""
    for name in ("power", ODD):
        (folder / "models" / name).mkdir(parents=True)
        facts = f"name: {name}\ncreation_timestamp: 1700000000000\nlast_updated_timestamp: 1700000009000\n"
        (folder / "models" / name / "meta.yaml").write_text(facts, encoding="utf-8")
    version = folder / "models" / "power" / "version-2"
    version.mkdir()
    (version / "meta.yaml").write_text(
        "name: power\nversion: '2'\ncreation_timestamp: 1700000001000\nlast_updated_timestamp: 1700000002000\n"
        f"current_stage: Production\nsource: {source}\nstatus: READY\ndescription: second\n"
    )


def test_a_place_where_nothing_is_is_refused(cli: Cli, tmp_path: Path) -> None:
    for uri in (str(tmp_path / "none"), f"sqlite:///{tmp_path}/none.db"):
        assert cli("import", "mlflow", uri).refusal == "INVALID_PARAMETER_VALUE"
    assert not (tmp_path / "none.db").exists()


def test_only_administrators_may_and_are_told_before_anything_is_asked(cli: Cli) -> None:
    for words in ((), ("--dry-run",)):
        answer = cli("import", "mlflow", "http://127.0.0.1:1", "--as", "bob", *words)
        assert answer.refusal == "PERMISSION_DENIED"
        assert "bob may not import models" in answer.err


def test_read_only_leaves_the_rehearsal(cli: Cli, tmp_path: Path) -> None:
    assert cli("import", "mlflow", str(tmp_path), "--read-only").refusal == "PERMISSION_DENIED"
    assert cli("import", "mlflow", str(tmp_path / "none"), "--read-only", "--dry-run").refusal != "PERMISSION_DENIED"


def test_wrong_words_are_wrong_usage(cli: Cli) -> None:
    for words in (("import",), ("import", "mlflow"), ("import", "other", "x")):
        assert cli(*words).code == 2


def test_what_was_done_and_what_not_is_printed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    _print_model(TAKEN)
    _print_model(ImportedModel("known", completed=(5,)))
    _print_model(ImportedModel("same"))
    assert capsys.readouterr().out.splitlines() == [
        "power\ufffd: new; added v1 to v3, v7",
        "power\ufffd v4 artifacts: not taken: The bucket is gone.",
        "power\ufffd tag team: different: There it is 'a', here it is 'b'.",
        "known: artifacts of v5",
    ]


@pytest.mark.parametrize(
    ("models", "rehearsal", "said"),
    [
        ((TAKEN,), False, "Took 1 new model(s), 4 version(s), and the artifacts of 3. 2 thing(s) of theirs are not in"),
        ((TAKEN,), True, "Would take 1 new model(s), 4 version(s)"),
        ((ImportedModel("same"),), False, "Nothing was changed."),
        ((), True, "Looked at 0 model(s) of mlflow://elsewhere. Nothing would be changed."),
    ],
)
def test_the_last_sentence_sums_it_up(models: tuple[ImportedModel, ...], rehearsal: bool, said: str) -> None:
    assert said in report(*models, rehearsal=rehearsal).sentence()


def test_the_report_is_as_its_schema_says() -> None:
    schema = schema_of("import mlflow")
    for made in (report(TAKEN, ImportedModel("same")), report(TAKEN, rehearsal=True), report()):
        assert list(problems(made.wire(), schema, schema)) == []
    assert report(TAKEN).wire()["changed"]
    assert not report(TAKEN, rehearsal=True).wire()["changed"]
    assert not report(ImportedModel("same", notes=NOTES)).wire()["changed"]


class TestWithMlflow:
    pytestmark = with_mlflow

    @pytest.fixture
    def theirs(self, tmp_path: Path) -> Path:
        fill(tmp_path / "mlruns", write_model(tmp_path / "source"))
        return tmp_path / "mlruns"

    def test_the_exit_code_says_whether_all_was_taken(self, cli: Cli, theirs: Path) -> None:
        rehearsed = cli("import", "mlflow", str(theirs), "--dry-run")
        assert rehearsed.code == 1
        assert "power: new; added v2" in rehearsed.out
        assert cli("model", "show", "power").code == 1
        taken = cli("import", "mlflow", str(theirs), "--model", "power")
        assert (taken.code, taken.out) == (0, "power: new; added v2\n")
        version = cli("version", "show", "power/2", "--json").json
        assert (version["current_stage"], version["creation_timestamp"]) == ("Production", 1_700_000_001_000)
        again = cli("import", "mlflow", str(theirs), "--model", "power")
        assert (again.code, again.out) == (0, "")
        assert "Nothing was changed." in again.err
        all_of_them = cli("import", "mlflow", str(theirs))
        assert all_of_them.code == 1
        assert "odd\ufffdname: not taken: A registered model's name must not contain invisible" in all_of_them.out
        assert cli("db", "check").code == 0

    def test_a_model_that_is_not_there_is_told(self, cli: Cli, theirs: Path) -> None:
        answer = cli("import", "mlflow", str(theirs), "--model", "none")
        assert answer.code == 1
        assert "none: not taken: That registry refuses:" in answer.out

    def test_a_terminal_shows_how_far_it_is(self, registry_file: Path, theirs: Path, tmp_path: Path) -> None:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "tui_registry", "--registry", str(registry_file), "import", "mlflow", str(theirs)],
            env=environment(tmp_path, TERM="xterm", MLFLOW_DISABLE_TELEMETRY="true"),
            encoding="utf-8",
            timeout=100,
        )
        child.expect(r"\[\.{20}\] 1 of 2 odd\ufffdname")
        child.expect(r"\[#{10}\.{10}\] 2 of 2 power")
        child.expect(r"100% of 0 MiB power")
        child.expect(r"\r\x1b\[Kpower: new; added v2")
        child.expect(pexpect.EOF)
        child.wait()
        assert child.exitstatus == 1
