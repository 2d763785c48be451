"""The names under which the figures stand in /metrics."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from storage.crawls.runs import End
from storage.operations.measures import Measures

KEPT = "of the whole time, also those pruned since"
OPEN = ("queued", "running")
QUANTILES = (0.5, 0.9, 0.99)
KILLS = {"failed:extract_timeout": "timeout", "failed:crash": "crash", "failed:memory": "memory"}
"""What an extraction worker was ended for."""


class Readings(Collector):
    """One look at the corpus, as Prometheus' metrics."""

    def __init__(self, taken: Measures, now: datetime, *, alive: bool, enabled: Collection[str], broken: int) -> None:
        """`enabled`: the outlets to be crawled; `broken`: how many files of outlets cannot be read."""
        self._taken, self._now, self._alive, self._enabled, self._broken = taken, now, alive, enabled, broken

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("rasid_schedule_alive", "1 while /healthz answers 200.", 1 if self._alive else 0)
        yield from self._of_runs()
        yield from self._of_outlets()
        yield from self._of_corpus()

    def _of_runs(self) -> Iterator[Metric]:
        taken = self._taken
        runs = CounterMetricFamily("rasid_runs", f"Runs that ended, by how; {KEPT}.", labels=["state"])
        for state in get_args(End):
            runs.add_metric([state], taken.runs.get(state, 0))
        yield runs
        going = GaugeMetricFamily("rasid_runs_open", "Runs that have not ended.", labels=["state"])
        for state in OPEN:
            going.add_metric([state], taken.runs.get(state, 0))
        yield going
        said = f"Links asked for, by what became of them; {KEPT}."
        pages = CounterMetricFamily("rasid_pages", said, labels=["outlet", "outcome"])
        for (outlet, outcome), count in sorted(taken.outcomes.items()):
            pages.add_metric([outlet, outcome], count)
        yield pages
        losses = GaugeMetricFamily(
            "rasid_losses_last_day", "Why pages were rejected or failed in the last day.", labels=["reason"]
        )
        for reason, count in sorted(taken.reasons.items()):
            losses.add_metric([reason], count)
        yield losses
        kills = GaugeMetricFamily("rasid_worker_kills_last_day", "Extraction workers ended in the last day.", labels=["why"])
        for reason, why in KILLS.items():
            kills.add_metric([why], taken.reasons.get(reason, 0))
        yield kills

    def _of_outlets(self) -> Iterator[Metric]:
        taken = self._taken
        yield GaugeMetricFamily("rasid_outlets", "Outlets that are switched on.", len(self._enabled))
        yield GaugeMetricFamily("rasid_outlets_broken", "Outlets whose file cannot be read.", self._broken)
        never = len(set(self._enabled) - taken.last_success.keys())
        yield GaugeMetricFamily("rasid_outlets_never_answered", "Outlets switched on of which no source ever answered.", never)
        age = GaugeMetricFamily(
            "rasid_last_success_age_seconds",
            "Since a source of the outlet last answered; of those switched on that ever did.",
            labels=["outlet"],
        )
        for outlet, when in sorted(taken.last_success.items()):
            if outlet in self._enabled:  # of one switched off it would grow for ever
                age.add_metric([outlet], max(0.0, (self._now - when).total_seconds()))
        yield age
        waiting = GaugeMetricFamily("rasid_frontier_links", "Links that wait to be fetched.", labels=["outlet"])
        for outlet, count in sorted(taken.frontier.items()):
            waiting.add_metric([outlet], count)
        yield waiting
        # links of an outlet switched off wait for ever, and mean nothing
        ages = [(self._now - when).total_seconds() for outlet, when in taken.oldest_waiting.items() if outlet in self._enabled]
        yield GaugeMetricFamily(
            "rasid_frontier_oldest_age_seconds",
            "Age of the link that waits for longest, of outlets switched on; 0: none waits.",
            max([0.0, *ages]),
        )

    def _of_corpus(self) -> Iterator[Metric]:
        taken = self._taken
        delay = GaugeMetricFamily(
            "rasid_delay_seconds",
            "From publication until stored, of the last day, where known to the minute; no such line without articles.",
            labels=["quantile"],
        )
        for share in QUANTILES if taken.delays else ():
            delay.add_metric([str(share)], taken.delays[min(len(taken.delays) - 1, int(share * len(taken.delays)))])
        yield delay
        yield GaugeMetricFamily("rasid_delay_articles", "Articles these delays are of.", len(taken.delays))
        yield GaugeMetricFamily("rasid_articles", "Articles in the corpus, copies included.", taken.articles)
        yield GaugeMetricFamily("rasid_database_bytes", "Size of the database.", taken.database_bytes)
        alerts = GaugeMetricFamily(
            "rasid_alerts_open", "Alerts that need a person, by kind; none: no such line.", labels=["kind"]
        )
        for kind, count in sorted(taken.alerts.items()):
            alerts.add_metric([kind], count)
        yield alerts
