"""MLflow's prompts are registered models that no list of models shows, nor counts; by name they are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.registry.support import founder, grant
from tui_registry import Registry
from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.ordering import ModelOrder
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.registry.client import RegistryClient

TAG = "mlflow.prompt.is_prompt"
MODELS = [f"wind-{number:02}" for number in range(0, 40, 2)]
PROMPTS = [f"wind-{number:02}" for number in range(1, 20, 2)]


@pytest.fixture
def mixed(alice: RegistryClient) -> RegistryClient:
    """Models and prompts of alice's, in turn."""
    for name in sorted([*MODELS, *PROMPTS]):
        alice.create_registered_model(name, tags={TAG: "true"} if name in PROMPTS else {"team": "energy"})
    return alice


@pytest.fixture(params=["a user with levels of their own", "an administrator"])
def reader(request: pytest.FixtureRequest, mixed: RegistryClient, registry: Registry) -> RegistryClient:
    return registry.acting_as(founder()) if "administrator" in request.param else mixed


@pytest.mark.parametrize("text", ["", "wind", "wi", "wind tags.team=energy", "tags.team=energy", "name LIKE 'wind%'"])
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order_by", ModelOrder)
def test_every_page_and_count_leaves_them_out(
    reader: RegistryClient, text: str, order_by: ModelOrder, descending: bool
) -> None:
    expected = MODELS[::-1] if descending else MODELS
    for limit in (1, 3, 7, 100):
        found: list[str] = []
        for offset in range(0, len(MODELS) + limit, limit):
            page = reader.list_models(text, order_by=order_by, descending=descending, offset=offset, limit=limit)
            assert (page.total, page.is_counted) == (len(MODELS), True)
            begun = reader.list_models(
                text, order_by=order_by, descending=descending, offset=offset, limit=limit, counted=False
            )
            assert begun.rows == page.rows
            # One more than can be seen, or all.
            assert begun.total == len(MODELS) if begun.is_counted else offset + limit < begun.total <= len(MODELS)
            found += [row.name for row in page.rows]
        assert found == expected


def test_a_place_in_the_list_is_counted_without_them(reader: RegistryClient) -> None:
    page = reader.list_models()
    places = [reader.locate_model(row.id, order_by=order) for row in page.rows for order in ModelOrder]
    assert places == [place for place in range(len(MODELS)) for _ in ModelOrder]
    ids = [model.id for model in reader.search_registered_models(f"tags.`{TAG}` = 'true'").rows]
    assert [reader.locate_model(model_id) for model_id in ids] == [None] * len(PROMPTS)


def test_they_are_listed_where_the_text_speaks_of_their_tag(reader: RegistryClient) -> None:
    for text, expected in (
        (f"tags.{TAG}=true", PROMPTS),
        (f"tags.`{TAG}` != 'false' AND name LIKE '%-1%'", [name for name in PROMPTS if name >= "wind-1"]),
        (f"tags.{TAG}=false", MODELS),
    ):
        page = reader.list_models(text)
        assert ([row.name for row in page.rows], page.total) == (expected, len(expected)), text


def test_by_name_and_to_mlflow_they_are_there(reader: RegistryClient) -> None:
    assert reader.get_registered_model(PROMPTS[0]).tags == {TAG: "true"}
    assert [model.name for model in reader.search_registered_models().rows] == sorted([*MODELS, *PROMPTS])


def test_the_tags_value_decides_as_it_is(alice: RegistryClient) -> None:
    for value, shown in (("false", True), ("True", True), ("true" + "x" * 200, True), ("true", False)):
        if not alice.list_models().total:
            alice.create_registered_model("m")
        alice.set_registered_model_tag("m", TAG, value)
        assert bool(alice.list_models().rows) == shown == bool(alice.list_models("m").total), value
    alice.delete_registered_model_tag("m", TAG)
    assert [row.name for row in alice.list_models().rows] == ["m"]


def test_those_that_one_may_not_read_are_not_taken_off_the_count(mixed: RegistryClient, registry: Registry) -> None:
    grant(mixed, MODELS[0], "bob", PermissionLevel.CAN_READ)
    bob = registry.acting_as("bob")
    assert ([row.name for row in bob.list_models().rows], bob.list_models(limit=0).total) == ([MODELS[0]], 1)


def test_no_model_is_registered_where_nobody_would_find_it(mixed: RegistryClient, source: Path) -> None:
    prompt = PROMPTS[0]
    for call in (
        lambda: mixed.register_model(prompt, str(source)),
        lambda: mixed.create_model_version(prompt, str(source), tags={"team": "energy"}),
        lambda: mixed.begin_model_version(prompt, "s3://x/y"),
        lambda: mixed.check_may_register(prompt),
    ):
        with pytest.raises(InvalidParameterValue, match="is the name of a prompt"):
            call()
    assert mixed.get_registered_model(prompt).latest_versions == ()
    mixed.create_model_version(prompt, str(source), tags={TAG: "true"})
    mixed.create_model_version(MODELS[0], str(source))
