"""People on record whose data an open request may be about."""

from people.identity.candidates import Candidate, describe, find_candidates
from people.models import PersonQuerySet
from privacy.models import DataRequest

MAX_OFFERED = 10


def find_possible_people(data_request: DataRequest, *, among: PersonQuerySet) -> list[Candidate]:
    """Return up to ten of `among` who may be the person that the request names, the certain first; nobody for a closed request.

    A request says a name and where to answer, which may be a telephone number. Whoever may have to be erased is never passed over for
    want of a birth year: the people on record count as the list on which the name stands.
    """
    if data_request.person_id or data_request.answered_on:
        return []
    described = describe({"full_name": data_request.name, "phone": data_request.contact})
    return find_candidates(described, among=among, on_the_list=among)[:MAX_OFFERED]
