"""The one menu of all services: what leads where, and who sees it."""

from pathlib import Path

from services.chassis.running.parts import Link

CATALOGUES = Path(__file__).parent / "translations"  # what the menu says in other languages

EVERYBODY = frozenset[str]()
OFFICERS = frozenset({"chair", "office", "auditor"})
OPERATORS = frozenset({"operator", "auditor"})

NAVIGATION = (
    Link(
        "Evaluation",
        "/evaluation/",
        EVERYBODY,
        (
            Link("Scores", "/evaluation/"),
            Link("Scheme", "/evaluation/scheme"),
            Link("Figures and incidents", "/evaluation/figures", OFFICERS),
            Link("Operation", "/evaluation/operator", OPERATORS),
        ),
    ),
    Link(
        "Membership",
        "/membership/",
        EVERYBODY,
        (
            Link("Members", "/membership/members", OFFICERS),
            Link("Applications", "/membership/applications"),
            Link("Transfers", "/membership/transfers", OFFICERS),
            Link("Branches", "/membership/branches"),
            Link("Activities", "/membership/activities"),
        ),
    ),
    Link(
        "Welfare",
        "/welfare/visits",
        EVERYBODY,
        (Link("Visits", "/welfare/visits"), Link("Visit standards", "/welfare/standards")),
    ),
    Link(
        "Congress",
        "/congress/proposals",
        EVERYBODY,
        (
            Link("Proposals", "/congress/proposals"),
            Link("Delegates", "/congress/delegates"),
            Link("Congresses", "/congress/congresses"),
        ),
    ),
)
