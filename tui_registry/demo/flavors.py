"""The libraries of the demo's models, as MLflow describes them in an MLmodel file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flavor:
    """A library, and how MLflow writes of a model made with it."""

    name: str
    requirement: str
    """As in requirements.txt."""
    file: str
    """Where the weights are, relative to the model's folder."""
    details: Mapping[str, str | None]
    """What stands under the flavor's name in MLmodel."""

    @property
    def top(self) -> str:
        """The name in the model's folder that holds the weights."""
        return self.file.partition("/")[0]


SKLEARN = Flavor(
    "sklearn",
    "scikit-learn==1.7.2",
    "model.pkl",
    {
        "code": None,
        "pickled_model": "model.pkl",
        "serialization_format": "cloudpickle",
        "sklearn_version": "1.7.2",
    },
)
XGBOOST = Flavor(
    "xgboost",
    "xgboost==3.0.5",
    "model.ubj",
    {
        "code": None,
        "data": "model.ubj",
        "model_class": "xgboost.sklearn.XGBClassifier",
        "model_format": "ubj",
        "xgb_version": "3.0.5",
    },
)
LIGHTGBM = Flavor(
    "lightgbm",
    "lightgbm==4.6.0",
    "model.pkl",
    {"code": None, "data": "model.pkl", "lgb_version": "4.6.0", "model_class": "lightgbm.sklearn.LGBMRegressor"},
)
PYTORCH = Flavor(
    "pytorch",
    "torch==2.8.0",
    "data/model.pth",
    {"code": None, "model_data": "data", "pytorch_version": "2.8.0"},
)
TRANSFORMERS = Flavor(
    "transformers",
    "transformers==4.56.1",
    "model/model.safetensors",
    {
        "code": None,
        "framework": "pt",
        "model_binary": "model",
        "task": "text-classification",
        "transformers_version": "4.56.1",
    },
)
PROPHET = Flavor(
    "prophet", "prophet==1.1.7", "model.pr", {"code": None, "data": "model.pr", "prophet_version": "1.1.7"}
)
