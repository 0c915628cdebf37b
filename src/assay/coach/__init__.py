"""Checks the wording of descriptors and says why: `check(wording)`. It knows no models, no HTTP and nothing else of the project."""

from assay.coach.checking import check
from assay.coach.findings import Finding, Message, Severity

__all__ = ["Finding", "Message", "Severity", "check"]
