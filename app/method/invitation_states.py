"""What becomes of an invitation."""

from enum import StrEnum


class InvitationState(StrEnum):
    OPEN = "open"  # asked, or to be asked
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CAME = "came"
    TAKEN_OUT = "taken_out"  # of the list, by hand; it stays out when the list is drawn up again


COMING = (InvitationState.OPEN, InvitationState.ACCEPTED, InvitationState.CAME)  # those who take up a seat
