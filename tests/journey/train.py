"""Train a small regressor on scikit-learn's diabetes data and log it with MLflow; print the folder of the model.

    python -m tests.journey.train FOLDER

The tracking store is FOLDER/mlflow.db, with the artifacts in FOLDER/mlruns.
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit


def train(folder: Path) -> Path:
    """Log a model below the folder and return where MLflow put its files."""
    import mlflow
    from mlflow.models import infer_signature
    from sklearn.datasets import load_diabetes
    from sklearn.linear_model import Ridge
    from sklearn.metrics import mean_absolute_error, r2_score
    from sklearn.model_selection import train_test_split

    mlflow.set_tracking_uri(f"sqlite:///{folder}/mlflow.db")
    experiment = mlflow.create_experiment("power", artifact_location=(folder / "mlruns").as_uri())
    features, target = load_diabetes(return_X_y=True, as_frame=True)
    known, held_out, known_target, held_out_target = train_test_split(features, target, random_state=7)
    with mlflow.start_run(experiment_id=experiment):
        model = Ridge(alpha=0.5).fit(known, known_target)
        predicted = model.predict(held_out)
        mlflow.log_params({"alpha": 0.5, "random_state": 7})
        mlflow.log_metrics(
            {"mae": mean_absolute_error(held_out_target, predicted), "r2": r2_score(held_out_target, predicted)}
        )
        logged = mlflow.sklearn.log_model(model, name="model", signature=infer_signature(known, predicted))
    location = mlflow.get_logged_model(logged.model_id).artifact_location
    return Path(unquote(urlsplit(location).path) if location.startswith("file:") else location)


if __name__ == "__main__":
    print(train(Path(sys.argv[1]).absolute()))  # noqa: T201  (the answer)
