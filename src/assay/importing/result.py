"""What an import made, said afterwards."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assay.descriptors.models import Descriptor, Quality
from assay.importing.models import Import
from assay.schemes.models import Aspect, Scheme

if TYPE_CHECKING:
    from assay.accounts.models import User


@dataclass
class Result:
    """One import for a reader; everything is asked once."""

    found: Import
    scheme: Scheme
    reader: "User"

    @cached_property
    def made(self) -> int:
        """Return how many descriptors it made."""
        return Descriptor.objects.filter(**self.from_here).count()

    @property
    def from_here(self) -> dict[str, str]:
        """Return the condition that a descriptor came with this scheme."""
        return {"origins__system": "cis", "origins__external_id__startswith": f"{self.scheme.uid}/"}

    @cached_property
    def judged(self) -> tuple[int, int]:
        """Return how many aspects of judgement the scheme has, and how many of them name a descriptor."""
        aspects = Aspect.objects.filter(sub_criterion__scheme=self.scheme, type="J")
        return aspects.count(), aspects.filter(descriptor__isnull=False).count()

    @property
    def summary(self) -> str:
        """Return what was made, in a sentence."""
        if self.scheme.into_drafts:
            said = ngettext("%(n)d draft was written.", "%(n)d drafts were written.", self.made)
        else:
            said = ngettext("%(n)d descriptor is in the library.", "%(n)d descriptors are in the library.", self.made)
        return said % {"n": self.made}

    @property
    def besides(self) -> list[str]:
        """Return what else there is to say, a sentence each."""
        judged, linked = self.judged
        there, without = linked - self.made, judged - linked
        said = []
        if there > 0:
            words = ngettext("%(n)d was there already.", "%(n)d were there already.", there)
            said.append(words % {"n": there})
        if without:
            words = ngettext("%(n)d aspect of judgement became none.", "%(n)d aspects of judgement became none.", without)
            said.append(words % {"n": without})
        return said

    @property
    def links(self) -> list[dict[str, Any]]:
        """Return where it goes on, for this reader."""
        found = []
        if self.scheme.into_drafts:
            query = urlencode({"tab": "drafts", "skill": self.scheme.skill.code})
            found.append({"label": _("See the drafts"), "url": f"{reverse('my_skills')}?{query}", "main": True})
        else:
            query = urlencode({"skill": self.scheme.skill.code, "source": self.scheme.competition.code})
            found.append({"label": _("See them in the library"), "url": f"{reverse('library')}?{query}", "main": True})
        if self.reader.is_admin and self.unreviewed:
            words = ngettext("Curate %(n)d that needs review", "Curate %(n)d that need review", self.unreviewed) % {"n": self.unreviewed}
            found.append({"label": words, "url": reverse("curation")})
        if self.reader.has_perm("schemes.view", self.scheme):
            found.append({"label": _("The scheme"), "url": reverse("scheme", args=[self.scheme.uid])})
        return [*found, {"label": _("Import another one"), "url": reverse("imports")}]

    @cached_property
    def unreviewed(self) -> int:
        """Return how many of them wait in the curation queue."""
        rows = Descriptor.objects.in_library().filter(quality_indicator=Quality.NEEDS_REVIEW, **self.from_here)
        return rows.count()

    @property
    def facts(self) -> list[tuple[str, Any]]:
        """Return what is known of it, as web/components/pairs.html draws it."""
        return [
            (_("Skill"), self.scheme.skill),
            (_("Competition"), self.scheme.competition),
            (_("File"), self.found.file),
            (_("Imported by"), self.scheme.imported_by or ""),
            (_("SHA-256"), self.found.sha256),
        ]
