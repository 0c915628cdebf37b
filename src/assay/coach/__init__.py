"""Checks the wording of descriptors and says why: `check(wording)`. It knows no models, no HTTP and nothing else of the project."""

from assay.coach.checking import check
from assay.coach.edition import EDITION
from assay.coach.findings import Finding, Message, Severity

__all__ = ["EDITION", "Finding", "Message", "Severity", "check"]
