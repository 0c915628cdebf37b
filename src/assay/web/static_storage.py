"""Static files under hashed names."""

from functools import cache

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    """Works out the address of each file once a process: a page names dozens, and they change only with the version."""

    @cache  # noqa: B019  there is one storage, as long as the process
    def url(self, name: str | None, force: bool = False) -> str:
        """Return the address of a file."""
        return str(super().url(name, force))
