"""Who may do what in welfare: permission -> role -> reach (all branches, the own unit, oneself)."""

ALL_READ = {"member": "all", "chair": "all", "office": "all", "auditor": "all", "loader": "all"}

ACCESS: dict[str, dict[str, str]] = {
    "standards.read": {**ALL_READ, "handler": "all", "operator": "all"},
    "standards.set": {"office": "all", "loader": "all"},
    "standards.end": {"office": "all", "loader": "all"},
    "visits.read": {"member": "own", "chair": "unit", "office": "all", "auditor": "all", "loader": "all"},
    "visits.export": {"chair": "unit", "office": "all", "auditor": "all"},
    "visits.log": {"chair": "unit", "office": "all", "loader": "all"},
    "visits.correct": {"chair": "unit", "office": "all", "loader": "all"},
    "visits.void": {"chair": "unit", "office": "all", "loader": "all"},
    "visits.read-note": {"chair": "unit", "office": "all", "auditor": "all"},
    "meters.read": {"member": "own", "chair": "unit", "office": "all", "auditor": "all", "loader": "all"},
    "events.read": {"service": "all", "auditor": "all", "department": "open"},
    "disclosures.read": {"auditor": "all"},
    "operator.read": {"operator": "all"},
    "operator.act": {"operator": "all"},
}
