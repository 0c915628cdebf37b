"""Refusals that an action raises; the message of each is for the person who asked."""


class DomainError(Exception):
    """What was asked for is not possible now (409); the message says why and what to do."""

    status = 409


class NotAllowed(DomainError):
    """The person may see the thing but not do this with it (403)."""

    status = 403


class Invalid(DomainError):
    """What was sent cannot be taken as it is (422); `fields` maps a field's name to its message."""

    status = 422

    def __init__(self, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = fields or {}


class Stale(DomainError):
    """The row is not as the person saw it; `found` is the row as it stands now."""

    def __init__(self, message: str, found: object = None) -> None:
        super().__init__(message)
        self.found = found
