"""How a refusal is expected."""

from __future__ import annotations

from collections.abc import Callable

import pytest


def refused(code: str, match: str, call: Callable[[], object]) -> None:
    """Expect a call to raise MLflow's exception with a code, in words that match."""
    from mlflow.exceptions import MlflowException

    with pytest.raises(MlflowException, match=match) as caught:
        call()
    assert caught.value.error_code == code
