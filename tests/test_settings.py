"""Settings: a file, then the environment, then flags; wrong values named."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from rag.refuse import THRESHOLD
from ui.settings import ENVIRONMENT, SettingsError, load


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "citewell.toml"
    file.write_text('home = "/from/file"\nthreshold = 0.1\nhost = "1.1.1.1"\nport = 1111\n', encoding="utf-8")
    return file


def test_without_anything_the_defaults_hold() -> None:
    settings = load({}, {})
    assert (settings.server.host, settings.server.port, settings.answer.threshold) == ("127.0.0.1", 7860, THRESHOLD)
    assert settings.home.is_absolute()
    assert settings.home.name == "citewell"
    assert settings.originals == settings.home / "originals"


def test_the_file_is_read(config: Path) -> None:
    settings = load({}, {"CITEWELL_CONFIG": str(config)})
    assert (str(settings.home), settings.answer.threshold, settings.server.host, settings.server.port) == ("/from/file", 0.1, "1.1.1.1", 1111)


def test_the_environment_overrides_the_file_one_by_one(config: Path) -> None:
    settings = load({}, {"CITEWELL_CONFIG": str(config), "CITEWELL_HOME": "/from/environment", "CITEWELL_THRESHOLD": "0.2"})
    assert (str(settings.home), settings.answer.threshold, settings.server.port) == ("/from/environment", 0.2, 1111)


def test_flags_override_both_one_by_one(config: Path) -> None:
    environment = {"CITEWELL_CONFIG": str(config), "CITEWELL_THRESHOLD": "0.2", "CITEWELL_PORT": "2222"}
    settings = load({"home": None, "threshold": 0.0, "host": "3.3.3.3"}, environment)
    assert (str(settings.home), settings.answer.threshold) == ("/from/file", 0.0)
    assert (settings.server.host, settings.server.port) == ("3.3.3.3", 2222)


@pytest.mark.parametrize("setting", sorted(ENVIRONMENT))
def test_each_setting_has_a_variable_that_counts(setting: str) -> None:
    given = {
        "home": "/a/home",
        "threshold": "0.25",
        "host": "9.9.9.9",
        "port": "999",
        "model": "ollama:m",
        "base_url": "http://127.0.0.1:1/v1",
        "model_budget": "700",
        "model_timeout": "2.5",
        "model_price": "0.1/2",
        "nli": "/an/nli/model",
    }[setting]
    settings = load({}, {ENVIRONMENT[setting]: given})
    model = settings.model
    got = {"home": str(settings.home), "threshold": str(settings.answer.threshold), "host": settings.server.host, "port": str(settings.server.port)}
    got |= {"model": model.model, "base_url": model.base_url}
    got |= {"model_budget": str(model.budget), "model_timeout": str(model.timeout), "model_price": model.price, "nli": str(settings.nli)}
    assert got[setting] == given


def test_an_empty_variable_counts_as_none(config: Path) -> None:
    assert load({}, {"CITEWELL_CONFIG": "", "CITEWELL_PORT": "", "CITEWELL_HOME": ""}) == load({}, {})


def test_a_home_may_start_at_the_users() -> None:
    assert load({"home": "~/texts"}, {}).home == Path.home() / "texts"
    assert load({"home": "texts"}, {}).home == Path.cwd() / "texts"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threshold", "2"),
        ("threshold", "-0.1"),
        ("threshold", "high"),
        ("threshold", "nan"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "abc"),
        ("port", "80.5"),
        ("base_url", "127.0.0.1:8080"),
        ("base_url", "file:///etc/passwd"),
        ("model_budget", "0"),
        ("model_timeout", "nan"),
        ("model_price", "cheap"),
    ],
)
def test_a_wrong_value_is_named_with_where_it_stands(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "c.toml"
    file.write_text(f'{name} = "{value}"\n', encoding="utf-8")
    for flags, environment, where in (
        ({name: value}, {}, "the flags"),
        ({}, {ENVIRONMENT[name]: value}, "the environment"),
        ({}, {"CITEWELL_CONFIG": str(file)}, str(file)),
    ):
        with pytest.raises(SettingsError) as caught:
            load(flags, environment)
        message = str(caught.value)
        assert message.startswith(f"{where}: {name} is {value!r}; ")
        assert "\n" not in message


def test_a_wrong_value_counts_even_where_another_overrides_it(config: Path) -> None:
    with pytest.raises(SettingsError, match="the environment: port"):
        load({"port": 80}, {"CITEWELL_PORT": "abc"})


@pytest.mark.parametrize("text", ["colour = 1\n", "[answer]\nthreshold = 0.5\n"])
def test_a_setting_that_there_is_not_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "c.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"colour|answer"):
        load({}, {"CITEWELL_CONFIG": str(file)})


@pytest.mark.parametrize("content", [b"home = ", b"\xff\xfe", b"threshold 1"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "c.toml"
    file.write_bytes(content)
    with pytest.raises(SettingsError, match=r"c\.toml is no TOML file"):
        load({}, {"CITEWELL_CONFIG": str(file)})


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(SettingsError, match=r"CITEWELL_CONFIG names .*cannot be read"):
            load({}, {"CITEWELL_CONFIG": str(path)})


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        load({}, {}).home = Path("/elsewhere")  # type: ignore[misc]
