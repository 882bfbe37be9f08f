"""The stages of an opportunity in the words that every reader knows."""

from collections.abc import Mapping

from app.method.opportunity import Stage
from web.words import marked

STAGES: Mapping[Stage, tuple[str, str]] = {  # the name of each, and the milestone with which it begins
    Stage.IDENTIFIED: (marked("Identified"), marked("There is a need, and we know whose.")),
    Stage.CONTACTED: (marked("Contacted"), marked("Somebody there has answered us.")),
    Stage.MET_KP: (marked("Met the KP"), marked("The KP was met face to face.")),
    Stage.SOLUTION_SHOWN: (marked("Solution shown"), marked("The KP has seen our solution.")),
    Stage.NEGOTIATING: (marked("Negotiating"), marked("Price and terms are on the table.")),
    Stage.SIGNED: (marked("Contract signed"), marked("The contract is signed.")),
    Stage.GROWING: (marked("Growing"), marked("The next order is being talked about.")),
}
