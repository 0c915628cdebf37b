"""What the source looks like: its tables, the columns that must be there, and those that are read where they are."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Table:
    """A table: the columns without which nothing can be taken over, and those that are read where they are there."""

    name: str
    needed: frozenset[str]
    read: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Return every column that is read."""
        return self.needed | self.read


USER, SKILL, SECTION, DESCRIPTOR, FAVOURITE = "User", "Skill", "WSOSSection", "Descriptor", "DescriptorFavorite"
PASSWORDS = ("password", "passwordHash", "hashedPassword")
LEVELS = ("score0", "score1", "score2", "score3")
CODES = ("code", "number")

TABLES = (
    Table(USER, frozenset({"id", "email", "role"}), frozenset({"name", "createdAt", "updatedAt", *PASSWORDS})),
    Table(SKILL, frozenset({"id", "name", "saId", "scmId"}), frozenset({"sector", "createdAt", "updatedAt", *CODES})),
    Table(SECTION, frozenset({"id", "name"}), frozenset({"createdAt", "updatedAt"})),
    Table(
        DESCRIPTOR,
        frozenset(
            {
                "id",
                "criterionName",
                *LEVELS,
                "skillNames",
                "wsosSectionId",
                "qualityIndicator",
                "batchStatus",
                "batchId",
                "createdById",
                "submittedAt",
                "reviewerId",
                "reviewedAt",
                "reviewComment",
            }
        ),
        frozenset(
            {
                "code",
                "source",
                "categories",
                "tags",
                "language",
                "version",
                "wasModifiedDuringApproval",
                "deletedAt",
                "createdAt",
                "updatedAt",
            }
        ),
    ),
    Table(FAVOURITE, frozenset({"userId", "descriptorId"}), frozenset({"id", "createdAt"})),
)
# Read for the time alone: another value is no change of the row.
NO_CHANGE = frozenset({"updatedAt"})
# What Prisma keeps for itself.
ITS_OWN = frozenset({"_prisma_migrations"})
