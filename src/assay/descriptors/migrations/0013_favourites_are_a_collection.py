import uuid
from itertools import groupby

from django.db import migrations

NAME = "Favourites"


def collect(apps, _schema_editor):
    """Make a collection of each person's favourites, the newest first, and carry over what followed merges."""
    get = apps.get_model
    Collection, Item, Favourite = get("descriptors", "Collection"), get("descriptors", "CollectionItem"), get("descriptors", "Favourite")
    became = {}
    stars = Favourite.objects.order_by("user", "-at", "-pk")
    for user, rows in groupby(stars, key=lambda star: star.user_id):
        rows = list(rows)
        known = {"created_at": min(star.at for star in rows), "updated_at": max(star.at for star in rows)}
        mine = Collection.objects.create(uid=uuid.uuid4(), name=NAME, owner_id=user, is_favourites=True, **known)
        made = Item.objects.bulk_create(
            [Item(collection=mine, descriptor_id=star.descriptor_id, place=n, added_at=star.at) for n, star in enumerate(rows, 1)],
            batch_size=500,
        )
        became |= {star.pk: item.pk for star, item in zip(rows, made, strict=True)}
    for merge in get("descriptors", "Merge").objects.all():
        stars = merge.followed.pop("favourites", None)
        if stars is not None:
            merge.followed["items"] = [*merge.followed.get("items", []), *(became[pk] for pk in stars if pk in became)]
            merge.save(update_fields=["followed"])


def star_again(apps, _schema_editor):
    """Make favourites of what is in these collections, as old as it is there; one with notes stays as an ordinary collection."""
    get = apps.get_model
    Collection, Item, Favourite = get("descriptors", "Collection"), get("descriptors", "CollectionItem"), get("descriptors", "Favourite")
    became = {}
    for mine in Collection.objects.filter(is_favourites=True):
        items = list(Item.objects.filter(collection=mine).order_by("-place", "-pk"))
        made = Favourite.objects.bulk_create(
            [Favourite(user_id=mine.owner_id, descriptor_id=item.descriptor_id, at=item.added_at) for item in items], batch_size=500
        )
        became |= {item.pk: star.pk for item, star in zip(items, made, strict=True)}
        if any(item.note for item in items):
            Collection.objects.filter(pk=mine.pk).update(is_favourites=False)
        else:
            mine.delete()
    kept = set(Item.objects.filter(pk__in=became).values_list("pk", flat=True)) if became else set()
    for merge in get("descriptors", "Merge").objects.all():
        items = merge.followed.get("items", [])
        merge.followed["favourites"] = [became[pk] for pk in items if pk in became]
        merge.followed["items"] = [pk for pk in items if pk not in became or pk in kept]
        merge.save(update_fields=["followed"])


class Migration(migrations.Migration):

    dependencies = [
        ("descriptors", "0012_favourites_flag"),
    ]

    operations = [
        migrations.RunPython(collect, star_again),
    ]
