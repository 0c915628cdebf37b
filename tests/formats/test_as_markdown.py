"""Markdown: headings and lists of ours, texts of theirs."""

import re

from hypothesis import given
from hypothesis import strategies as st

from assay.formats import as_markdown

from .selections import descriptor, selection, uid


def test_golden() -> None:
    assert as_markdown.write(selection()).decode() == (
        "# Ready for C\n"
        "\n"
        "2026-03-14 · https://assay.example.org/collections/\n"
        "\n"
        "## Home page 1\n"
        "\n"
        f"[\\#1](https://assay.example.org/library/{uid('descriptor 1')}/) · Skill: 17 Web Technologies · WSOS section: §3 Design · "
        "Quality: Approved · Status: Approved · Code: A1.2 · Tags: css, layout · Source: SCM · Note: For module C · Revision 2\n"
        "\n"
        "- **0 Below standard:** Not styled\n"
        "- **1 Meets standard:** Basic styling\n"
        "- **2 Exceeds in part:** Attractive in parts\n"
        "- **3 Excellent:** Polished throughout\n"
    )


def test_a_level_without_a_text_is_left_out() -> None:
    text = as_markdown.write(selection(descriptor(levels=("", "One", "", "")))).decode()

    assert re.findall(r"^- .*", text, re.MULTILINE) == ["- **1 Meets standard:** One"]


def test_what_stands_for_a_sign_is_not_taken_for_it() -> None:
    assert as_markdown.flat("R&D, &lt;b&gt; and &#60;") == r"R&D, \&lt;b\&gt; and &\#60;"


@given(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8")))
def test_what_people_wrote_makes_no_heading_link_or_tag(name: str, level: str) -> None:
    text = as_markdown.write(selection(descriptor(name=name, levels=("", level, "", "")))).decode()

    lines = [line for line in text.split("\n") if line]
    assert len(lines) == 4 + bool(level)
    assert not re.search(r"(?<!\\)[<`]", "".join(lines))
