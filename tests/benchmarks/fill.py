"""The data in our schema, and in MLflow's."""

from __future__ import annotations

from tests.benchmarks.data import BEGIN, asked, count, model_tags, moment, name, numbers, versions
from tests.benchmarks.loading import Loader


def fill_ours(loader: Loader, models: int, user: str) -> None:
    """Write a registry of so many models into an empty one of ours; the user has made everything."""
    loader.load(
        "registered_model",
        ("id", "name", "search_name", "created_at", "created_by", "updated_at", "next_number"),
        ((n, name(n), name(n), BEGIN + n, user, moment(n), count(n) + 1) for n in numbers(models)),
    )
    loader.load(
        "model_version",
        ("id", "model_id", "number", "stage", "stage_since", "status", "created_at", "created_by", "updated_at")
        + ("run_id", "source", "description"),
        (
            (at, model, number, stage, when, "READY", when, user, when, run, "/srv/m", "a version")
            for at, model, number, stage, when, run in versions(models)
        ),
    )
    loader.load("model_tag", ("model_id", "key", "value"), model_tags(models))
    loader.load(
        "version_tag",
        ("version_id", "key", "value"),
        ((found.id, "seed", str(found.number)) for found in versions(models)),
    )
    loader.load(
        "alias",
        ("model_id", "alias", "version_id"),
        ((found.model, "champion", found.id) for found in versions(models) if found.number == 3),
    )
    loader.load(
        "transition_request",
        ("model_id", "version_id", "from_stage", "to_stage", "requester", "created_at", "status"),
        ((found.model, found.id, found.stage, "Production", "bob", found.when, "open") for found in asked(models)),
    )


def fill_mlflow(loader: Loader, models: int, user: str) -> None:
    """Write the same into an empty registry of MLflow's, which knows no requests."""
    loader.load(
        "registered_models",
        ("name", "creation_time", "last_updated_time", "description"),
        ((name(n), BEGIN + n, moment(n), "") for n in numbers(models)),
    )
    loader.load(
        "model_versions",
        ("name", "version", "current_stage", "creation_time", "status", "user_id", "last_updated_time", "run_id")
        + ("source", "description"),
        (
            (name(model), number, stage, when, "READY", user, when, run, "/srv/m", "a version")
            for _, model, number, stage, when, run in versions(models)
        ),
    )
    loader.load(
        "registered_model_tags",
        ("name", "key", "value"),
        ((name(model), key, value) for model, key, value in model_tags(models)),
    )
    loader.load(
        "model_version_tags",
        ("name", "version", "key", "value"),
        ((name(found.model), found.number, "seed", str(found.number)) for found in versions(models)),
    )
    loader.load(
        "registered_model_aliases",
        ("name", "alias", "version"),
        ((name(number), "champion", 3) for number in numbers(models)),
    )
