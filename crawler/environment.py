"""The environment of the processes we start: our configuration, our modules, and no proxy."""

from __future__ import annotations

import os
from pathlib import Path

from storage.config import Config

PROXIES = {"http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy"}


def of(config: Config) -> dict[str, str]:
    """The child reads the same configuration, whatever file or override it came from, and no proxy."""
    kept = {name: value for name, value in os.environ.items() if name.lower() not in PROXIES and not name.startswith("RASID_")}
    for name, value in config.model_dump().items():
        if value is not None and value != "":
            kept[f"RASID_{name.upper()}"] = str(Path(value).absolute()) if isinstance(value, Path) else str(value)
    kept["RASID_CONFIG"] = os.devnull  # an empty file: everything stands in the environment
    return housed(kept)


def housed(environment: dict[str, str]) -> dict[str, str]:
    """`environment` in which an interpreter finds our modules from a checkout that is not installed, too."""
    house = Path(__file__).resolve().parents[1]
    if "site-packages" in house.parts:
        return environment
    return environment | {"PYTHONPATH": os.pathsep.join(filter(None, (str(house), environment.get("PYTHONPATH"))))}
