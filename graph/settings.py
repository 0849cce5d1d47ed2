"""Settings, built once at the edge and handed down; a flag beats the environment."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from graph.errors import MisconfiguredSettings

ENVIRONMENT_PREFIX = "CAPTIVITY_"


def default_store_path() -> Path:
    """The folder of the embedded store in the user's data directory of this platform."""
    from platformdirs import user_data_path

    return user_data_path("captivity") / "store"


def _setting(default: Any, meaning: str, *, is_secret: bool = False) -> Any:
    return field(default=default, repr=not is_secret, metadata={"help": meaning})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default; :meth:`from_env` reads ``CAPTIVITY_<FIELD>``."""

    store: str = _setting("", "folder of the store, :memory:, or address of a remote one")
    host: str = _setting("127.0.0.1", "address to serve on")
    port: int = _setting(8765, "port to serve on; 0 takes a free one")
    public_host: str = _setting("", "host name under which a proxy publishes this server")
    token: str = _setting("", "secret that writers from elsewhere must send", is_secret=True)
    query_timeout_s: float = _setting(30.0, "seconds that one query may take")
    query_memory_mb: int = _setting(2048, "memory that one query may take, in MiB")
    query_output_mb: int = _setting(2048, "size of one result, in MiB")
    query_services: str = _setting("", "endpoints that SERVICE may ask, with spaces between")
    max_upload_mb: int = _setting(64, "size of a file that may be added, in MiB")
    ingest_memory_mb: int = _setting(1_000, "memory that reading one file may take, in MiB")
    remote_update: str = _setting("", "where a remote store takes updates")
    remote_graphs: str = _setting("", "where a remote store speaks the graph store protocol")
    remote_user: str = _setting("", "user at the remote store")
    remote_password: str = _setting("", "password at the remote store", is_secret=True)
    remote_token: str = _setting("", "bearer token for the remote store", is_secret=True)
    remote_timeout_s: float = _setting(60.0, "seconds that one exchange with a remote may take")
    remote_max_mb: int = _setting(512, "size of one answer of a remote store, in MiB")

    @classmethod
    def from_env(cls, environ: Mapping[str, str], **flags: Any) -> Settings:
        """Settings from the environment, overridden by every flag that is not None.

        Raises
        ------
        MisconfiguredSettings
            A value that its field cannot have; the message names field, value and form.
        """
        values: dict[str, Any] = {}
        for spec in dataclasses.fields(cls):
            if (flag := flags.get(spec.name)) is not None:
                values[spec.name] = flag
            elif text := environ.get(ENVIRONMENT_PREFIX + spec.name.upper()):
                values[spec.name] = _parse(spec.name, text, type(spec.default))
        return cls(**values).checked()

    def checked(self) -> Settings:
        """These settings, if every number is in its range."""
        if not 0 <= self.port <= 65535:
            raise _misfit("port", self.port, "a number from 0 to 65535")
        for name in (
            "query_timeout_s",
            "query_memory_mb",
            "query_output_mb",
            "max_upload_mb",
            "ingest_memory_mb",
            "remote_timeout_s",
            "remote_max_mb",
        ):
            if getattr(self, name) <= 0:
                raise _misfit(name, getattr(self, name), "a number above 0")
        return self

    @property
    def is_remote(self) -> bool:
        """Whether the store is a SPARQL endpoint."""
        return self.store.lower().startswith(("https://", "http://"))

    @property
    def store_path(self) -> Path | None:
        """The folder of the store; None for a store that is gone at exit."""
        if self.store == ":memory:":
            return None
        return Path(self.store).expanduser() if self.store else default_store_path()


def _parse(name: str, text: str, kind: type) -> Any:
    try:
        return kind(text)
    except ValueError as error:
        form = {int: "a whole number", float: "a number"}[kind]
        raise _misfit(name, text, form) from error


def _misfit(name: str, value: object, form: str) -> MisconfiguredSettings:
    return MisconfiguredSettings(
        f"The setting {name} cannot be {value!r}",
        advice=f"Give {form}, by the flag or by {ENVIRONMENT_PREFIX}{name.upper()}.",
    )
