"""The door for MLflow: `mlflow.set_registry_uri("tui-registry:////srv/registry.db")` and its client works with us."""
