"""What MLflow knows of experiments, runs and logged models, for every door; MLflow is imported when first asked."""
