from __future__ import annotations

from pathlib import Path

import pytest

from scheduler import channels
from scheduler.channels import Channel
from storage.config import Config, ConfigError

TOKEN = "123456789:AAF-Canary_Secret"
HOOK = "https://user:pa%20ss@hooks.example.org:8443/services/T0KEN/B%2FKEY?auth=Qu3ry&x=1"


def test_of_the_environment(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("from a file\n")
    found = channels.load(
        None,
        {
            "RASID_ALERT_OPS": f"tgram://{TOKEN}/42",
            "RASID_ALERT_HOOK": "https://example.org/hook",
            "RASID_ALERT_HOOK_SECRET_FILE": str(secret),
            "RASID_ALERT_MAIL_FILE": str(secret.with_name("mail")),
            "RASID_ALERT_EMPTY": "",
            "RASID_HTTP_PORT": "1",
        }
        | (secret.with_name("mail").write_text("mailto://a:b@c.example\n") and {}),
    )
    assert {name: (one.url, one.secret) for name, one in found.items()} == {
        "hook": ("https://example.org/hook", "from a file"),
        "mail": ("mailto://a:b@c.example", ""),
        "ops": (f"tgram://{TOKEN}/42", ""),
    }


def file(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    path = tmp_path / "alerts.toml"
    path.write_text(text)
    path.chmod(mode)
    return path


def test_of_a_file_and_the_environment_over_it(tmp_path: Path) -> None:
    path = file(tmp_path, '[hook]\nurl = "https://old.example/"\nsecret = "s3cret"\n[ops]\nurl = "ntfy://x"\n')
    found = channels.load(path, {"RASID_ALERT_HOOK": "https://new.example/"})
    assert (found["hook"].url, found["hook"].secret, found["ops"].url) == ("https://new.example/", "s3cret", "ntfy://x")


@pytest.mark.parametrize(
    ("text", "mode", "said"),
    [
        ('[a]\nurl = "https://canary.example/"', 0o644, "chmod 600"),
        ('[a]\nurl = "canary', 0o600, "not valid TOML"),
        ('[a]\nurll = "canary"', 0o600, "no such key 'urll'"),
        ('a = "canary"', 0o600, "a channel is a table of texts"),
        ("[a]\nurl = 5", 0o600, "a channel is a table of texts"),
        ('[a]\nsecret = "canary"', 0o600, "no address"),
        ('[a]\nurl = "canary"', 0o600, "no address"),
        ('[a]\nurl_file = "/nowhere/at/all"', 0o600, "cannot be read"),
        ('["A b"]\nurl = "https://canary.example/"', 0o600, "small letters"),
    ],
)
def test_faults_are_named_and_no_secret_is(tmp_path: Path, text: str, mode: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        channels.load(file(tmp_path, text, mode), {})
    assert said in str(caught.value)
    assert "canary" not in str(caught.value)
    with pytest.raises(ConfigError, match="cannot be read"):
        channels.load(tmp_path / "none.toml", {})


@pytest.mark.parametrize(
    ("url", "shown"),
    [(HOOK, "https://hooks.example.org/***"), (f"tgram://{TOKEN}/42", "tgram://***"), ("mailto://a:b@c.org", "mailto://***")],
)
def test_no_part_of_an_address_is_shown(url: str, shown: str) -> None:
    channel = Channel(name="x", url=url, secret="s3cr3t-value")
    assert channel.shown == shown
    assert url not in repr(channel)
    assert "s3cr3t" not in repr(channel)
    for said in (f"failed for {url}", f"{TOKEN} is not authorised", "pa ss / B/KEY / T0KEN / Qu3ry, s3cr3t-value"):
        clean = channel.redact(said)
        for part in ("T0KEN", "B/KEY", "B%2FKEY", "Qu3ry", "pa ss", "pa%20ss", "s3cr3t"):
            assert part not in clean or url is not HOOK, (part, clean)
        assert TOKEN not in clean or TOKEN not in url


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("alerts_quiet", "23-7"),
        ("alerts_quiet", "23:00"),
        ("alerts_quiet", "7:00-7:00"),
        ("alerts_zone", "Damaskus"),
        ("alerts_digest", -1),
    ],
)
def test_the_configuration_is_checked(key: str, value: object) -> None:
    with pytest.raises(ValueError, match=key):
        Config(**{key: value})


def test_a_crawl_process_is_given_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    from crawler import environment

    monkeypatch.setenv("RASID_ALERT_OPS", f"tgram://{TOKEN}/42")
    assert not any(TOKEN in value for value in environment.of(Config()).values())
