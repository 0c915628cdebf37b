from datetime import date

from assay.accounts.zones import grouped, label


def test_zones_say_their_hours_from_utc_on_the_day() -> None:
    assert label("Europe/Zurich", date(2026, 1, 15)) == "Zurich (UTC+01:00)"
    assert label("Europe/Zurich", date(2026, 7, 15)) == "Zurich (UTC+02:00)"
    assert label("America/Argentina/Buenos_Aires", date(2026, 1, 15)) == "Argentina/Buenos Aires (UTC-03:00)"


def test_every_region_is_listed_once() -> None:
    regions = [region for region, _ in grouped(date(2026, 1, 15))]

    assert regions[0] == "UTC"
    assert regions[1:] == sorted(set(regions[1:]))
    assert "Europe" in regions
