"""Self scores over HTTP: a branch scores itself."""

from services.chassis.web.fields import Id, Text
from services.evaluation.api.telling import Dated, Telling, Value
from services.evaluation.domain.told.self_score import kind


class SelfScoreBody(Dated):
    """The branch's own points for an item of the period's sheet (`total`: for all), and on what grounds."""

    branch = Id(required=True)
    period = Text(100, required=True)
    item = Id(required=True)
    value = Value(required=True)
    grounds = Text(2000, load_default="")


telling = Telling(kind, "self-scores", SelfScoreBody, "What branches give themselves")
