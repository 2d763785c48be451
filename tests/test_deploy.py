"""deploy/: what it names is there."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import yaml

from reading.web.api.instruments import Readings
from storage.operations.measures import Measures

DEPLOY = Path(__file__).resolve().parents[1] / "deploy"
NOW = datetime(2026, 11, 22, tzinfo=UTC)
METRIC = re.compile(r"\brasid_[a-z_]+")


def known() -> set[str]:
    taken = Measures(
        runs={},
        outcomes={},
        reasons={},
        last_success={},
        delays=[],
        frontier={},
        oldest_waiting={},
        articles=0,
        database_bytes=0,
        alerts={},
    )
    names = {metric.name for metric in Readings(taken, NOW, alive=True, enabled=(), broken=0).collect()}
    return names | {f"{name}_total" for name in names}


def test_every_metric_of_the_rules_is_served() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus-rules.yml").read_text())["groups"][0]["rules"]
    assert len({rule["alert"] for rule in rules}) == len(rules)
    named = {name for rule in rules for name in METRIC.findall(rule["expr"])}
    assert named
    assert named <= known()


def test_every_metric_of_the_dashboard_is_served() -> None:
    panels = json.loads((DEPLOY / "grafana-dashboard.json").read_text())["panels"]
    named = {name for panel in panels for target in panel["targets"] for name in METRIC.findall(target["expr"])}
    assert len(named) > 8
    assert named <= known()


def test_the_unit_asks_the_daemon_to_stop_before_it_kills() -> None:
    unit = (DEPLOY / "rasid.service").read_text()
    assert "KillMode=mixed" in unit
    assert int(re.search(r"TimeoutStopSec=(\d+)", unit)[1]) > 20  # type: ignore[index]
    assert "ExecStart=/opt/rasid/bin/rasid daemon" in unit


def test_the_container_installs_what_is_locked() -> None:
    steps = (DEPLOY / "Dockerfile").read_text()
    assert "--require-hashes" in steps
    assert "USER rasid" in steps
    services = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    assert services["rasid"]["ports"] == ["127.0.0.1:8080:8080"]
