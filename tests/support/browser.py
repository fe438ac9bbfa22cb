"""Debian's Chromium, driven by Playwright without Playwright's own browsers."""

import shutil

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def executable() -> str | None:
    """The path of Chromium, None where there is none."""
    return shutil.which(CHROMIUM) or shutil.which("chromium")
