"""The servers that other tests stand on."""

import psycopg
import pytest
from playwright.sync_api import Page
from sqlalchemy import create_engine, text

from tests.support.postgres import Cluster


def test_every_test_gets_an_empty_database_of_its_own(postgres_url: str, module_postgres_url: str):
    assert postgres_url != module_postgres_url
    engine = create_engine(postgres_url)
    with engine.connect() as db:
        assert db.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")) == 0
    engine.dispose()


@pytest.mark.parametrize("setting", ["fsync", "synchronous_commit", "full_page_writes"])
def test_the_cluster_keeps_its_durability(postgres: Cluster, setting: str):
    with psycopg.connect(postgres.dsn()) as db:
        assert db.execute(f"SHOW {setting}").fetchone() == ("on",)


def test_chromium_draws_a_page_in_chinese(page: Page, axe_source: str):
    page.set_content("<html lang=zh-CN><title>工会</title><main><h1>工会</h1></main></html>")
    assert page.inner_text("h1") == "工会"
    assert page.evaluate("() => navigator.language") == "zh-CN"
    page.evaluate(axe_source)
    assert page.evaluate("() => axe.run().then(found => found.violations.length)") == 0
