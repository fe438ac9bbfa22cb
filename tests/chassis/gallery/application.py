"""The gallery: a small application that draws every piece of the look."""

from pathlib import Path

from flask import Flask, render_template

from services.chassis import web
from services.chassis.web import language
from tests.chassis.gallery import sample

CHASSIS = Path(web.__file__).parent.parent
NONCE_FREE = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:"
PAGES = ("pieces", "lists", "forms", "pictures", "empty")


def gallery() -> Flask:
    """Pages /gallery/<name>, /problem/<status>, under the content security policy of a service."""
    app = Flask(__name__)
    folder = CHASSIS / "translations"
    language.compile_catalogues(folder)
    language.speak(app, "Asia/Shanghai", [folder])
    web.dress(app)
    app.add_url_rule("/gallery/<name>", view_func=show)
    app.add_url_rule("/problem/<int:status>", view_func=problem)
    app.context_processor(around)
    app.after_request(strict)
    return app


def show(name: str) -> str:
    return render_template(f"gallery/{name}.html", **sample.everything())


def problem(status: int) -> tuple[str, int]:
    told = {
        "status": status,
        "title": language.gettext("There is nothing here."),
        "instance": "urn:x:0190f3c2",
    }
    return render_template("chassis/problem.html", problem=told), status


def around():
    return {
        "navigation": sample.NAVIGATION,
        "principal": sample.READER,
        "roles": "工会主席",
        "crumbs": sample.CRUMBS,
        "inbox_url": "/inbox",
        "inbox": 7,
        "sign_out_url": "/sign-out",
        "sign_in_url": "/sign-in",
    }


def strict(response):
    response.headers["Content-Security-Policy"] = NONCE_FREE
    return response
