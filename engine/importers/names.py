"""What the columns of exports are called, by what they hold.

Source: the public interfaces of SIMS, Arbor, Bromcom, Go 4 Schools, Wonde, EduLink One, AIM, Ed-Fi and SIF, and what
report authors type.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

ROLES: Final[Mapping[str, tuple[str, ...]]] = {
    # In the order in which a column is preferred where several of them are there.
    "pupil": (
        "pupil", "pupilid", "personid", "studentuniqueid", "studentid", "personuniqueid", "student", "studentmisid",
        "studentdatamisid", "studentdataid",
        "learnerid", "learner", "attendeeexternalid", "admno", "admissionno", "admissionnumber", "adno", "adminno",
        "schoolstudentid", "studentpersonalrefid", "studentreferencestudentuniqueid", "externalid", "misid",
        "pupilnumber", "studentnumber", "baseid",
    ),
    "upn": ("upn", "studentdataupn", "uniquepupilnumber", "pupilupn", "studentupn", "formerupn"),
    "date": (
        "date", "attendancedate", "recorddate", "calendarstartdate", "datedate", "markdate", "sessiondate",
        "eventdate", "attendanceday", "startdatetime", "registerdate", "eventstartdate", "eventstart",
        "eventstartdatetime",
    ),
    "session": (
        "session", "sessionname", "period", "perioddisplayname", "ampm", "registrationsession", "sessionampm",
        "sessionperiod", "dayvalue", "eventname", "eventsessionname", "eventsession",
    ),
    "code": (
        "code", "attendancemark", "mark", "rawmark", "markcode", "sessionmarkcode", "attendancecode",
        "attendancemarkcode", "attendancecodecode", "sessionmark", "markattendancemark", "registermark",
        "attendancecodedatacode", "attendancecodeid", "attendancecodeexternalid", "sessionmarkid",
        "attendanceeventcategorydescriptor",
    ),
    "code_name": ("markdescription", "codedescription", "markname"),
    "subcode": ("subcode", "subcodes", "attendancesubcode", "marksubcode"),
    "minutes_late": (
        "minuteslate", "minslate", "sessionminuteslate", "lateminutes", "latemins", "minlate",
        "qualifierminuteslate", "minslatein",
    ),
    "arrived": ("arrived", "arrivaltime", "timein", "arrivedat", "timearrived"),
    "week": ("weekbeginning", "weekcommencing", "wc", "wb", "week", "weekstart", "weekstartdate", "weekstarting"),
    "marks": ("marks", "attendancemarks", "weekmarks", "markstring", "registermarks", "sessionmarks", "weeklymarks"),
    "start": ("attendancestartdate",),
    "year_group": (
        "yeargroup", "year", "yr", "ncyear", "ncyearactual", "nationalcurriculumyear", "curriculumyear", "yeargrp",
        "ncy", "currentyear",
    ),
    "class": (
        "class", "reg", "reggroup", "regform", "form", "registrationgroup", "tutorgroup", "tutor", "registration",
        "registrationform", "classname", "formgroup",
    ),
    "date_of_birth": ("dateofbirth", "dob", "birthdate", "birthday"),
    "enrolled_on": ("enrolledon", "admissiondate", "entrydate", "startdate", "doa", "dateofadmission", "enrolmentdate"),
    "left_on": ("lefton", "leavingdate", "leaverdate", "enddate", "dol", "dateofleaving"),
    "leaving_reason": ("leavingreason",),
    "send": ("send", "sen", "sensupport"),
    "ehcp": ("ehcp", "ehcplan", "haseh"),
    "fsm": ("fsm", "freeschoolmeals", "eligibleforfsm"),
    "social_worker": ("socialworker", "hassocialworker"),
    "looked_after": ("lookedafter", "cla", "lac", "incare"),
    "from": ("from", "effectivefrom", "validfrom", "fromdate"),
    "surname": ("surname", "lastname", "legalsurname", "familyname", "preferredsurname"),
    "forename": ("forename", "firstname", "legalforename", "givenname", "preferredforename", "chosenname"),
    "name": (
        "name", "pupilname", "studentname", "surnameforename", "fullname", "displayname", "preferredname", "legalname",
    ),
}  # fmt: skip

SESSIONLESS_MEANINGS: Final = ("attendancemeaning", "meaning", "statisticalmeaning", "physicalmeaning", "status")
"""Columns with meanings: their letters are also codes, and mean something else there."""

FLAGS: Final[Mapping[str, str]] = {
    "ispresent": "present",
    "isauthorizedabsent": "authorised_absence",
    "isunauthorizedabsent": "unauthorised_absence",
}
"""Columns that say again what a code says, with the category in which it says so."""

POSSIBLE_FLAG: Final = "ispossibleattendance"

GLYPHS: Final = ("rawmark", "markcode")
"""Two columns of Arbor's, of which one holds the code and the other its name; which is which differs by export."""

LESSON: Final = (
    "eventinstanceid", "lessonid", "lesson", "lessonmarkid", "lessonminuteslate", "attendanceregister", "classid",
    "eventgroup", "lessonname", "coursename", "subject",
)  # fmt: skip
"""Columns that only a table of lessons has."""

COUNTS: Final = (
    "sessionspossible", "sessionsattended", "sessionsauthorised", "sessionsunauthorised", "possiblesessions", "count",
    "possiblecount", "authorisedcount", "presentcount", "absencesessions", "termlysessionspossible", "missingmark",
    "attendancepercent", "attendancepercentage", "possible", "sessionsauthorizedabsence",
)  # fmt: skip
"""Columns of totals: no mark can be had from them."""

COMMENTS: Final = (
    "comment", "comments", "note", "notes", "recordnote", "sessionnotes", "lessonnotes", "attendancecomment",
    "studentabsencenote", "qualifiercomment", "attendancenote", "attendanceeventreason", "reason", "reasoncomment",
)  # fmt: skip
"""Columns of free text, which is never read."""

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_KEEP: Final = re.compile(r"[^a-z0-9]+")


def plain_name(name: str) -> str:
    """Give a column's name in small letters and digits only.

    >>> plain_name("Reg Group"), plain_name("STUDENT_UNIQUE_ID")
    ('reggroup', 'studentuniqueid')
    """
    return _KEEP.sub("", name.lower())


def roles_of(header: tuple[str, ...], below: Sequence[Sequence[str]] = ()) -> dict[str, int]:
    """Give the column that holds each thing, by its place; one that is called so twice is given to none.

    Of several that may hold a thing one in which some row `below` says something goes before the others.
    """
    plain = [plain_name(name) for name in header]
    found: dict[str, int] = {}
    for role, names in ROLES.items():
        places = [plain.index(name) for name in names if plain.count(name) == 1]
        places = [place for place in places if place not in found.values()]
        said = (place for place in places if any(place < len(cells) and cells[place].strip() for cells in below))
        if places:
            found[role] = next(said, places[0])
    return found
