"""The look that every service shares: templates, one style sheet, charts, and how values are written."""

from flask import Blueprint, Flask

from services.chassis.web import charts, switches, written


def dress(app: Flask) -> None:
    """Give an app the shared templates (`chassis/...`), static files at /look, filters and switches."""
    app.register_blueprint(
        Blueprint(
            "look", __name__, template_folder="templates", static_folder="static", static_url_path="/look"
        )
    )
    app.jinja_env.filters.update(written.FILTERS)
    app.jinja_env.globals.update(charts=charts, same_page=switches.same_page)
    app.after_request(switches.remember)
    app.context_processor(switches.chosen_here)
