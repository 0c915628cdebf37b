"""What happened, in sentences, and who may read which."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from assay.accounts.models import User
from assay.descriptors import actions as writing
from assay.descriptors.models import Descriptor
from assay.descriptors.wording import Wording
from assay.history.models import Event
from assay.history.record import Fact, record
from assay.history.sentences import Said, Telling, say
from assay.history.timeline import timeline_of
from assay.review import actions
from assay.standards.models import Skill, TeamSees
from tests.factories import NOW, SkillFactory, admin, draft, imported, member, sa, scm, secretariat, sent

pytestmark = pytest.mark.django_db


class Story:
    """A descriptor that was written, sent, returned, revised, sent again and approved with changed wording."""

    def __init__(self) -> None:
        self.skill: Skill = SkillFactory.create(code="17")
        self.scm, self.sa = scm(self.skill, name="SCM of 17"), sa(self.skill, name="SA of 17")
        self.one = draft(self.skill, self.scm)
        sent(self.one, by=self.scm)
        self.one = actions.return_for_changes(descriptor=self.one, seen=self.one.change, comment="2 and 3 are alike.", by=self.sa, at=NOW)
        self.one = writing.edit(
            descriptor=self.one, seen=self.one.change, wording=self.with_level(2, "Attractive on most pages"), by=self.scm, at=NOW
        )
        sent(self.one, by=self.scm, reply="Said where.")
        self.one = actions.approve(
            descriptor=self.one, seen=self.one.change, by=self.sa, at=NOW, edits=self.with_level(3, "Polished on every page")
        )

    def with_level(self, number: int, text: str) -> Wording:
        levels = list(self.one.levels)
        levels[number] = text
        return Wording(self.one.criterion_name, (levels[0], levels[1], levels[2], levels[3]), self.one.wsos_section_id)

    def told_to(self, reader: User) -> list[str]:
        return [moment.sentence for moment in timeline_of("descriptor", self.one.uid, reader)]


WHOLE = [
    "SCM of 17 wrote it",
    "SCM of 17 sent it in batch 17-01 (round 1)",
    "SA of 17 returned it",
    "SCM of 17 changed the wording of it",
    "SCM of 17 sent it in batch 17-02 (round 2)",
    "SA of 17 approved it with changed wording",
]


@pytest.fixture
def story() -> Story:
    return Story()


@pytest.mark.parametrize("who", ["scm", "sa", "secretariat", "admin"])
def test_the_whole_story_is_for_those_who_see_reviews(story: Story, who: str) -> None:
    reader = {"secretariat": secretariat, "admin": admin}.get(who, lambda: getattr(story, who))()

    assert story.told_to(reader) == WHOLE


def test_everyone_else_reads_from_the_first_approval_on(story: Story) -> None:
    for reader in (member("SKILL_TEAM", story.skill), sa(SkillFactory.create())):
        moments = timeline_of("descriptor", story.one.uid, reader)
        assert [(moment.sentence, moment.comment, moment.changes, moment.url) for moment in moments] == [
            ("SA of 17 approved it", "", (), "")
        ]


def test_a_watching_team_reads_nothing_of_what_is_in_review() -> None:
    skill = SkillFactory.create(team_sees=TeamSees.IN_REVIEW)
    manager, watcher = scm(skill), member("SKILL_TEAM", skill)
    one = draft(skill, manager)
    sent(one, by=manager)

    assert Descriptor.objects.visible_to(watcher).contains(one)
    assert timeline_of("descriptor", one.uid, watcher) == []


def test_comments_replies_and_changed_words_stand_beside_the_sentences(story: Story) -> None:
    moments = timeline_of("descriptor", story.one.uid, story.scm)

    assert [moment.comment for moment in moments] == ["", "", "2 and 3 are alike.", "", "Said where.", ""]
    assert [[change.label for change in moment.changes] for moment in moments] == [[], [], [], ["Level 2"], [], ["Level 3"]]


def test_nothing_is_told_of_a_row_that_the_reader_may_not_open() -> None:
    skill = SkillFactory.create()
    one = draft(skill, scm(skill))

    assert timeline_of("descriptor", one.uid, sa(skill)) == []


def test_what_was_imported_is_open_to_everyone_who_may_see_it() -> None:
    one = imported(SkillFactory.create())

    assert [moment.sentence for moment in timeline_of("descriptor", one.uid, member("SKILL_TEAM", SkillFactory.create()))] == [
        "Assay imported it"
    ]


def test_events_hold_no_texts(story: Story) -> None:
    texts = ["2 and 3 are alike", "Said where", "Attractive", "Polished", "Home page design", story.scm.email, "SCM of 17"]

    kept = str(list(Event.objects.values_list("data", "state_after")))

    assert not [text for text in texts if text in kept]


def test_queries_do_not_grow_with_facts(story: Story, queries_of: Callable[[], Any]) -> None:
    def cost() -> int:
        reader = User.objects.get(pk=story.scm.pk)
        with queries_of() as counted:
            timeline_of("descriptor", story.one.uid, reader)
        return len(counted)

    few = cost()
    for _n in range(3):
        fact = Fact(
            "descriptor", story.one.uid, "curated", change=Event.objects.filter(subject=story.one.uid).count() + 1, skill=story.skill.uid
        )
        record([fact], by=story.sa, at=NOW)

    assert cost() == few


def test_a_verb_without_a_sentence_is_said_plainly(story: Story) -> None:
    record([Fact("parcel", story.skill.uid, "was_lost")], by=story.sa, at=NOW)

    assert [moment.sentence for moment in timeline_of("parcel", story.skill.uid, story.sa)] == ["SA of 17: was lost it"]


def test_a_room_gives_its_own_sentence(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.history.sentences.SENTENCES", {})

    def found(telling: Telling) -> Said:
        return Said(f"{telling.who} found {telling.thing}", comment="in the cellar")

    say("parcel", "found", found)
    record([Fact("parcel", story.skill.uid, "found")], by=story.sa, at=NOW)

    assert [(moment.sentence, moment.comment) for moment in timeline_of("parcel", story.skill.uid, story.sa)] == [
        ("SA of 17 found it", "in the cellar")
    ]


def test_moments_carry_the_time_of_the_fact(story: Story) -> None:
    at: list[datetime] = [moment.at for moment in timeline_of("descriptor", story.one.uid, story.scm)]

    assert set(at) == {NOW}
