"""What MLmodel tells, whoever wrote it, and how it is kept."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.artifact_sources import MLMODEL, RUN_ID, write_files
from tui_registry.domain.entities import ArtifactFile
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.evidence import Column, Evidence, Signature
from tui_registry.store.evidence import gather_evidence
from tui_registry.store.evidence.codec import dump_evidence, dump_manifest, load_evidence, load_manifest
from tui_registry.store.evidence.limits import MAX_COLUMNS, MAX_FLAVORS, MAX_TEXT
from tui_registry.store.evidence.mlmodel import has_mlmodel, read_mlmodel


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    return write_files(tmp_path / "project" / "model", {"MLmodel": MLMODEL.encode()})


def mlmodel(tmp_path: Path, text: str | bytes) -> Evidence:
    raw = text if isinstance(text, bytes) else text.encode()
    return read_mlmodel(write_files(tmp_path / "one", {"MLmodel": raw}))


def signature(tmp_path: Path, **parts: object) -> Signature | None:
    # JSON is YAML.
    return mlmodel(
        tmp_path, json.dumps({"signature": {key: json.dumps(part) for key, part in parts.items()}})
    ).signature


# MLmodel


def test_a_sklearn_model_as_mlflow_writes_it(model: Path) -> None:
    write_files(model, {"requirements.txt": b"mlflow==3.17.0\n\nscikit-learn==1.7.2\n"})
    assert has_mlmodel(model)
    assert gather_evidence(model, environ={}) == Evidence(
        flavors={"python_function": "3.11.7", "sklearn": "1.7.2"},
        signature=Signature(
            inputs=(Column("alcohol", "double"), Column("region", "string", required=False)),
            outputs=(Column("", "tensor int64 (-1)"),),
        ),
        model_size_bytes=1043,
        mlflow_version="3.17.0",
        logged_at="2026-09-20 10:11:12.345678",
        requirements=("mlflow==3.17.0", "scikit-learn==1.7.2"),
        run_id=RUN_ID,
    )


def test_without_mlmodel_there_is_no_evidence(tmp_path: Path) -> None:
    lone = write_files(tmp_path / "plain", {"weights.bin": b"x"}) / "weights.bin"
    for place in (tmp_path / "plain", tmp_path / "nowhere", lone):
        assert not has_mlmodel(place)
        assert read_mlmodel(place) == Evidence()


def test_mlmodel_that_is_a_link_out_or_a_pipe_is_none(tmp_path: Path) -> None:
    outside = write_files(tmp_path / "outside", {"MLmodel": MLMODEL.encode()}) / "MLmodel"
    folder = write_files(tmp_path / "model", {"real": MLMODEL.encode()})
    (folder / "MLmodel").symlink_to(outside)
    assert not has_mlmodel(folder)
    assert read_mlmodel(folder) == Evidence()
    (folder / "MLmodel").unlink()
    os.mkfifo(folder / "MLmodel")
    assert read_mlmodel(folder) == Evidence()
    (folder / "MLmodel").unlink()
    (folder / "MLmodel").symlink_to("real")
    assert read_mlmodel(folder).run_id == RUN_ID


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a list",
        "just text",
        "a: [1",
        "a: b: c",
        "a: 1\n---\nb: 2",
        "&a [*a]",
        "? [1]\n: 2",
        "a: \x00",
        b"\xff\xfe\x00",
        pytest.param("[" * 500_000, id="deep brackets"),
        pytest.param("a: " + "- " * 400_000, id="deep list"),
        pytest.param("- " * 400_000, id="deep blocks"),
        pytest.param("a: " + "x" * (1 << 20), id="large"),
        "signature: {inputs: '[{'}",
        "signature: {inputs: '{}'}",
        "signature: {outputs: '[1]'}",
        pytest.param("signature: {inputs: '" + "[" * 200_000 + "'}", id="deep signature"),
    ],
)
def test_mlmodel_that_makes_no_sense_is_refused_with_a_sentence(tmp_path: Path, text: str | bytes) -> None:
    with pytest.raises(InvalidParameterValue, match=r"MLmodel .*\. Log the model again\.$"):
        mlmodel(tmp_path, text)


def test_values_stay_what_they_read_as(tmp_path: Path) -> None:
    bomb = "".join(f"x{level}: &x{level} [{f'*x{level - 1}, ' * 9}1]\n" for level in range(1, 30))
    text = (
        "x0: &x0 [1]\n" + bomb + "flavors: {a: {a_version: 3.10}, b: {b_version: *x29}, c: *x29, d: {d_version: 1:1}}\n"
    )
    evidence = mlmodel(
        tmp_path, text + "mlflow_version: *x29\nmodel_size_bytes: ٣\nrun_id: ~\nutc_time_created: 2026-09-20\n"
    )
    assert evidence == Evidence(flavors={"a": "3.10", "b": "", "c": "", "d": "1:1"}, logged_at="2026-09-20")


def test_a_library_s_version_is_found_under_any_of_mlflow_s_keys(tmp_path: Path) -> None:
    text = """\
flavors:
  xgboost: {model_class: x, python_version: 3.11.7, xgb_version: 3.0.1}
  pytorch: {other_version: 1, pytorch_version: 2.9.0}
  custom: {version: 7}
  empty: null
mlflow_version: null
"""
    flavors = {"xgboost": "3.0.1", "pytorch": "2.9.0", "custom": "7", "empty": ""}
    assert mlmodel(tmp_path, text) == Evidence(flavors=flavors)


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ({"type": "array", "items": {"type": "array", "items": {"type": "float"}}}, "array<array<float>>"),
        ({"type": "map", "values": {"type": "string"}}, "map<string>"),
        (
            {"type": "object", "properties": {"b": {"type": "long", "required": False}, "a": {"type": "string"}}},
            "object{b?: long, a: string}",
        ),
        ({"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 28, 28]}}, "tensor float32 (-1, 28, 28)"),
        ({"type": "any"}, "any"),
        ({"type": "tensor"}, "tensor"),
        ({"type": {"a": 1}}, ""),
        ({"type": "array", "items": 3}, "array<…>"),
    ],
)
def test_nested_types_are_said_compactly(tmp_path: Path, row: dict[str, object], kind: str) -> None:
    found = signature(tmp_path, inputs=[{**row, "name": "x", "required": True}])
    assert found == Signature(inputs=(Column("x", kind),))


def test_optional_columns_and_params(tmp_path: Path) -> None:
    found = signature(
        tmp_path,
        inputs=[{"type": "long", "name": "old", "optional": True}],
        params=[
            {"name": "beams", "type": "integer", "default": 3, "shape": None},
            {"name": "stop", "dtype": "string", "default": [], "shape": [-1]},
        ],
        outputs=None,
    )
    assert found == Signature(
        inputs=(Column("old", "long", required=False),),
        params=(Column("beams", "integer", required=False), Column("stop", "array<string>", required=False)),
    )
    assert signature(tmp_path, inputs=None) is None


def test_counts_and_lengths_are_capped(tmp_path: Path) -> None:
    long = "x" * 10_000
    columns = [{"type": long if number == 0 else "long", "name": long} for number in range(MAX_COLUMNS + 5)]
    found = signature(tmp_path, inputs=[column if place < 3 else {} for place, column in enumerate(columns)])
    assert found is not None
    assert len(found.inputs) == MAX_COLUMNS
    assert {len(found.inputs[0].name), len(found.inputs[0].type)} == {MAX_TEXT}
    flavors: dict[str, object] = {f"{number}-{long[:900]}": {} for number in range(MAX_FLAVORS + 5)}
    folder = write_files(tmp_path / "one", {"requirements.txt": b"".join(b"%d\n" % line for line in range(300))})
    evidence = mlmodel(tmp_path, json.dumps({"flavors": flavors, "mlflow_version": long, "model_size_bytes": "9" * 30}))
    assert len(evidence.flavors) == MAX_FLAVORS
    assert max(map(len, evidence.flavors)) == len(evidence.mlflow_version) == MAX_TEXT
    assert evidence.model_size_bytes is None
    assert read_mlmodel(folder).requirements == tuple(map(str, range(200)))


YAML_LIKE = st.text(st.sampled_from(list("ab:-[]{}\"'&*!|>?#,% \n\t01~é\ud7ff")), max_size=60)


@given(st.one_of(st.binary(max_size=60), YAML_LIKE.map(str.encode)))
def test_any_mlmodel_is_read_or_refused(raw: bytes) -> None:
    with TemporaryDirectory() as name:
        Path(name, "MLmodel").write_bytes(b"flavors: " + raw)
        try:
            evidence = read_mlmodel(Path(name))
        except InvalidParameterValue:
            return
        assert load_evidence(dump_evidence(evidence)) == evidence


# How it is kept

ANY_TEXT = st.text(st.characters(codec=None), max_size=20)
COLUMNS = st.lists(st.builds(Column, ANY_TEXT, ANY_TEXT, st.booleans()), max_size=3).map(tuple)
EVIDENCE = st.builds(
    Evidence,
    flavors=st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3),
    signature=st.none() | st.builds(Signature, COLUMNS, COLUMNS, COLUMNS),
    model_size_bytes=st.none() | st.integers(0, 2**60),
    mlflow_version=ANY_TEXT,
    logged_at=ANY_TEXT,
    requirements=st.lists(ANY_TEXT, max_size=3).map(tuple),
    params=st.dictionaries(ANY_TEXT, ANY_TEXT, max_size=3),
    metrics=st.dictionaries(ANY_TEXT, st.floats(allow_nan=False) | st.just(math.nan), max_size=3),
    run_id=ANY_TEXT,
)


@given(EVIDENCE)
def test_evidence_comes_back_as_it_was_kept(evidence: Evidence) -> None:
    text = dump_evidence(evidence)
    assert text.isascii()
    assert "\0" not in text
    assert load_evidence(text) == evidence
    assert dump_evidence(load_evidence(text)) == text


def test_the_same_evidence_is_kept_as_the_same_text() -> None:
    one, other = Evidence(params={"a": "1", "b": "2"}), Evidence(params={"b": "2", "a": "1"})
    assert dump_evidence(one) == dump_evidence(other)


def test_a_manifest_comes_back_as_it_was_kept() -> None:
    files = (ArtifactFile("data/é 模型.txt", 3, "ab"), ArtifactFile("MLmodel", 2**40, "cd"))
    assert load_manifest(dump_manifest(files)) == files
    assert dump_manifest(files).isascii()


def test_an_unfinished_version_has_neither() -> None:
    assert load_evidence("") == Evidence()
    assert load_manifest("") == ()
