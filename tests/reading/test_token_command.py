from __future__ import annotations

import json

from storage.readers import tokens
from tests.reading.conftest import sqlite_only


@sqlite_only
def test_a_token_is_made_listed_and_ended(rasid_, db) -> None:
    made = rasid_("token", "add", "paper", "--scope", "crawl")
    secret = made.stdout.strip()
    assert "Shown this once" in made.stderr
    with db.read() as session:
        found = tokens.find(session, secret)
    assert found is not None
    assert found.scopes == ("crawl",)
    listed = json.loads(rasid_("token", "list", "--json").stdout)["tokens"]
    assert [(one["name"], one["scopes"], one["last_used"]) for one in listed] == [("paper", ["crawl"], None)]
    assert secret not in rasid_("token", "list").stdout
    again = rasid_("token", "add", "paper")
    assert again.exit_code == 1
    assert rasid_("token", "rm", "paper").exit_code == 0
    assert rasid_("token", "rm", "paper").exit_code == 1
    assert rasid_("token", "add", "x", "--scope", "all").exit_code == 2
    assert rasid_("token", "add", " ").exit_code == 2
