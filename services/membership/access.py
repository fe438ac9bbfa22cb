"""Who may do what in membership: permission -> role -> reach (all branches, the own unit, oneself)."""

EVERYBODY = {
    "member": "all",
    "chair": "all",
    "office": "all",
    "handler": "all",
    "auditor": "all",
    "loader": "all",
}
OFFICE = {"office": "all", "loader": "all"}
BRANCH = {"chair": "unit", "office": "all", "loader": "all"}
READERS = {"member": "own", "chair": "unit", "office": "all", "auditor": "all", "loader": "all"}

ACCESS: dict[str, dict[str, str]] = {
    "home.read": {**EVERYBODY, "operator": "all"},
    "branches.read": {**EVERYBODY, "operator": "all", "service": "all"},
    "branches.change": OFFICE,
    "groups.change": BRANCH,
    "head-counts.tell": BRANCH,
    "people.read": EVERYBODY,
    "members.read": READERS,
    "members.end": OFFICE,
    "members.erase": OFFICE,
    "applications.read": READERS,
    "applications.submit": {"member": "own", **BRANCH},
    "applications.withdraw": {"member": "own", **BRANCH},
    "applications.check": {"chair": "unit", "loader": "all"},
    "applications.answer": BRANCH,
    "applications.approve": OFFICE,
    "transfers.read": READERS,
    "transfers.release": {"chair": "unit", "loader": "all"},
    "transfers.answer": {"chair": "unit", "loader": "all"},
    "transfers.follow": OFFICE,
    "activities.read": EVERYBODY,
    "activities.tell": BRANCH,
    "activities.correct": BRANCH,
    "activities.withdraw": BRANCH,
    "attendance.read": READERS,
    "tokens.issue": {"operator": "all"},
    "events.read": {"service": "all", "auditor": "all", "department": "open"},
    "disclosures.read": {"auditor": "all"},
    "operator.read": {"operator": "all"},
    "operator.act": {"operator": "all"},
}
