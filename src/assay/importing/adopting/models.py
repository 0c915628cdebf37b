"""What was taken over from another system, row by row, so that doing it again changes nothing."""

from typing import ClassVar

from django.db import models


class Adopted(models.Model):
    """One row of a source, and what it became here: ids, numbers and hashes, no texts of people.

    `digest` is that of the row as it was read; `change` the number of the latest fact that this wrote about its other side, none where
    that was here before and stays ours; `refs` are ids of rows there that it referred to.
    """

    system = models.CharField(max_length=40)
    table = models.CharField(max_length=40)
    external_id = models.CharField(max_length=420)
    uid = models.UUIDField()
    digest = models.CharField(max_length=64, blank=True)
    change = models.IntegerField(null=True)
    refs = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "adopted"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("system", "table", "external_id"), name="adopted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.system} {self.table} {self.external_id}"
