"""Two people at one descriptor: nothing is lost, and each part is chosen."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.test import Client
from django.urls import reverse

from assay.accounts.models import User
from assay.descriptors import actions
from assay.descriptors.models import Descriptor
from assay.review import actions as review
from assay.standards.models import Skill, WSOSSection
from tests.factories import NOW, draft, sa, scm, sent

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]


def edited_meanwhile(skill: Skill, section: WSOSSection, author: User, **levels: str) -> Descriptor:
    """Return a draft that a deputy has edited since the author opened it (change 1)."""
    made = draft(skill, author, section=section)
    texts = [levels.get(f"score{n}", text) for n, text in enumerate(made.levels)]
    deputy = scm(skill, name="Deputy")
    wording = replace(made.wording, levels=(texts[0], texts[1], texts[2], texts[3]))
    return actions.edit(descriptor=made, seen=1, wording=wording, by=deputy, at=NOW)


def test_the_page_says_what_happened_and_by_whom(as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form) -> None:
    made = edited_meanwhile(skill, section, author, score2="Theirs")

    response = as_user(author).post(reverse("edit", args=[made.uid]), form(uid=str(made.uid), change="1", score2="Mine", tags="a, b"))

    parts = {part.name: part for part in response.context["parts"]}
    assert response.status_code == 409
    assert [moment.sentence for moment in response.context["moments"]] == ["Deputy changed the wording of it"]
    assert (parts["score2"].mine, parts["score2"].theirs, parts["score2"].chosen) == ("Mine", "Theirs", "mine")
    assert [name for name, part in parts.items() if part.differs] == ["score2"]
    assert ("tags", "a, b") in response.context["hidden"]
    assert ("change", "2") in response.context["hidden"]


def test_what_only_they_changed_is_theirs_unless_chosen_otherwise(
    as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form
) -> None:
    made = edited_meanwhile(skill, section, author, score3="Theirs")

    response = as_user(author).post(reverse("edit", args=[made.uid]), form(uid=str(made.uid), change="1", score2="Mine"))

    chosen = {part.name: part.chosen for part in response.context["parts"] if part.differs}
    assert chosen == {"score2": "mine", "score3": "theirs"}


def test_the_choices_are_saved_without_scripts(as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form) -> None:
    made = edited_meanwhile(skill, section, author, score2="Theirs 2", score3="Theirs 3")
    client, url = as_user(author), reverse("edit", args=[made.uid])
    page = client.post(url, form(uid=str(made.uid), change="1", score2="Mine 2", score3="Mine 3"))

    again = dict(page.context["hidden"]) | {"keep-score2": "mine", "keep-score3": "theirs"}
    response = client.post(page.context["action"], again)

    made.refresh_from_db()
    assert response.status_code == 302
    assert (made.score2, made.score3, made.change) == ("Mine 2", "Theirs 3", 3)


def test_a_second_change_meanwhile_asks_again(as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form) -> None:
    made = edited_meanwhile(skill, section, author, score2="Theirs")
    client, url = as_user(author), reverse("edit", args=[made.uid])
    page = client.post(url, form(uid=str(made.uid), change="1", score2="Mine"))
    wording = replace(made.wording, criterion_name="Renamed meanwhile")
    actions.edit(descriptor=made, seen=2, wording=wording, by=scm(skill), at=NOW)

    response = client.post(url, dict(page.context["hidden"]) | {"keep-score2": "mine"})

    assert response.status_code == 409
    assert ("change", "3") in response.context["hidden"]
    assert "Mine" in response.content.decode()


def test_a_section_can_be_theirs(as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form) -> None:
    made = draft(skill, author, section=section)
    other = WSOSSection.objects.create(name="Chosen by the deputy")
    actions.edit(descriptor=made, seen=1, wording=replace(made.wording, section=other.pk), by=scm(skill), at=NOW)
    client, url = as_user(author), reverse("edit", args=[made.uid])
    page = client.post(url, form(uid=str(made.uid), change="1", wsos_section="new", new_section="Mine, new"))

    response = client.post(url, dict(page.context["hidden"]) | {"keep-wsos_section": "theirs", "keep-score1": "mine"})

    made.refresh_from_db()
    assert [part.mine for part in page.context["parts"] if part.name == "wsos_section"] == ["Mine, new"]
    assert response.status_code == 302
    assert made.wsos_section == other


def test_a_draft_that_autosave_made_and_a_deputy_changed_is_a_conflict_on_the_first_save(
    as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form
) -> None:
    client, typed = as_user(author), form()
    client.post(reverse("scratch"), typed)
    made = Descriptor.objects.get(uid=typed["uid"])
    actions.edit(descriptor=made, seen=1, wording=replace(made.wording, criterion_name="Renamed meanwhile"), by=scm(skill), at=NOW)

    page = client.post(reverse("write"), typed | {"change": "1", "score0": "Mine"})
    saved = client.post(reverse("write"), dict(page.context["hidden"]) | {"keep-score0": "mine", "keep-criterion_name": "theirs"})

    made.refresh_from_db()
    assert (page.status_code, saved.status_code) == (409, 302)
    assert (made.criterion_name, made.score0) == ("Renamed meanwhile", "Mine")


def test_what_was_typed_stays_kept_where_the_page_is_left(
    as_user: As, author: User, skill: Skill, section: WSOSSection, form: Form
) -> None:
    made = draft(skill, author, section=section)
    typed = form(uid=str(made.uid), change="1", score3="My later words")
    sent(made, by=scm(skill))
    client, url = as_user(author), reverse("edit", args=[made.uid])

    client.post(url, typed)

    page = client.get(url)
    assert "My later words" in page.context["kept_text"]


def test_an_advisor_s_better_wording_meets_one_that_was_sent_again(as_user: As, author: User, skill: Skill, section: WSOSSection) -> None:
    made = draft(skill, author, section=section)
    other = WSOSSection.objects.create(name="Chosen again")
    sent(made, by=author)
    advisor, url = sa(skill), reverse("review", args=[made.uid])
    typed = {"seen": "2", "do": "approve", "now": "on", "criterion_name": made.criterion_name, "wsos_section": str(section.pk)}
    typed |= {f"score{n}": made.levels[n] for n in range(3)} | {"score3": "The advisor's words"}
    review.withdraw(descriptor=made, seen=2, by=author, at=NOW)
    made.refresh_from_db()
    actions.edit(descriptor=made, seen=3, wording=replace(made.wording, section=other.pk, criterion_name="Sent again"), by=author, at=NOW)
    sent(made, by=author)
    client = as_user(advisor)

    page = client.post(url, typed)
    chosen = {part.name: part.chosen for part in page.context["parts"] if part.differs}
    client.post(page.context["action"], dict(page.context["hidden"]) | {f"keep-{name}": kept for name, kept in chosen.items()})

    made.refresh_from_db()
    assert (page.status_code, page.context["possible"]) == (409, True)
    assert chosen == {"criterion_name": "theirs", "wsos_section": "theirs", "score3": "mine"}
    assert (made.batch_status, made.criterion_name, made.wsos_section, made.score3) == (
        "APPROVED",
        "Sent again",
        other,
        "The advisor's words",
    )
