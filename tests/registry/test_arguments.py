"""What is no argument of a verb is refused by name, alike on both databases, and nothing is written."""

from __future__ import annotations

import base64
import inspect
import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.registry.support import founder, register
from tui_registry import InvalidParameterValue, Registry, ResourceDoesNotExist, Stage
from tui_registry.domain.activities import Activity
from tui_registry.domain.arguments import check_of
from tui_registry.domain.entities import ModelSummary, PermissionEntry, VersionStatus
from tui_registry.domain.ordering import HistoryQuery, InboxBox, ModelOrder, MomentQuery
from tui_registry.domain.permissions import PermissionLevel
from tui_registry.domain.references import VersionReference
from tui_registry.domain.times import parse_moment
from tui_registry.registry.client import RegistryClient

HUGE = 10**5000
"""Python refuses to write so many digits."""
NUMBERS = (-1, 2**63, 2**70, HUGE, "10", True, 1.5, None, b"1")
NO_TEXTS = (5, 2**70, None, b"m", ["m"], Path("m"), object(), "a\0b", "\ud800")
NO_LISTS = (5, HUGE, [None], [5], object())
BAD: dict[str, Sequence[object]] = {
    "str": NO_TEXTS,
    "str | None": [value for value in NO_TEXTS if value is not None],
    "int": NUMBERS,
    "int | None": [value for value in NUMBERS if value is not None],
    "int | str": (None, 2**70, HUGE, "1_0", "１", "x", b"1", [1], True, 1.5),
    "bool": (None, "yes", 2, [True]),
    "bool | str": (None, "yes", 2),
    "str | PathLike[str]": (None, 5, b"/tmp", ["/tmp"]),
    "str | PathLike[str] | None": (5, b"/tmp", ["/tmp"]),
    "str | Sequence[str] | None": NO_LISTS,
    "Sequence[str]": (*NO_LISTS, None),
    "Iterable[str]": (*NO_LISTS, None),
    "Sequence[int]": (5, "5", None, [None], ["5"], [-1], [2**70], [True]),
    "Iterable[PermissionEntry]": (5, None, ["alice"], [None]),
    "Mapping[str, object] | None": (5, "a=b", [("a", "b")], {5: "x"}, {None: "x"}, {"a\0": "x"}, {"a": "\0"}),
    "PermissionLevel | str": (None, 99, "boss", [1]),
    "InboxBox": (None, "every", 5),
    "ModelOrder": (None, "creator", 5),
    "Stage | None": ("Prod", 5),
    "HistoryQuery": (None, "type=comment", 5),
    "MomentQuery": (None, 5),
    "Activity": (None, 5),
    "ModelSummary": (None, "m"),
    "RunRecord | None": (5, "x"),
    "str | VersionReference": (None, 5, b"m/1", ["m/1"], "m"),
}
ANYTHING = {"object", "Progress | None", "Callable[[], None]", "Sequence[KeyOf]", "ForeignRegistry"}
"""What a verb calls, or takes as it is."""
Call = Callable[[], object]
TIMES = ("moment", "expires")


def verbs() -> Iterator[tuple[str, Callable[..., object]]]:
    for name, verb in inspect.getmembers(RegistryClient, callable):
        if not name.startswith("_"):
            yield name, verb


def arguments() -> Iterator[tuple[str, str, str]]:
    for name, verb in verbs():
        for parameter in list(inspect.signature(verb).parameters.values())[1:]:
            yield name, parameter.name, str(parameter.annotation)


@pytest.fixture
def client(registry: Registry, source: Path) -> RegistryClient:
    client = registry.acting_as(founder())
    register(client, "m", source, Stage.NONE, Stage.STAGING)
    # Found by the number 5, where a database is asked by it.
    client.create_registered_model("5")
    return client


def good(client: RegistryClient, source: Path) -> dict[str, Any]:
    """What each argument may be, by its name."""
    summary = client.list_models().rows[0]
    activity = client.search_history(HistoryQuery()).rows[0]
    assert isinstance(summary, ModelSummary) and isinstance(activity, Activity)
    return {
        **dict.fromkeys(("user", "users", "members", "names", "group", "principal", "creator"), "zoe"),
        **dict.fromkeys(("name", "new_name"), "m"),
        **dict.fromkeys(("version", "comment_id", "request_id", "model_id", "activity_id", "token_id", "moment"), 1),
        **dict.fromkeys(("source", "folder"), source),
        **dict.fromkeys(("comment", "text", "description", "key", "value", "alias", "fingerprint"), "x"),
        **dict.fromkeys(("entries", "keys", "ids"), ()),
        "stage": "Production",
        "path": "MLmodel",
        "limit": 10,
        "is_group": False,
        "level": "edit",
        "last": activity,
        "query": HistoryQuery(),
        "box": InboxBox.MINE,
        "reference": "m/1",
        "apply": lambda: None,
    }


def test_every_argument_is_held_to_its_annotation() -> None:
    known = {
        kind.__name__: kind
        for kind in (Activity, ModelSummary, PermissionEntry, HistoryQuery, InboxBox, ModelOrder, MomentQuery)
    } | {"Stage": Stage, "VersionReference": VersionReference}
    for verb, name, annotation in arguments():
        assert annotation in BAD or annotation in ANYTHING, (verb, name, annotation)
        if annotation in BAD and annotation != "RunRecord | None":
            assert check_of(name, annotation, known), (verb, name)


def test_what_is_no_argument_is_refused_by_every_verb(client: RegistryClient, source: Path) -> None:
    fine = good(client, source)
    before = client.search_history(HistoryQuery()).total
    for verb, name, annotation in arguments():
        parameters = list(inspect.signature(getattr(client, verb)).parameters.values())
        others = {
            parameter.name: fine[parameter.name]
            for parameter in parameters
            if parameter.default is inspect.Parameter.empty and parameter.name != name
        }
        if verb == "list_models_behind" and name != "last":
            others["last"] = client.list_models().rows[0]
        if verb == "search_versions_as_of" and name != "query":
            others["query"] = MomentQuery(1)
        for value in BAD.get(annotation, ()):
            if name in TIMES and value == -1:
                # The year 1969.
                continue
            with pytest.raises(InvalidParameterValue) as refused:
                getattr(client, verb)(**others, **{name: value})
                pytest.fail(f"{verb}({name}={type(value).__name__}) was taken")
            assert len(refused.value.message) < 400
    assert client.search_history(HistoryQuery()).total == before
    assert [version.version for version in client.list_versions("m")] == [2, 1]


def test_the_refusal_names_the_argument(client: RegistryClient) -> None:
    calls: list[tuple[Call, str]] = [
        (lambda: client.get_registered_model(5), "Invalid name: 5. Give a text."),  # type: ignore[arg-type]
        (lambda: client.list_models(limit=-1), "Invalid limit: -1. Give a whole number from 0 to"),
        (lambda: client.list_requests("every"), "Invalid box: 'every'. Give one of for me, mine"),  # type: ignore[arg-type]
        (lambda: client.get_registered_model("a\0"), "Invalid name: there is U+0000 at position 2"),
        (lambda: client.create_model_version("m", None), "Invalid source: None. Give a path."),  # type: ignore[arg-type]
        (lambda: client.registry.acting_as(5), "Invalid user: 5. Give a text."),  # type: ignore[arg-type]
    ]
    for call, words in calls:
        with pytest.raises(InvalidParameterValue) as refused:
            call()
        assert refused.value.message.startswith(words)


def test_a_registry_is_opened_by_a_path(tmp_path: Path) -> None:
    with Registry.open(tmp_path / "registry.db") as registry:
        assert registry.url == f"sqlite:///{tmp_path}/registry.db"
    with pytest.raises(InvalidParameterValue, match="Invalid url: 5. Give a path."):
        Registry.open(5)  # type: ignore[arg-type]


def test_what_python_refuses_is_left_to_it(client: RegistryClient) -> None:
    with pytest.raises(TypeError):
        client.get_registered_model("m", "n")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        client.get_registered_model(title="m")  # type: ignore[call-arg]


def test_no_source_takes_no_number(client: RegistryClient, source: Path) -> None:
    with pytest.raises(InvalidParameterValue):
        client.create_model_version("m", None)  # type: ignore[arg-type]
    assert client.create_model_version("m", source).version == 3
    assert {version.status for version in client.list_versions("m")} == {VersionStatus.READY}


def test_what_mlflow_s_client_takes_is_taken(client: RegistryClient, source: Path) -> None:
    client.create_registered_model("n", None, {"layers": 3, "best": True})
    assert client.get_registered_model("n").tags == {"best": "True", "layers": "3"}
    version = client.create_model_version("n", source, run_id=None, run_link=None, description=None, tags={"f1": 0.5})
    assert (version.description, version.run_link, version.tags) == ("", "", {"f1": "0.5"})
    client.set_model_version_tag("n", 1, "n", 1)
    client.set_registered_model_tag("n", "n", 2)
    assert client.get_model_version("n", 1).tags["n"] == "1" and client.get_registered_model("n").tags["n"] == "2"
    assert client.update_registered_model("n", None).description == ""
    assert client.update_model_version("n", 1, None).description == ""
    assert client.register_model("n", source, tags=None, run_id=None).version == 2
    assert client.preview_source(source).is_logged_model
    assert client.read_file("n", 1, Path("MLmodel"), 10).content
    assert [model.name for model in client.search_registered_models(None, order_by="name DESC")] == ["n", "m", "5"]
    assert len(client.search_model_versions(None, order_by=None)) == 4
    assert [version.version for version in client.get_latest_versions("m", "staging")] == [2]
    assert len(client.get_latest_versions("m", None)) == 2
    client.create_transition_request("n", 1, "Staging", None)
    client.transition_model_version_stage("n", 1, "Archived", comment=None, expected_stage="none")  # type: ignore[arg-type]
    assert client.list_requests("all open").total == 1  # type: ignore[arg-type]
    client.add_group("team", "zoe")
    assert client.get_group("team").members == ("zoe",)


class FromNumPy:
    """A whole number as NumPy has it: none of Python's, but as good."""

    def __index__(self) -> int:
        return 1

    def __str__(self) -> str:
        return "1"


def test_numbers_out_of_a_dataframe_are_numbers(client: RegistryClient) -> None:
    one: Any = FromNumPy()
    assert client.get_model_version("m", one).version == 1
    assert len(client.list_versions("m", limit=one)) == len(client.search_model_versions(max_results=one)) == 1


def test_a_number_beyond_every_list_is_no_error(client: RegistryClient) -> None:
    assert client.list_models(limit=0).total == 2 and not client.list_models(limit=0).rows
    assert len(client.list_models(limit=2**63 - 1)) == 2
    assert not client.list_models(offset=2**63 - 1, limit=2**63 - 1).rows
    assert len(client.list_models("m", limit=2**63 - 1, counted=False)) == 1
    assert [version.version for version in client.list_versions("m", below=2**63 - 1)] == [2, 1]
    assert client.locate_request(2**63 - 1, InboxBox.MINE) is None
    assert client.find_requests([2**63 - 1]) == ()
    assert not client.search_history(HistoryQuery(version=2**63 - 1)).rows
    assert client.list_versions_as_of(-1) == ()
    with pytest.raises(ResourceDoesNotExist):
        client.get_model_version("m", -1)


@pytest.mark.parametrize(
    "parts",
    [
        {"name": 5},
        {"name": "a\0"},
        {"version": -1},
        {"version": 2**70},
        {"user": None},
        {"types": ("bogus",)},
        {"types": 5},
        {"since": 2**63},
        {"until": "yesterday"},
        {"newest_first": None},
        {"words": (5,)},
        {"words": ("x" * 100_000,)},
        {"words": ("x",) * 101},
        {"words": ("\0",)},
    ],
)
def test_a_query_of_the_history_is_held_to_its_fields(parts: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterValue):
        HistoryQuery(**parts)


@pytest.mark.parametrize("parts", [{"moment": 2**63}, {"stage": "Prod"}, {"words": [5]}, {"name": None}])
def test_a_query_of_a_moment_is_too(parts: dict[str, Any]) -> None:
    with pytest.raises(InvalidParameterValue):
        MomentQuery(**{"moment": 1, **parts})
    assert MomentQuery(1, stage="production").stage is Stage.PRODUCTION  # type: ignore[arg-type]


def test_a_reference_is_too() -> None:
    with pytest.raises(InvalidParameterValue):
        VersionReference(5)  # type: ignore[arg-type]


def test_what_a_permission_is_given_to_is_a_text(client: RegistryClient) -> None:
    for wrong in (PermissionEntry(5, False, PermissionLevel.CAN_READ), PermissionEntry("zoe", None, "edit")):  # type: ignore[arg-type]
        with pytest.raises(InvalidParameterValue):
            client.update_permissions("m", [wrong])


def test_as_many_words_as_may_be_are_found_by_on_both(client: RegistryClient) -> None:
    assert [model.name for model in client.list_models("m " * 100)] == ["m"]
    everything = " AND ".join(["name ILIKE 'm%'", "tags.a != 'b'", "stage = staging", "version_number > 0"] * 25)
    assert client.search_model_versions(everything).rows == ()
    assert client.search_history(HistoryQuery(words=("m",) * 99 + ("%" * 5_000,))).rows == ()
    assert client.search_versions_as_of(MomentQuery(2**41, words=("m",) * 100)).total == 2
    with pytest.raises(InvalidParameterValue, match="100 words and comparisons"):
        client.list_models("a " * 2_400)
    with pytest.raises(InvalidParameterValue, match="100 words and comparisons"):
        client.search_model_versions(f"{everything} AND name = 'x'")


def forged(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode()


def test_a_token_expires_at_a_date(client: RegistryClient) -> None:
    with pytest.raises(InvalidParameterValue, match="Invalid expires: 1000000000000000000. Give milliseconds"):
        client.create_token(expires=10**18)


def test_a_forged_token_is_refused(client: RegistryClient) -> None:
    token = client.search_model_versions(max_results=1).token
    assert token is not None
    mark, updated, name, number = json.loads(base64.urlsafe_b64decode(token))
    assert (name, number) == ("m", 2) and client.search_model_versions(page_token=token).rows
    for values in [
        [str(updated), name, number],
        [updated, 5, number],
        [updated, name, "2"],
        [updated, name, True],
        [updated, name, 2**63],
        [updated, name, -(2**64)],
        [updated, name, 1.5],
        [updated, None, number],
        [updated, "a\0", number],
        [updated, "\ud800", number],
        [updated, [], number],
    ]:
        with pytest.raises(InvalidParameterValue, match="page token"):
            client.search_model_versions(page_token=forged(json.dumps([mark, *values])))
    with pytest.raises(InvalidParameterValue, match="page token"):
        client.search_model_versions(page_token=forged("[" * 100_000))


def test_a_page_is_walked_through(client: RegistryClient) -> None:
    found = client.search_model_versions()
    assert [version.version for version in found] == [version.version for version in found.rows]
    assert len(found) == 2 == len(client.list_models())


def test_what_is_echoed_leaves_room_for_what_helps(client: RegistryClient) -> None:
    long = "x" * 100_000
    calls: list[tuple[Call, str]] = [
        (lambda: client.get_latest_versions("m", [long]), "Use one of None, Staging, Production, Archived."),
        (lambda: client.search_model_versions("stage = " + "x" * 4_000), "None, Staging, Production, Archived."),
        (lambda: client.set_permission("m", "zoe", long), "Use one of read, edit, staging, production, manage."),
        (lambda: client.get_registered_model(long), "…'."),
        (lambda: parse_moment(long, 0), "2h means two hours ago"),
        (lambda: client.get_model_version(long, 1), "…'."),
        (lambda: client.get_user(long), "…."),
        (lambda: client.get_model_version_by_alias("m", long), "…'."),
        (lambda: client.search_model_versions(order_by=[long]), "with ASC or DESC."),
    ]
    for call, end in calls:
        with pytest.raises((InvalidParameterValue, ResourceDoesNotExist)) as refused:
            call()
        assert len(refused.value.message) < 400 and refused.value.message.endswith(end)
