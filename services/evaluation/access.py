"""Who may do what in evaluation: permission -> role -> reach (all branches, the own unit, oneself).

Scores are for everybody; the persons behind the facts are for those who may know them.
"""

READ = {"member": "all", "chair": "all", "office": "all", "handler": "all", "auditor": "all", "loader": "all"}
OFFICE = {"office": "all", "loader": "all"}

ACCESS: dict[str, dict[str, str]] = {
    "scores.read": READ | {"operator": "all"},
    "facts.read": {"chair": "unit", "office": "all", "auditor": "all", "loader": "all"},
    "editions.read": READ | {"operator": "all"},
    "editions.publish": OFFICE,
    "incidents.read": {"chair": "unit", "office": "all", "auditor": "all", "loader": "all"},
    "incidents.record": OFFICE,
    "incidents.lift": OFFICE,
    "figures.read": READ,
    "figures.enter": OFFICE,
    "figures.correct": OFFICE,
    "figures.withdraw": OFFICE,
    "events.read": {"service": "all", "auditor": "all", "department": "open"},
    "disclosures.read": {"auditor": "all"},
    "operator.read": {"operator": "all", "auditor": "all"},
    "operator.act": {"operator": "all"},
}
