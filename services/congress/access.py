"""Who may do what in congress: permission -> role -> reach (everything, the own unit, oneself).

What a person does as a delegate (write, second, rate) reaches oneself only, for every role: there is
no right to act for another. A handling department answers within its own unit.
"""

SELF = {"member": "own", "chair": "own", "office": "own"}
READ = {"member": "all", "chair": "all", "office": "all", "handler": "all", "auditor": "all", "loader": "all"}

ACCESS: dict[str, dict[str, str]] = {
    "congresses.read": READ,
    "congresses.convene": {"office": "all", "loader": "all"},
    "congresses.close": {"office": "all", "loader": "all"},
    "delegates.read": READ,
    "delegates.elect": {"office": "all", "loader": "all"},
    "delegates.end": {"office": "all", "loader": "all"},
    "proposals.read": READ | {"handler": "unit"},
    "proposals.export": {"chair": "all", "office": "all", "auditor": "all", "handler": "unit"},
    "proposals.write": SELF,
    "proposals.second": SELF,
    "proposals.rate": SELF,
    "proposals.review": {"office": "all"},
    "proposals.assign": {"office": "all"},
    "proposals.reply": {"handler": "unit"},
    "events.read": {"service": "all", "auditor": "all", "operator": "all", "department": "open"},
    "disclosures.read": {"auditor": "all"},
    "operator.read": {"operator": "all"},
    "operator.act": {"operator": "all"},
}
