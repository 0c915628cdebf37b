"""The English sentence of each warning and each refusal; no Django here, because the reading child shows them too."""


def gettext_noop(text: str) -> str:
    """Mark `text` for translation without importing Django."""
    return text


WARNINGS = {
    "title-without-code": gettext_noop("The title “{title}” does not begin with a skill's number."),
    "header-by-position": gettext_noop(
        "Only {matched} of the {total} column headers are known; the columns were taken by their place, A to K."
    ),
    "header-moved": gettext_noop("The repeated header has its columns in other places; what follows was read by it."),
    "type-by-levels": gettext_noop("The layout has no aspect types: aspects with levels were taken as judgement, others as measurement."),
    "header-damaged": gettext_noop("The repeated header row is damaged; the columns of the first one were kept."),
    "rows-after-total": gettext_noop("Rows follow the total of the competition; they were read too."),
    "no-aspects": gettext_noop("The workbook holds no aspect."),
    "sheet-not-read": gettext_noop("The sheet “{sheet}” was not read."),
    "aspect-without-sub-criterion": gettext_noop("The aspect “{name}” stands before any sub-criterion."),
    "aspect-without-type": gettext_noop("The aspect “{name}” has no type."),
    "aspect-without-name": gettext_noop("An aspect of type {type} has no description."),
    "aspect-repeated": gettext_noop("“{name}” has the same wording and levels as row {first}."),
    "type-unknown": gettext_noop("“{value}” is not an aspect type (M or J)."),
    "type-old": gettext_noop("The type {value} is from the years before M and J; the aspect was kept with it."),
    "look-alike": gettext_noop("“{value}” holds letters of another alphabet that look like “{latin}”; it was kept apart."),
    "sub-criterion-repeated": gettext_noop("The sub-criterion {id} stands in row {first} already; both were kept."),
    "sub-criterion-without-day": gettext_noop("The sub-criterion {id} has no day of marking."),
    "sub-criterion-empty": gettext_noop("The sub-criterion {id} “{name}” has no aspect."),
    "criterion-not-listed": gettext_noop("The criterion {letter} is not in the list of criteria."),
    "levels-missing": gettext_noop("The judgement aspect “{name}” has no levels."),
    "level-missing": gettext_noop("The judgement aspect “{name}” has no text for: {levels}."),
    "levels-in-one-cell": gettext_noop("The four levels of “{name}” stood in one cell; they were taken apart."),
    "level-in-description": gettext_noop("A level of “{name}” stood in the column of descriptions."),
    "level-repeated": gettext_noop("“{name}” has a second text for level {level}; it was kept as a note."),
    "level-without-aspect": gettext_noop("A level stands under no aspect; it was kept as a note."),
    "level-under-measurement": gettext_noop("“{name}” is not a judgement aspect but has levels; they were kept with it."),
    "score-unknown": gettext_noop("“{value}” is not a score (0, 1, 2 or 3); the row was kept as a further description."),
    "mark-missing": gettext_noop("The aspect “{name}” has no mark."),
    "marks-missing": gettext_noop("No aspect has a mark. Write the marks into column K; the library knows none."),
    "mark-unreadable": gettext_noop("“{value}” is not a mark."),
    "mark-unusual": gettext_noop("A mark of {value} is unusual: marks are above 0, mostly up to {limit}, with two decimals."),
    "section-missing": gettext_noop("The aspect “{name}” has no section."),
    "section-unreadable": gettext_noop("“{value}” is not the number of a section."),
    "section-not-listed": gettext_noop("The section {value} is not in the list of sections."),
    "section-repeated": gettext_noop("The section {value} is listed twice."),
    "section-marks-differ": gettext_noop("Section {number} “{name}” declares {declared} marks; its aspects add to {found}."),
    "criterion-marks-differ": gettext_noop("Criterion {letter} “{name}” declares {declared} marks; its aspects add to {found}."),
    "sections-not-100": gettext_noop("The declared marks of the sections add to {found}, not to 100."),
    "total-not-100": gettext_noop("The marks of all aspects add to {found}, not to 100."),
    "marks-not-total": gettext_noop("The marks of all aspects add to {found}, not to {total}."),
    "section-varies": gettext_noop(
        "Section {number} “{name}” has {found} marks where the standard gives it {declared}: more than {limit} apart."
    ),
    "sections-not-known": gettext_noop("No standard numbers the sections here. Write the numbers into column I."),
    "name-too-long": gettext_noop("“{name}” has {length} characters; more than {limit} may be cut."),
    "total-differs": gettext_noop("The total shown for {label} is {declared}; the aspects add to {found}."),
    "name-short": gettext_noop("“{name}” is shorter than five letters."),
    "text-too-long": gettext_noop("The text has {length} characters; {limit} are kept in the library."),
    "text-repaired": gettext_noop("“{text}” had been read with the wrong encoding or held a symbol of one font; that was put right."),
    "text-doubtful": gettext_noop("“{text}” seems to have lost letters somewhere on its way; look at it in the workbook."),
    "note-kept": gettext_noop("“{text}” is not part of an aspect; it was kept as a note."),
    "cell-not-understood": gettext_noop("“{text}” stands where nothing is expected; it was kept as a note."),
}

REFUSALS = {
    "empty": gettext_noop("The file is empty."),
    "too-large": gettext_noop("The file has {size} MB; a workbook may have at most {limit} MB."),
    "old-excel": gettext_noop("This is an old or an encrypted Excel file. Save it as .xlsx without a password and upload it again."),
    "not-a-workbook": gettext_noop("This is not an Excel workbook (.xlsx)."),
    "damaged": gettext_noop("The workbook is damaged; its reader says: “{detail}”."),
    "part-size": gettext_noop("The workbook is damaged: a part of it is not as large as it says."),
    "part-packing": gettext_noop("A part of the workbook is packed in a way that no Excel uses."),
    "part-place": gettext_noop("The workbook is damaged: a part is not where the list of parts says."),
    "part-unpacking": gettext_noop("The workbook is damaged: a part of it cannot be unpacked."),
    "part-short": gettext_noop("The workbook is damaged: a part of it ends too early."),
    "part-xml": gettext_noop("The workbook is damaged: a part of it is not well-formed XML."),
    "part-encoding": gettext_noop("A part of the workbook has an unknown encoding."),
    "encrypted": gettext_noop("The workbook is encrypted. Save it without a password and upload it again."),
    "too-many-parts": gettext_noop("The workbook consists of {count} parts; at most {limit} are read."),
    "repeated-part": gettext_noop("The workbook holds the part “{part}” twice."),
    "unpacks-too-large": gettext_noop("Unpacked, the workbook is larger than {limit} MB."),
    "doctype": gettext_noop("The workbook holds a document type declaration, which no Excel writes."),
    "too-many-cells": gettext_noop("The workbook has content beyond row {rows} or column {columns}; no marking scheme is that large."),
    "no-sheet": gettext_noop("The workbook has no sheet with content."),
    "layout": gettext_noop(
        "The sheet “{sheet}” does not have the layout of a CIS marking scheme. Headers looked for: {looked_for}. Headers found: {found}."
    ),
    "layout-named": gettext_noop(
        "The sheet “{sheet}” looks like a marking scheme in layout {layout}, but its headers are not known."
        " Headers looked for: {looked_for}. Headers found: {found}."
    ),
    "layout-old": gettext_noop(
        "The sheet “{sheet}” is a marking scheme of the years to 2013 ({layout}): its aspects have no levels 0 to 3."
        " Headers looked for: {looked_for}. Headers found: {found}."
    ),
    "json-shape": gettext_noop("This JSON file is no marking scheme: “{place}” is missing or is something else than expected."),
    "json-encoding": gettext_noop("This JSON file is not in UTF-8."),
    "json-damaged": gettext_noop("This JSON file is damaged in line {line}."),
    "json-deep": gettext_noop("This JSON file is nested more than {limit} deep; no marking scheme is."),
    "json-number": gettext_noop("This JSON file holds “{value}”, which is no number of a marking scheme."),
    "json-repeated": gettext_noop("This JSON file says “{key}” twice in one place."),
    "json-long": gettext_noop("This JSON file holds more than {limit} aspects and levels; no marking scheme is that large."),
    "took-too-long": gettext_noop("Reading the workbook took too long and was stopped."),
    "too-much-memory": gettext_noop("Reading the workbook took too much memory and was stopped."),
    "reader-stopped": gettext_noop("The workbook could not be read: the reader stopped without an answer."),
}


def in_english(rule: str, params: dict[str, str]) -> str:
    """Return the English sentence of a warning or a refusal."""
    return (WARNINGS | REFUSALS)[rule].format(**params)
