"""Outcomes for Canvas: groups before what is in them, ratings in decreasing points, our uids as guids."""

import csv
import io
import re

from hypothesis import given
from hypothesis import strategies as st

from assay.formats import as_canvas

from .selections import CODE, descriptor, selection, uid

HEAD = (
    "vendor_guid,object_type,title,description,display_name,calculation_method,calculation_int,parent_guids,workflow_state,"
    "mastery_points,ratings"
)


def rows_of(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter))


def test_golden() -> None:
    data = as_canvas.write(selection(descriptor(1), descriptor(2, section=CODE, levels=("", "One, at least", "", "Three"))))

    first, second, design, code = uid("descriptor 1"), uid("descriptor 2"), uid("Design"), uid("Code")
    assert data.decode() == (
        f"{HEAD},,,,,,,\r\n"
        f"{code},group,Code,,,,,,active,,,,,,,,,\r\n"
        f"{design},group,Design,,,,,,active,,,,,,,,,\r\n"
        f"{first},outcome,Home page 1,Home page 1,#1,,,{design},active,1,"
        "3,Polished throughout,2,Attractive in parts,1,Basic styling,0,Not styled\r\n"
        f'{second},outcome,Home page 2,Home page 2,#2,,,{code},active,1,3,Three,1,"One, at least",,,,\r\n'
    )


def test_what_is_not_in_the_library_or_in_no_section_stays_out_or_above() -> None:
    rows = rows_of(as_canvas.write(selection(descriptor(1, is_library=False, section=CODE), descriptor(2, section=None))))

    assert [row[:2] for row in rows[1:]] == [[uid("descriptor 2"), "outcome"]]
    assert rows[1][7] == ""


def test_a_long_name_is_whole_in_the_description() -> None:
    (row,) = [row for row in rows_of(as_canvas.write(selection(descriptor(name="x" * 300)))) if row[1] == "outcome"]

    assert (len(row[2]), len(row[3])) == (255, 300)


@given(st.text(st.characters(codec="utf-8"), max_size=30), st.text(st.sampled_from("=+-@;\t\n\"' 1x"), max_size=30))
def test_guids_have_no_spaces_every_row_is_as_long_and_nothing_is_alive(name: str, level: str) -> None:
    data = as_canvas.write(selection(descriptor(name=name, levels=(level, level, level, level))))

    rows = rows_of(data)
    assert {len(row) for row in rows} == {18}
    assert not [row[0] for row in rows if re.search(r"\s", row[0])]
    cells = [cell for delimiter in ",;\t" for row in rows_of(data, delimiter) for cell in row]
    assert not [cell for cell in cells if re.match(r"[^\S\n\t]*[=+\-@]", cell)]
