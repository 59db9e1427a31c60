"""Descriptions as Markdown: what is drawn, and that nothing in them does anything (FT-C4)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_registry.tui.markdown import markdown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines", "two\nlines"),
        ("# Head\ntext", "Head\ntext"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("- a\n- b\n  - c", "• a\n• b\n  • c"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("**bold** and *it* and `code`", "bold and it and code"),
        ("[here](http://x.example/y)", "here (http://x.example/y)"),
        ("<http://x.example>", "http://x.example"),
        ("> said", "│ said"),
        ("```\na = [1]\n```", "  a = [1]"),
        ("<b>no</b>", "<b>no</b>"),
        ("[bold]x[/] [@click=app.quit]y", "[bold]x[/] [@click=app.quit]y"),
        ("a b&c+ü مودل 模型", "a b&c+ü مودل 模型"),
        ("x\x1b]0;t\x07y", "x\ufffd]0;t\ufffdy"),
        ("a&#x202e;b &#27;[31m", "a\ufffdb \ufffd[31m"),
        ("", ""),
    ],
)
def test_drawn_as_text(text: str, shown: str) -> None:
    assert markdown(text).plain == shown


def test_emphasis_is_style_not_text() -> None:
    drawn = markdown("a **b** c")
    assert [(span.start, span.end, span.style) for span in drawn.spans if span.style] == [(2, 3, "b")]


@given(st.text(max_size=200))
def test_any_text_is_drawn_without_control_characters(text: str) -> None:
    drawn = markdown(text).plain
    assert not any(character != "\n" and (ord(character) < 32 or 127 <= ord(character) < 160) for character in drawn)
