"""Every setting in one frozen tree, read once: a TOML file, then the environment, then flags."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.assistant import Settings as AnswerSettings
from rag.generate import ModelSettings


class SettingsError(ValueError):
    """A setting that cannot be used."""


@dataclass(frozen=True)
class ServerSettings:
    """Where the page is served."""

    host: str = "127.0.0.1"
    port: int = 7860


@dataclass(frozen=True)
class Settings:
    """All settings."""

    home: Path
    """Where data lives: originals, indexes, the exported encoder."""
    answer: AnswerSettings = field(default_factory=AnswerSettings)
    server: ServerSettings = field(default_factory=ServerSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    nli: Path | None = None
    """The folder of an NLI model that judges what a language model wrote."""

    @property
    def originals(self) -> Path:
        """The folder of the originals that were added."""
        return self.home / "originals"


class _Given(BaseModel):
    """What a file, the environment or flags give."""

    model_config = ConfigDict(extra="forbid")
    home: Path | None = None
    threshold: float | None = Field(None, ge=0, le=1)
    host: str | None = None
    port: int | None = Field(None, ge=1, le=65535)
    model: str | None = None
    base_url: str | None = Field(None, pattern="^https?://[^/\\s]+")
    model_budget: int | None = Field(None, ge=100, le=100_000)
    model_timeout: float | None = Field(None, gt=0, le=3600)
    nli: Path | None = None
    model_price: str | None = Field(None, pattern=r"^\d+(\.\d+)?/\d+(\.\d+)?$")


ENVIRONMENT = {
    "home": "CITEWELL_HOME",
    "threshold": "CITEWELL_THRESHOLD",
    "host": "CITEWELL_HOST",
    "port": "CITEWELL_PORT",
    "model": "CITEWELL_MODEL",
    "base_url": "CITEWELL_BASE_URL",
    "model_budget": "CITEWELL_MODEL_BUDGET",
    "model_timeout": "CITEWELL_MODEL_TIMEOUT",
    "model_price": "CITEWELL_MODEL_PRICE",
    "nli": "CITEWELL_NLI",
}
"""{setting: its environment variable}."""


_MODEL = {"model": "model", "base_url": "base_url", "model_budget": "budget", "model_timeout": "timeout", "model_price": "price"}
"""{setting: its name among the model's}."""


def load(flags: Mapping[str, object] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings: those of the file that CITEWELL_CONFIG names, overridden by the environment, overridden by flags.

    Raises:
        SettingsError: naming the setting, what was got and what was expected.
    """
    merged: dict[str, object] = {}
    if config := environment.get("CITEWELL_CONFIG"):
        merged |= _checked(_file(Path(config)), config)
    merged |= _checked({name: environment[variable] for name, variable in ENVIRONMENT.items() if environment.get(variable)}, "the environment")
    merged |= _checked({name: value for name, value in (flags or {}).items() if value is not None}, "the flags")
    home = merged.get("home")
    return Settings(
        home=Path(str(home)).expanduser().absolute() if home else _default_home(),
        answer=AnswerSettings(**{k: merged[k] for k in ("threshold",) if k in merged}),  # type: ignore[arg-type]
        server=ServerSettings(**{k: merged[k] for k in ("host", "port") if k in merged}),  # type: ignore[arg-type]
        nli=Path(str(merged["nli"])).expanduser().absolute() if "nli" in merged else None,
        model=ModelSettings(**{_MODEL[k]: merged[k] for k in _MODEL if k in merged}),  # type: ignore[arg-type]
    )


def _default_home() -> Path:
    from platformdirs import user_data_path

    return user_data_path("citewell", appauthor=False)


def _file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"CITEWELL_CONFIG names {path}, which cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is no TOML file ({error})") from None


def _checked(given: Mapping[str, object], where: str) -> dict[str, object]:
    try:
        return _Given.model_validate(dict(given)).model_dump(exclude_none=True)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        raise SettingsError(f"{where}: {name} is {first['input']!r}; {first['msg'].lower()}") from None
