"""The place of a message service (Zalo OA, SMS brandname). None is connected: people copy the texts and send them themselves."""

from collections.abc import Iterable

from invitations.messages.recipients import Recipient


def send(recipients: Iterable[Recipient]) -> list[Recipient]:
    """Return those whose message a service has taken; without a service, nobody.

    To connect one, hand it `phone` and `text` of each recipient here, and call this from a button of the list: who is returned is then
    marked by `actions.mark_told`. Sending leaves the agency's network, so it needs the agency's contract, a line in the register of
    processing (`personal_data.py`) and an entry among the connections of docs/security.md first.
    """
    del recipients
    return []
