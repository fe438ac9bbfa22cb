"""Who may do what in evaluation: permission -> role -> reach (all branches, the own unit, oneself).

Scores are for everybody; the persons behind the facts are for those who may know them.
"""

READ = {"member": "all", "chair": "all", "office": "all", "handler": "all", "auditor": "all", "loader": "all"}
OFFICE = {"office": "all", "loader": "all"}
OWN_BRANCH = {"chair": "unit", "office": "all", "auditor": "all", "loader": "all"}
CHAIR = OFFICE | {"chair": "unit"}  # who tells of a branch what it did itself
HANDLER = {"handler": "own"}  # what a handler marked or verified, and nobody else's

ACCESS: dict[str, dict[str, str]] = {
    "scores.read": READ | {"operator": "all"},
    "facts.read": OWN_BRANCH,
    "editions.read": READ | {"operator": "all"},
    "editions.publish": OFFICE,
    "incidents.read": OWN_BRANCH,
    "incidents.record": OFFICE,
    "incidents.lift": OFFICE,
    "figures.read": READ,
    "figures.tell": OFFICE,
    "calls.read": READ,
    "calls.tell": OFFICE,
    "filings.read": OWN_BRANCH,
    "filings.tell": CHAIR,
    "occasions.read": OWN_BRANCH,
    "occasions.tell": OFFICE,
    "pieces.read": OWN_BRANCH,
    "pieces.tell": CHAIR,
    "adoptions.read": OWN_BRANCH,
    "adoptions.tell": OFFICE,
    "evidence.read": OWN_BRANCH | HANDLER,
    "evidence.tell": OFFICE | HANDLER,
    "awards.read": OWN_BRANCH,
    "awards.tell": OFFICE,
    "targets.read": READ,
    "targets.tell": OFFICE,
    "self-scores.read": OWN_BRANCH,
    "self-scores.tell": CHAIR,
    "marks.read": {"office": "all", "auditor": "all", "loader": "all"} | HANDLER,
    "marks.tell": OFFICE | HANDLER,
    "surveys.read": OWN_BRANCH,
    "surveys.tell": OFFICE,
    "ballots.read": READ,
    "ballots.tell": OFFICE,
    "waivers.read": READ,
    "waivers.tell": OFFICE,
    "assignments.read": READ,
    "assignments.tell": OFFICE,
    "events.read": {"service": "all", "auditor": "all", "department": "open"},
    "disclosures.read": {"auditor": "all"},
    "operator.read": {"operator": "all", "auditor": "all"},
    "operator.act": {"operator": "all"},
}
