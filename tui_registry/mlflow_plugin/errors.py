"""What the registry refuses, said as MLflow says it: the same code, and MLflow's own words where it has some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import ErrorCode

from tui_registry.domain.errors import RegistryError

Words = Mapping[type[RegistryError], str]
"""What MLflow says instead of the registry's sentence, by the kind of refusal."""
NO_WORDS: Words = {}

# MLflow answers codes that it does not know with 500, and its client asks again for minutes.
_STATUS = {"INVALID_STATE": 400}


class Refused(MlflowException):
    """A refusal of the registry; over HTTP it is final."""

    def get_http_status_code(self) -> int:
        """Return the status with which a server answers."""
        return _STATUS.get(self.error_code) or int(super().get_http_status_code())


@contextmanager
def as_mlflow_says(words: Words = NO_WORDS) -> Iterator[None]:
    """Turn the registry's refusals into MLflow's exceptions, in MLflow's words where it has some."""
    try:
        yield
    except RegistryError as error:
        message = words.get(type(error), error.message)
        raise Refused(message, error_code=ErrorCode.Value(error.code)) from error


def model_missing(name: str) -> str:
    """What MLflow says of a model that is not there."""
    return f"Registered Model with name={name} not found"


def version_missing(name: str, version: object) -> str:
    """What MLflow says of a version that is not there."""
    return f"Model Version (name={name}, version={version}) not found"
