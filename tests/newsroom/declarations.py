"""Outlet files (TOML) for the newsroom's outlets, as a user would write them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from tests.newsroom.profiles import Profile


def toml(profile: Profile, *, enabled: bool, interval: int, fixed: bool = False) -> str:
    """One outlet's file. JSON strings and lists are TOML too; the pattern stands in a literal string."""
    return "\n".join(
        (
            f"name_ar = {json.dumps(profile.name_ar, ensure_ascii=False)}",
            f'name_en = "{profile.name_en}"',
            f'country = "{profile.country}"',
            f'timezone = "{profile.timezone}"',
            f'home = "{profile.base}/"',
            f"enabled = {str(enabled).lower()}",
            f"interval = {interval}",
            f"fixed = {str(fixed).lower()}",
            f"feeds = {json.dumps([profile.base + profile.feed_path])}",
            f"sitemaps = {json.dumps([f'{profile.base}/sitemap.xml'])}",
            f"article_url = '''{profile.article_url}'''",
            "",
            "[politeness]",
            "delay = 0",
            "",
        )
    )


def write(folder: Path, profiles: Sequence[Profile], *, enabled: bool, interval: int, fixed: bool = False) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for profile in profiles:
        file = folder / f"{profile.id}.toml"
        file.write_text(toml(profile, enabled=enabled, interval=interval, fixed=fixed), encoding="utf-8")
        files.append(file)
    return files
