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
    assert markdown(text, 80).plain == shown


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        (
            "| Version | n |\n|---|--:|\n| v1 | 100 |\n| v10 | 2 |",
            40,
            "Version    n\n───────  ───\nv1       100\nv10        2",
        ),
        ("| a | what |\n|-|-|\n| b | two words |", 10, "a  what\n─  ───────\nb  two\n   words"),
        ("- x\n\n  | a |\n  |-|\n  | b |", 40, "• x\n\n  a\n  ─\n  b"),
        ("| `a` | |\n|-|-|\n| **b** |", 40, "a\n─  ─\nb"),
        ("no | table", 40, "no | table"),
        ("- one two three", 14, "• one two\n  three"),
        ("> one two three", 13, "│ one two\n│ three"),
        ("```\nabcdefghijklmn\n```", 12, "  abcdefghij\n  klmn"),
    ],
)
def test_what_is_wider_than_the_page_goes_on_below_its_beginning(text: str, width: int, shown: str) -> None:
    assert markdown(text, width).plain == shown


def test_emphasis_is_style_not_text() -> None:
    drawn = markdown("a **b** c", 80)
    assert [(span.start, span.end, span.style) for span in drawn.spans if span.style] == [(2, 3, "b")]


@given(st.text(max_size=200) | st.text(alphabet="|-:> \n`1.模a*", max_size=80))
def test_any_text_is_drawn_without_control_characters(text: str) -> None:
    drawn = markdown(text, 80).plain
    assert not any(character != "\n" and (ord(character) < 32 or 127 <= ord(character) < 160) for character in drawn)
