"""Where corpus, library and snapshot live, said in one place: argument, environment, configuration file, checkout, wheel."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhibiao.files import standing_folder
from zhibiao.messages import LANGUAGES, InputError, say

PACKAGE = Path(__file__).resolve().parent
SETTINGS = ("model", "corpus", "library", "lang")
# read by what they concern: the form profile, the limits of zhibiao.documents.limits, and what zhibiao.audit.settings says of audits
OTHER_SETTINGS = ("profile", "limits", "select", "ignore", "min-severity", "severity", "baseline", "suppress")
_MAX_SETTINGS_BYTES = 1_000_000


@dataclass(frozen=True)
class Places:
    """Folders in the order in which they are read: what stands later overlays what stands before.

    ``corpus`` holds one folder where the user named one, else the shipped corpus and then the user's own (if there is one); ``library``
    always begins with the shipped one, for a library of one's own refers to its shared indicators; topics of later folders replace
    those with the same id.
    ``shipped`` is the shipped corpus folder, for forms and lexicon, whatever corpus the user named; ``forms`` are the folders of form
    profiles, the user's own first. ``own_corpus`` is where an import writes and ``own_model`` where a retraining does; the latter is
    preferred to the shipped one as soon as it is there. ``model`` is ``None`` as long as neither a snapshot is shipped nor one was named.
    """

    corpus: tuple[Path, ...]
    library: tuple[Path, ...]
    model: Path | None
    shipped: Path
    own_corpus: Path
    own_model: Path

    @property
    def forms(self) -> tuple[Path, ...]:
        return self.own_corpus / "forms", self.shipped / "forms"


def find_places(
    model: str | os.PathLike[str] | None = None,
    corpus: str | os.PathLike[str] | None = None,
    library: str | os.PathLike[str] | None = None,
) -> Places:
    """Settle every folder: argument, then ``ZHIBIAO_MODEL``/``ZHIBIAO_CORPUS``/``ZHIBIAO_LIBRARY``, then ``zhibiao.toml`` or
    ``[tool.zhibiao]`` in the working directory, then what is shipped with the user's own on top.

    Nothing is created here. A folder that was *named* must exist when it is read; see :func:`existing`.

    :raises InputError: if a configuration file cannot be used.
    """
    shipped = _shipped("corpus")
    settings = read_settings()
    named_corpus = _named("corpus", corpus, settings)
    named_model = _named("model", model, settings)
    named_library = _named("library", library, settings)
    own = home()
    own_corpus = named_corpus or own / "corpus"
    layers = (named_corpus,) if named_corpus else (shipped, *((own_corpus,) if own_corpus.is_dir() else ()))
    own_library = own / "corpus" / "library"
    own_model = own / "models" / "default"
    default_model = next((place for place in (own_model, _shipped("models") / "default") if standing_folder(place).is_dir()), None)
    return Places(
        corpus=layers,
        library=(shipped / "library", *(place for place in (named_library or own_library,) if named_library or place.is_dir())),
        model=named_model or default_model,
        shipped=shipped,
        own_corpus=own_corpus,
        own_model=own_model,
    )


def shipped_forms() -> Path:
    """The folder of the shipped form profiles."""
    return _shipped("corpus") / "forms"


def home() -> Path:
    """The user's own data folder: ``ZHIBIAO_HOME``, else what the operating system keeps for that."""
    named = os.environ.get("ZHIBIAO_HOME", "").strip()
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_dir

    return Path(user_data_dir("zhibiao", appauthor=False))


def existing(folder: Path, what: str) -> Path:
    """``folder`` itself if it can be read as a folder.

    :param what: the option that names it, without dashes (``corpus``).
    :raises InputError: one sentence naming the folder and the option.
    """
    if not standing_folder(folder).is_dir():
        problem = say("不是文件夹", "is not a folder") if folder.exists() else say("不存在", "does not exist")
        raise InputError(
            say(
                f"--{what} 指定的“{folder}”{problem}，请改为已有的文件夹。",
                f"--{what} names {folder}, which {problem}; name an existing folder.",
            )
        )
    return folder


def read_settings(folder: Path | None = None) -> dict[str, str]:
    """The settings of place and language in ``zhibiao.toml``, or ``[tool.zhibiao]`` of ``pyproject.toml``, in ``folder`` (the working
    directory).

    Folders in them are relative to the file. An empty dict where there is neither.

    :raises InputError: one sentence naming the file and the line or key that cannot be used.
    """
    file, table = settings_table(folder)
    return {key: value if key == "lang" else str(file.parent / Path(value).expanduser()) for key, value in table.items() if key in SETTINGS}


def settings_table(folder: Path | None = None) -> tuple[Path, dict[str, Any]]:
    """The settings file in force and what stands in it, its keys known and its places and language checked.

    :raises InputError: as :func:`read_settings`.
    """
    folder = folder or Path.cwd()
    for name, path_to in (("zhibiao.toml", ()), ("pyproject.toml", ("tool", "zhibiao"))):
        file = folder / name
        if not file.is_file():
            continue
        table = _table(file, path_to)
        if table is not None:
            _check(table, file)
            return file, table
    return folder / "zhibiao.toml", {}


def profile_setting(folder: Path | None = None) -> str | None:
    """The form profile that the settings name: a name, or the path of a ``.yaml`` file, relative to the settings file.

    :raises InputError: as :func:`read_settings`.
    """
    file, table = settings_table(folder)
    named = table.get("profile")
    if named is None:
        return None
    if not isinstance(named, str) or not named.strip():
        raise InputError(
            say(f"配置文件“{file}”的 profile 应为表式名称或.yaml文件。", f"{file}: profile must be the name of a form or a .yaml file.")
        )
    return str(file.parent / Path(named).expanduser()) if named.endswith((".yaml", ".yml")) else named


def _table(file: Path, path_to: tuple[str, ...]) -> dict[str, Any] | None:
    try:
        if file.stat().st_size > _MAX_SETTINGS_BYTES:
            raise InputError(
                say(f"配置文件“{file.name}”过大，请只保留设置。", f"{file.name} is too large for a configuration file; keep settings only.")
            )
        data: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        if path_to:
            return None  # someone else's pyproject.toml is not ours to judge
        raise InputError(
            say(
                f"配置文件“{file}”无法读取（{error}），请改正或删除。",
                f"cannot read the configuration file {file} ({error}); mend or delete it.",
            )
        ) from error
    for step in path_to:
        data = data.get(step) if isinstance(data, dict) else None
    return data if isinstance(data, dict) else None


def _check(table: dict[str, Any], file: Path) -> None:
    for key, value in table.items():
        if key in OTHER_SETTINGS:
            continue
        if key not in SETTINGS or not isinstance(value, str) or not value.strip():
            known = ", ".join((*SETTINGS, *OTHER_SETTINGS))
            raise InputError(
                say(
                    f"配置文件“{file}”的设置“{key}”不能用，可用的设置是 {known}，目录和语言的值为文字。",
                    f"{file}: setting {key!r} cannot be used; known are {known}; folders and language are text.",
                )
            )
    if table.get("lang", "zh") not in LANGUAGES:
        raise InputError(say(f"配置文件“{file}”的 lang 应为 zh 或 en。", f"{file}: lang must be zh or en."))


def _named(setting: str, argument: str | os.PathLike[str] | None, settings: dict[str, str]) -> Path | None:
    named = os.fspath(argument) if argument is not None else os.environ.get(f"ZHIBIAO_{setting.upper()}") or settings.get(setting)
    return Path(named).expanduser() if named and named.strip() else None


def _shipped(what: str) -> Path:
    checkout = PACKAGE.parent.parent / what
    if PACKAGE.parent.name == "src" and (PACKAGE.parent.parent / "pyproject.toml").is_file():
        return checkout
    return PACKAGE / "_shipped" / what
