"""Writing a new one."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assay.accounts.models import User
from assay.descriptors.library.lineage import lineage_of
from assay.descriptors.models import Descriptor, Quality, Tag
from assay.descriptors.states import DRAFT
from assay.history.models import Event
from assay.standards.models import Membership, Skill, Standard, WSOSSection
from tests.factories import CompetitionFactory, SkillFactory, admin, draft, imported, sa, scm

As = Callable[[User], Client]
Form = Callable[..., dict[str, Any]]
START = timezone.now()


def test_a_complete_form_makes_a_draft(as_user: As, author: User, form: Form, section: WSOSSection) -> None:
    other = SkillFactory.create(code="09")
    sent = form(code="B2.1", tags="CSS,  accessibility , css", also_useful_for=["09"])

    response = as_user(author).post(reverse("write"), sent)

    made = Descriptor.objects.get(uid=sent["uid"])
    assert response.headers["Location"] == reverse("edit", args=[made.uid])
    assert (made.batch_status, made.quality_indicator, made.created_by, made.wsos_section) == (
        DRAFT,
        Quality.NEEDS_REVIEW,
        author,
        section,
    )
    assert made.levels == ("Not styled", "Basic styling", "Attractive in parts", "Polished throughout")
    assert made.code == "B2.1"
    assert list(made.tags.values_list("name_key", flat=True)) == ["accessibility", "css"]
    assert list(made.also_useful_for.all()) == [other]


def test_save_and_write_another_keeps_skill_and_section(as_user: As, author: User, form: Form, section: WSOSSection) -> None:
    response = as_user(author).post(reverse("write"), form(another="1"))

    assert response.headers["Location"] == f"{reverse('write')}?skill=17&section={section.uid}"
    page = as_user(author).get(response.headers["Location"])
    assert page.context["form"]["wsos_section"].value() == str(section.uid)
    assert page.context["asked"].able == ["Make a page that people understand", "Test it"]


def test_a_section_outside_the_standard_is_said_to_have_no_number_also_when_the_page_opens(as_user: As, author: User, form: Form) -> None:
    client = as_user(author)
    client.post(reverse("write"), form(wsos_section="new", new_section="Robot whispering"))
    made = Descriptor.objects.get()
    section = made.wsos_section
    assert section is not None

    for address in (reverse("edit", args=[made.uid]), f"{reverse('write')}?section={section.uid}"):
        page = client.get(address).content.decode()
        assert "This section is not in the standard of 17: it has no number in CIS." in page


def test_the_same_form_twice_makes_one(as_user: As, author: User, form: Form) -> None:
    sent = form(tags="css", new_section="Brand new", wsos_section="new")
    client = as_user(author)

    first, second = client.post(reverse("write"), sent), client.post(reverse("write"), sent)

    assert first.status_code == second.status_code == 302
    assert Descriptor.objects.count() == 1
    assert WSOSSection.objects.filter(name="Brand new").count() == 1
    assert Event.objects.filter(subject_type="descriptor").count() == 1


def test_what_is_missing_is_said_beside_each_field_and_nothing_typed_is_lost(as_user: As, author: User, form: Form) -> None:
    sent = form(criterion_name="Hom", wsos_section="", score0="", score1="", score2="", score3="", code="C" * 33, tags="kept tag")

    response = as_user(author).post(reverse("write"), sent)

    assert response.status_code == 422
    assert {"criterion_name", "wsos_section", "score1", "code"} <= set(response.context["form"].errors)
    assert {response.context["form"][name].value() for name in ("criterion_name", "code", "tags")} == {"Hom", "C" * 33, "kept tag"}
    assert response.context["hidden"].uid == uuid.UUID(sent["uid"])
    assert not Descriptor.objects.exists()


FIELDS = [
    *("uid", "skill", "change", "new_section_uid", "copied_from", "criterion_name", "wsos_section", "new_section"),
    *("score2", "code", "tags", "also_useful_for", "reply"),
]
NASTY = [
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass"),
    "x" * 1_000_000,
    "🦄" * 200,
    "one\r\ntwo\r\n",
    "9" * 40,
    "NaN",
    "' OR 1=1",
]


@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
@pytest.mark.parametrize("field", FIELDS)
def test_nothing_that_can_be_typed_is_a_fault(as_user: As, author: User, form: Form, field: str, nasty: Any) -> None:
    client = as_user(author)

    saved = client.post(reverse("write"), form(**{field: nasty}))
    kept = client.post(reverse("scratch"), form(**{field: nasty}))

    assert saved.status_code in {302, 404, 422}
    assert kept.status_code in {200, 404, 409, 422}


def test_line_ends_are_made_one_kind(as_user: As, author: User, form: Form) -> None:
    as_user(author).post(reverse("write"), form(score1="one\r\ntwo \r\n", criterion_name="Home\x00 page \U0001f984 design"))

    made = Descriptor.objects.get()
    assert (made.score1, made.criterion_name) == ("one\ntwo", "Home page \U0001f984 design")


def test_fields_that_the_form_does_not_have_change_nothing(as_user: As, author: User, form: Form) -> None:
    sent = form(batch_status="APPROVED", quality_indicator="EXCELLENT", reviewer=str(author.pk), version="9", created_by="1", source="X")

    as_user(author).post(reverse("write"), sent)

    made = Descriptor.objects.get()
    assert (made.batch_status, made.quality_indicator, made.reviewer, made.version, made.created_by, made.source) == (
        DRAFT,
        Quality.NEEDS_REVIEW,
        None,
        1,
        author,
        "SCM",
    )


def test_a_copy_starts_with_the_other_s_words_and_remembers_it(
    as_user: As, author: User, form: Form, skill: Skill, section: WSOSSection
) -> None:
    source = imported(SkillFactory.create(), wsos_section=section)
    client = as_user(author)

    page = client.get(reverse("write"), {"from": str(source.uid)})
    client.post(reverse("write"), form(copied_from=page.context["hidden"].copied_from))

    assert page.context["form"]["score3"].value() == source.score3
    assert page.context["form"]["wsos_section"].value() == str(section.uid)
    assert Descriptor.objects.get(skill=skill, created_by=author).copied_from == source


@pytest.mark.parametrize("days", [(None, 9, 9), (3, 9, 9), (9, 3, 9), (3, -3, 3), (None, -3, None), (None, None, None)])
def test_a_copy_is_not_told_before_the_confidential_one_it_starts_from(
    as_user: As, author: User, form: Form, skill: Skill, days: tuple[int | None, ...]
) -> None:
    """The days from now on which what the skill writes is told, the source, and the copy."""
    own, source, kept = days

    def day(days: int | None) -> datetime | None:
        return None if days is None else START + timedelta(days=days)

    competition = CompetitionFactory.create(confidential_until=day(own))
    Skill.objects.filter(pk=skill.pk).update(confidential=own is not None)
    Standard.objects.filter(skill=skill).update(competition=competition)
    hidden = imported(skill, confidential_until=day(source))

    page = as_user(author).get(reverse("write"), {"from": str(hidden.uid)}).content.decode()
    as_user(author).post(reverse("write"), form(copied_from=str(hidden.uid)))

    assert ("Confidential at least until" in page) == ((source or 0) > 0)
    assert Descriptor.objects.get(created_by=author).confidential_until == day(kept)


def merged(gone: Descriptor, stays: Descriptor) -> None:
    Descriptor.objects.filter(pk=gone.pk).update(merged_into=stays)


def test_a_copy_of_what_was_merged_starts_with_what_it_became(as_user: As, author: User) -> None:
    gone, between, stays = (imported(SkillFactory.create(), name=f"Page design {n}") for n in range(3))
    merged(gone, between)
    merged(between, stays)

    page = as_user(author).get(reverse("write"), {"from": str(gone.uid)})

    assert page.context["form"]["criterion_name"].value() == "Page design 2"
    assert (page.context["begun"].source, page.context["hidden"].copied_from) == (stays, str(stays.uid))


@pytest.mark.parametrize("address", ["write", "scratch"])
def test_what_is_merged_while_the_editor_is_open_stays_the_source(
    as_user: As, author: User, form: Form, section: WSOSSection, address: str
) -> None:
    gone, stays = (imported(SkillFactory.create(), name=name, wsos_section=section) for name in ("Page design", "Home page"))
    client, sent = as_user(author), form(copied_from=str(gone.uid))
    merged(gone, stays)

    client.post(reverse(address), sent)

    made = Descriptor.objects.get(created_by=author)
    assert made.copied_from == gone  # so that an undo of the merge finds it there
    assert [kin and kin.descriptor for kin in (lineage_of(made, author).source,)] == [stays]
    assert [kin.descriptor for kin in lineage_of(stays, author).became] == [made]


def test_what_is_kept_of_a_copy_knows_its_source_after_a_merge(as_user: As, author: User, form: Form) -> None:
    gone, stays = (imported(SkillFactory.create(), name=name) for name in ("Page design", "Home page"))
    client, sent = as_user(author), form(copied_from=str(gone.uid), criterion_name="", wsos_section="")
    client.post(reverse("scratch"), sent)
    merged(gone, stays)

    page = client.get(reverse("write"), {"uid": sent["uid"]})

    assert (page.context["begun"].source, page.context["hidden"].copied_from) == (stays, str(gone.uid))


def test_what_became_a_hidden_one_is_no_source_and_that_is_said(as_user: As, author: User, form: Form) -> None:
    gone, stays = (imported(SkillFactory.create(), name=name) for name in ("Page design", "The secret of module seven"))
    Descriptor.objects.filter(pk=stays.pk).update(confidential_until=timezone.now() + timedelta(days=9))
    merged(gone, stays)
    client = as_user(author)

    page = client.get(reverse("write"), {"from": str(gone.uid)})
    client.post(reverse("write"), form(copied_from=str(gone.uid)))

    assert "The page begins empty." in page.content.decode()
    assert "module seven" not in page.content.decode()
    assert Descriptor.objects.get(created_by=author).copied_from is None


def closed_meanwhile(source: Descriptor, how: str) -> None:
    """Delete it as an administrator does, or merge it into what the author may not open."""
    if how == "deleted":
        Descriptor.objects.filter(pk=source.pk).update(deleted_at=timezone.now(), deleted_by=admin())
    else:
        merged(source, imported(SkillFactory.create(), confidential_until=START + timedelta(days=9)))


@pytest.mark.parametrize("how", ["deleted", "merged"])
@pytest.mark.parametrize("steps", [["write"], ["scratch"], ["kept", "write"], ["refused", "write"]])
def test_a_copy_stays_hidden_where_its_confidential_source_is_closed_before_it_is_saved(
    as_user: As, author: User, form: Form, how: str, steps: list[str]
) -> None:
    skill = Membership.objects.get(user=author).skill
    source = imported(skill, confidential_until=START + timedelta(days=9))
    client = as_user(author)
    sent = form(copied_from=client.get(reverse("write"), {"from": str(source.uid)}).context["hidden"].copied_from)
    closed_meanwhile(source, how)

    if steps[0] == "kept":
        client.post(reverse("scratch"), sent | {"criterion_name": ""})
        sent["copied_from"] = client.get(reverse("write"), {"uid": sent["uid"]}).context["hidden"].copied_from
    if steps[0] == "refused":
        sent["copied_from"] = client.post(reverse("write"), sent | {"criterion_name": ""}).context["hidden"].copied_from
    client.post(reverse(steps[-1]), sent)

    made = Descriptor.objects.get(created_by=author)
    assert made.confidential_until == START + timedelta(days=9)
    assert lineage_of(made, author).source is None


@pytest.mark.parametrize("how", ["deleted", "merged"])
def test_a_closed_source_that_one_could_not_open_says_nothing_of_itself(as_user: As, author: User, form: Form, how: str) -> None:
    source = imported(SkillFactory.create(), confidential_until=START + timedelta(days=9))
    closed_meanwhile(source, how)

    as_user(author).post(reverse("write"), form(copied_from=str(source.uid)))

    made = Descriptor.objects.get(created_by=author)
    assert (made.confidential_until, made.copied_from) == (None, None)


def test_what_one_may_not_see_cannot_be_copied(as_user: As, author: User, form: Form) -> None:
    elsewhere = SkillFactory.create()
    hidden = draft(elsewhere, scm(elsewhere))
    client = as_user(author)

    page = client.get(reverse("write"), {"from": str(hidden.uid)})
    client.post(reverse("write"), form(copied_from=str(hidden.uid)))

    assert page.context["form"]["score3"].value() in (None, "")
    assert Descriptor.objects.get(created_by=author).copied_from is None


@pytest.mark.parametrize("address", ["write", "scratch"])
def test_a_uid_that_a_hidden_row_has_says_nothing_of_it(as_user: As, author: User, form: Form, address: str) -> None:
    elsewhere = SkillFactory.create()
    hidden = draft(elsewhere, scm(elsewhere), name="The secret of module seven")

    response = as_user(author).post(reverse(address), form(uid=str(hidden.uid)))

    assert response.status_code == 409
    assert "This page is outdated." in response.content.decode()
    assert "module seven" not in response.content.decode()


def test_a_new_section_is_made_with_the_draft(as_user: As, author: User, form: Form) -> None:
    as_user(author).post(reverse("write"), form(wsos_section="new", new_section="  Motion   design "))

    made = Descriptor.objects.get()
    assert made.wsos_section is not None
    assert made.wsos_section.name == "Motion design"
    assert Event.objects.filter(subject=made.wsos_section.uid, verb="created").count() == 1


def test_an_existing_name_is_refused_whatever_its_case_and_offered(as_user: As, author: User, form: Form, section: WSOSSection) -> None:
    sent = form(wsos_section="new", new_section="DESIGN  implementation")
    client = as_user(author)

    refused = client.post(reverse("write"), sent)
    taken = client.post(reverse("write"), sent | {"wsos_section": ["new", str(section.uid)]})

    assert (refused.status_code, refused.context["taken"]) == (422, section)
    assert f'value="{section.uid}"' in refused.content.decode()
    assert taken.status_code == 302
    assert Descriptor.objects.get().wsos_section == section


def test_similar_names_are_a_warning(as_user: As, author: User, section: WSOSSection) -> None:
    response = as_user(author).get(reverse("similar_sections"), {"name": "Design implementations"})

    assert f'data-use-section="{section.uid}"' in response.content.decode()


def test_what_a_section_asks(as_user: As, author: User, section: WSOSSection) -> None:
    client, url = as_user(author), reverse("section_asks")

    known = client.get(url, {"skill": "17", "wsos_section": str(section.uid)}).content.decode()
    foreign = client.get(url, {"skill": "17", "wsos_section": str(uuid.uuid4())}).content.decode()

    assert "Make a page that people understand" in known
    assert "no number in CIS" in foreign


def test_the_picker_lists_the_own_standard_first_and_new_last(as_user: As, author: User, section: WSOSSection) -> None:
    WSOSSection.objects.create(name="Welding")

    choices = as_user(author).get(reverse("write")).context["form"].sections.choices

    assert choices[1][1] == [(str(section.uid), "3 · Design implementation · 25 %")]
    assert [name for _uid, name in choices[2][1]] == ["Welding"]
    assert choices[-1][0] == "new"


def test_someone_with_several_skills_chooses_one(as_user: As, author: User, form: Form) -> None:
    SkillFactory.create(code="09").memberships.create(user=author, role="SCM")

    page = as_user(author).get(reverse("write"), {"name": "Navigation"})

    assert [skill.code for skill in page.context["skills"]] == ["09", "17"]
    assert "skill=09&amp;name=Navigation" in page.content.decode()


def test_only_scms_of_the_skill_write(as_user: As, skill: Skill, form: Form) -> None:
    for person in (sa(skill), scm(SkillFactory.create())):
        client = as_user(person)
        assert client.get(reverse("write"), {"skill": "17"}).status_code == 403
        assert client.post(reverse("write"), form()).status_code == 403
        assert client.post(reverse("scratch"), form()).status_code == 403
    assert not Descriptor.objects.exists()


def test_the_first_one_has_a_pale_example(as_user: As, author: User, skill: Skill, section: WSOSSection) -> None:
    before = as_user(author).get(reverse("write")).content.decode()
    draft(skill, author)
    after = as_user(author).get(reverse("write")).content.decode()

    assert "placeholder=" in before
    assert "placeholder=" not in after


def test_known_tags_are_used_as_they_are_written(as_user: As, author: User, form: Form) -> None:
    Tag.objects.create(name="Accessibility")

    as_user(author).post(reverse("write"), form(tags="ACCESSIBILITY"))

    assert list(Descriptor.objects.get().tags.values_list("name", flat=True)) == ["Accessibility"]
