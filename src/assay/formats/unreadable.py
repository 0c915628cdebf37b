"""The refusal of a workbook."""

from assay.formats.raw import RawSheet
from assay.formats.sentences import in_english


class UnreadableWorkbook(Exception):
    """The file cannot be read as a marking scheme; nothing of it was taken. `rule` is a key of `sentences.REFUSALS`.

    `sheets` are the rows of a workbook that can be read but has no known layout.
    """

    def __init__(
        self,
        rule: str,
        params: dict[str, str] | None = None,
        *,
        sheet: str = "",
        looked_for: tuple[str, ...] = (),
        found: tuple[str, ...] = (),
        sheets: tuple[RawSheet, ...] = (),
    ) -> None:
        self.rule, self.params = rule, params or {}
        self.sheet, self.looked_for, self.found = sheet, looked_for, found
        self.sheets = sheets
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """Return the sentence in English; `wording.sentence` has it in the reader's language."""
        return in_english(self.rule, self.params)
