"""The page of all tokens and components, in demo mode: /look/."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from assay.web.access import anyone, open_to

LABELS = (_("Below standard"), _("Meets standard"), _("Exceeds in part"), _("Excellent"))
SENTENCES = (
    _("Performance below industry standard"),
    _("Performance meets industry standard"),
    _("Performance meets and, in specific respects, exceeds industry standard"),
    _("Performance wholly exceeds industry standard and is judged as excellent"),
)
GAPS = (
    "Gaps between the tiles differ by more than 1 mm; several edges stand proud and catch a fingernail",
    "Gaps are even within 1 mm on the whole wall; no edge catches a fingernail",
    "Gaps are even within 0.5 mm and run through from wall to floor; cut tiles lie where the eye does not fall first",
    (
        "Gaps are even within 0.5 mm, run through from wall to floor and meet at every corner; "
        "cuts are symmetric on both sides, the smallest cut is wider than half a tile, and the pattern is planned from the doorway, "
        "so that whoever comes in sees whole tiles first and the line of the joint leads to the window"
    ),
)
ERRORS = (
    "Errors from the server are not handled; the page stays empty or shows a stack trace",
    "Errors are caught and shown as one general message",
    "Messages say what went wrong; the person can send the form again without typing it anew",
    (
        "Messages say what went wrong and what to do next, stand beside the field they concern, "
        "and what was typed is kept even when the network fails"
    ),
)
ERRORS_BEFORE = (ERRORS[0], "", "Messages are nice and helpful", ERRORS[3])
OPS: tuple[list[tuple[str, str]], ...] = (
    [("same", ERRORS[0])],
    [("ins", ERRORS[1])],
    [
        ("same", "Messages "),
        ("del", "are nice and helpful"),
        ("ins", "say what went wrong; the person can send the form again without typing it anew"),
    ],
    [
        ("same", "Messages say what went wrong and what to do next, stand beside the field they concern, and "),
        ("ins", "what was typed is kept even when the network fails"),
    ],
)
CHIPS = [
    {"kind": "exemplary", "label": _("Exemplary"), "title": _("a model to start from")},
    {"kind": "approved", "label": _("Approved"), "title": _("tested by a Skill Advisor; ready to use")},
    {"kind": "reference", "label": _("Reference"), "title": _("from a past scheme; read before use")},
    {"kind": "needs-review", "label": _("Needs review"), "title": _("incomplete or not looked at yet")},
    {"kind": "draft", "label": _("Draft"), "title": _("edit it, or send it for review")},
    {"kind": "pending", "label": _("With the SA"), "title": _("waits for a decision; you can withdraw it")},
    {"kind": "returned", "label": _("Returned"), "title": _("read the comment, edit, send again")},
]
ICONS = [
    "home",
    "library",
    "pen",
    "review",
    "standards",
    "admin",
    "bell",
    "search",
    "copy",
    "star",
    "star-filled",
    "filter",
    "check",
    "return",
    "skip",
    "undo",
    "history",
    "lock",
    "plus",
    "trash",
    "upload",
    "download",
    "mail",
    "key",
    "sun",
    "moon",
    "print",
    "more",
    "close",
    "chevron",
    "arrow-left",
    "arrow-right",
    "warning",
    "info",
    "person",
    "people",
    "tag",
    "calendar",
    "compare",
    "link",
    "comment",
]


class Example(forms.Form):
    """One field of each kind, with errors."""

    name = forms.CharField(
        label=_("Aspect"), min_length=5, max_length=300, help_text=_("One thing that three Experts can judge at the same time.")
    )
    section = forms.ChoiceField(
        label=_("WSOS section"), choices=[("", "–"), ("3", "§3 Design implementation · 25 %"), ("5", "§5 Back-end development · 20 %")]
    )
    note = forms.CharField(label=_("Note to the Skill Advisor"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    sure = forms.BooleanField(label=_("Send the two incomplete ones too"), required=False)


def ladder(texts: tuple[str, ...], **more: Any) -> list[dict[str, Any]]:
    """Return four levels as the ladder reads them; `more` adds one value per level."""
    return [
        {"number": n, "label": LABELS[n], "sentence": SENTENCES[n], "text": texts[n], "name": f"score{n}"}
        | {key: values[n] for key, values in more.items()}
        for n in range(4)
    ]


def card(number: int, name: str, texts: tuple[str, ...], chip: int, **more: Any) -> dict[str, Any]:
    """Return a descriptor as the card reads it."""
    return {
        "url": "#card",
        "number": number,
        "name": name,
        "levels": ladder(texts),
        "chip": CHIPS[chip],
        "favourite": {"url": "#", "on": chip == 0},
        "links": [{"label": _("Compare"), "url": "#", "icon": "compare"}, {"label": _("Write one like it"), "url": "#", "icon": "pen"}],
        "copies": [
            {"label": _("As CIS rows"), "text": "\t".join(texts), "said": _("Copied 5 rows: paste into column A of the CIS sheet")},
            {"label": _("Plain text"), "text": "\n".join(texts), "said": _("Copied as text")},
        ],
    } | more


def examples() -> dict[str, Any]:
    """Return what the page shows."""
    gaps = card(
        1042,
        "Joints of the tiled corner",
        GAPS,
        0,
        facts=["12 Wall and Floor Tiling", "§4 Laying"],
        source="Manual",
        select={"name": "uid", "value": "1", "form": "chosen"},
    )
    errors = card(
        87,
        "Error messages of the booking form",
        ERRORS,
        6,
        facts=["17 Web Technologies", "§5 Back-end development"],
        source="SCM",
        note="2 and 3 cannot be told apart: what would an Expert see?",
        select={"name": "uid", "value": "2", "form": "chosen"},
        locked="Confidential until C1 · 9 Sep",
    )
    return {
        "form": Example({"name": "SEO", "section": "", "note": "Module C, please look at B2 first."}),
        "chips": CHIPS,
        "icons": ICONS,
        "full": ladder(GAPS),
        "missing": ladder(ERRORS_BEFORE),
        "versus": ladder(ERRORS, ops=OPS),
        "cards": [gaps, errors],
        "ops": OPS[2],
        "entries": timeline(),
        "colours": [
            "page",
            "sheet",
            "well",
            "ink",
            "ink-2",
            "ink-3",
            "line",
            "edge",
            "accent",
            "accent-wash",
            "alert",
            "alert-wash",
            "care",
            "care-wash",
            "level-1",
            "level-2",
        ],
        "facets": facets(),
        "tabs": [
            {"label": _("All"), "url": "#", "count": 45, "current": True},
            {"label": _("Undecided"), "url": "#", "count": 33},
            {"label": _("Returned before"), "url": "#", "count": 4},
        ],
        "pager": {
            "summary": "21 to 40 of 214",
            "previous": "#",
            "next": "#",
            "sizes": [{"label": 20, "url": "#", "current": True}, {"label": 50, "url": "#"}, {"label": 100, "url": "#"}],
        },
        "stats": [
            {"value": 3, "label": _("returned to you"), "url": "#"},
            {"value": 12, "label": _("drafts not sent"), "url": "#"},
            {"value": 214, "label": _("in the library"), "url": "#"},
        ],
        "pairs": [
            ("Number", "#1042"),
            ("Home skill", "12 Wall and Floor Tiling"),
            ("WSOS section", "§4 Laying · 30 %"),
            ("Source", "Manual"),
        ],
        "steps": [{"label": _("Read"), "state": "done"}, {"label": _("Check"), "state": "now"}, {"label": _("Import"), "state": ""}],
        "bulk": [{"label": _("Send to the Skill Advisor"), "main": True}, {"label": _("Delete"), "grave": True}],
        "crumbs": [{"label": _("Demonstration"), "url": "/"}],
        "links": [{"label": _("Write this one"), "url": "#", "main": True}, {"label": _("Clear all"), "url": "#"}],
    }


def timeline() -> list[dict[str, Any]]:
    """Return a short history."""
    at = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
    return [
        {"icon": "approved", "sentence": "The Skill Advisor approved it with better wording.", "at": at, "ops": OPS[2]},
        {
            "icon": "return",
            "sentence": "The Skill Advisor returned it in round 1.",
            "at": at,
            "comment": "2 and 3 cannot be told apart: what would an Expert see?",
        },
        {"icon": "pen", "sentence": "The SCM of 17 wrote it.", "at": at},
    ]


def facets() -> list[dict[str, Any]]:
    """Return two filters."""
    skills = [("17 Web Technologies", 31, True), ("09 Software Applications Development", 8, False), ("12 Wall and Floor Tiling", 6, False)]
    return [
        {
            "title": _("Skill"),
            "name": "skill",
            "open": True,
            "options": [{"value": s[:2], "label": s, "count": n, "checked": on} for s, n, on in skills],
        },
        {
            "title": _("Quality"),
            "name": "quality",
            "open": False,
            "options": [{"value": chip["kind"], "label": chip["label"], "count": 4} for chip in CHIPS[:4]],
        },
    ]


@open_to(anyone)
def look(request: HttpRequest) -> HttpResponse:
    """Show every part of the interface with real wording; nothing of it exists outside the demonstration."""
    if not settings.DEMO:
        raise Http404
    return render(request, "web/look.html", examples())
