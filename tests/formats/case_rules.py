"""What CASE 1.1 allows in a package: each object's keys with their types, required and optional; nothing else anywhere."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[8-9a-b][0-9a-f]{3}-[0-9a-f]{12}")
INTEGERS = range(-(2**31), 2**31)
ASSOCIATIONS = {
    *("isChildOf", "isPeerOf", "isPartOf", "exactMatchOf", "precedes", "isRelatedTo", "replacedBy", "exemplar", "hasSkillLevel"),
    "isTranslationOf",
}
Check = Callable[[Any], bool]


def text(value: Any) -> bool:
    return isinstance(value, str)


def normalized(value: Any) -> bool:
    return isinstance(value, str) and not re.search(r"[\r\n\t]", value)


def uuid(value: Any) -> bool:
    return isinstance(value, str) and bool(UUID.fullmatch(value))


def uri(value: Any) -> bool:
    return isinstance(value, str) and all(urlsplit(value)[:2])


def moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and "T" in value and datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def day(value: Any) -> bool:
    return isinstance(value, str) and bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value))


def number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in INTEGERS


def free(value: Any) -> bool:
    return isinstance(value, dict)


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(text, value))


def association(value: Any) -> bool:
    return isinstance(value, str) and (value in ASSOCIATIONS or value.startswith("ext:"))


LINK = {"title*": text, "identifier*": uuid, "uri*": uri}
GENERAL = {"title*": text, "identifier*": text, "uri*": uri, "targetType": lambda value: value == "CASE" or str(value).startswith("ext:")}
EVERY = {"identifier*": uuid, "uri*": uri, "lastChangeDateTime*": moment}
NAMED = EVERY | {"title*": text, "hierarchyCode*": text, "description": text, "extensions": free}
SCHEMA: dict[str, dict[str, Any]] = {
    "CFDocument": EVERY
    | {"creator*": text, "title*": normalized, "frameworkType": text, "caseVersion": lambda value: value == "1.1", "officialSourceURL": uri}
    | {"publisher": text, "description": text, "subject": texts, "subjectURI": [LINK], "language": text, "version": text, "notes": text}
    | {"adoptionStatus": text, "statusStartDate": day, "statusEndDate": day, "licenseURI": LINK, "extensions": free},
    "CFItem": EVERY
    | {"fullStatement*": text, "alternativeLabel": text, "CFItemType": text, "CFItemTypeURI": LINK, "humanCodingScheme": text}
    | {"listEnumeration": text, "abbreviatedStatement": text, "conceptKeywords": texts, "conceptKeywordsURI": LINK, "notes": text}
    | {"subject": texts, "subjectURI": [LINK], "language": text, "educationLevel": texts, "licenseURI": LINK, "statusStartDate": day}
    | {"statusEndDate": day, "extensions": free},
    "CFAssociation": EVERY
    | {"associationType*": association, "originNodeURI*": GENERAL, "destinationNodeURI*": GENERAL, "sequenceNumber": integer}
    | {"CFAssociationGroupingURI": LINK, "notes": text, "extensions": free},
    "CFRubricCriterionLevel": EVERY
    | {"description": text, "quality": normalized, "score": number, "feedback": text, "position": integer, "rubricCriterionId": uuid}
    | {"extensions": lambda value: isinstance(value, list) and all(map(free, value))},
}
SCHEMA["CFRubricCriterion"] = (
    EVERY
    | {"category": normalized, "description": text, "CFItemURI": LINK, "weight": number, "position": integer, "rubricId": uuid}
    | {"CFRubricCriterionLevels": [SCHEMA["CFRubricCriterionLevel"]], "extensions": free}
)
SCHEMA["CFRubric"] = EVERY | {
    "title": normalized,
    "description": text,
    "CFRubricCriteria": [SCHEMA["CFRubricCriterion"]],
    "extensions": free,
}
DEFINITIONS = {
    "CFConcepts": [NAMED | {"keywords": text}],
    "CFSubjects": [NAMED],
    "CFLicenses": [{key: check for key, check in NAMED.items() if key != "hierarchyCode*"} | {"licenseText*": text}],
    "CFItemTypes": [NAMED | {"description*": text, "typeCode": text}],
    "CFAssociationGroupings": [EVERY | {"title*": text, "description": text, "extensions": free}],
    "extensions": free,
}
PACKAGE = {
    "CFDocument*": SCHEMA["CFDocument"],
    "CFItems": [SCHEMA["CFItem"]],
    "CFAssociations": [SCHEMA["CFAssociation"]],
    "CFDefinitions": DEFINITIONS,
    "CFRubrics": [SCHEMA["CFRubric"]],
    "extensions": free,
}


def problems(value: Any, rule: Any = PACKAGE, place: str = "package") -> Iterator[str]:
    """Say what is wrong, and where."""
    if isinstance(rule, list):
        yield from many(value, rule[0], place)
    elif isinstance(rule, dict):
        yield from thing(value, rule, place)
    elif not rule(value):
        yield f"{place} is not {getattr(rule, '__name__', rule)}: {value!r}"


def many(value: Any, rule: Any, place: str) -> Iterator[str]:
    """Say what is wrong in a list; one that is empty is left out instead."""
    if not isinstance(value, list) or not value:
        yield f"{place} is not a list of something"
        return
    for position, each in enumerate(value):
        yield from problems(each, rule, f"{place}[{position}]")


def thing(value: Any, rule: dict[str, Any], place: str) -> Iterator[str]:
    """Say what is wrong in an object."""
    if not isinstance(value, dict):
        yield f"{place} is not an object"
        return
    rules = {key.rstrip("*"): each for key, each in rule.items()}
    yield from (f"{place} has no {key[:-1]}" for key in rule if key.endswith("*") and key[:-1] not in value)
    yield from (f"{place} may not have {key}" for key in value if key not in rules)
    for key, each in value.items():
        if key in rules:
            yield from problems(each, rules[key], f"{place}.{key}")
