"""How a source may be spelled; what happens to one that passes is in tests/registry/test_source_attacks.py."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.domain.errors import InvalidParameterValue
from tui_registry.domain.sources import MAX_SOURCE, check_source_text


@pytest.mark.parametrize(
    "text", ["/srv/model", "model", "./a:1", "C# x", "a;b", "100%", "50%25", "..x", "a..", "/process"]
)
def test_a_path_is_taken_as_it_is(text: str) -> None:
    assert check_source_text(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Give the path"),
        (" \n", "Give the path"),
        ("a\0b", "Give the path"),
        ("file:///x", "is not a path"),
        ("X-Y+z.1:x", "is not a path"),
        ("a/../b", "climbs"),
        ("..", "climbs"),
        ("a\\..\\b", "climbs"),
        ("%2e%2E/x", "percent signs"),
        ("%25252e%25252e", "percent signs"),
        ("a%00", "percent signs"),
        ("a%0ab", "percent signs"),
        ("///proc/self", "operating system"),
        ("/././proc", "operating system"),
        ("/dev/fd/3", "operating system"),
        ("x" * (MAX_SOURCE + 1), "may have 4,095 characters"),
    ],
)
def test_what_could_be_read_otherwise_is_refused(text: str, reason: str) -> None:
    with pytest.raises(InvalidParameterValue, match=reason):
        check_source_text(text)


@given(st.text(alphabet="./\\%2eE50a:#;?\0", max_size=30))
def test_nothing_that_passes_climbs_however_it_is_decoded(text: str) -> None:
    from urllib.parse import unquote

    try:
        passed = check_source_text(text)
    except InvalidParameterValue:
        return
    for _ in range(30):
        assert ".." not in passed.replace("\\", "/").split("/")
        assert "\0" not in passed
        passed = unquote(passed)
