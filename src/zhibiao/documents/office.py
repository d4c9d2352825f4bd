"""Formats that only an office suite opens (.doc, .wps, .odt, .rtf …), converted by LibreOffice where it is installed.

The suite runs without a window, with a profile of its own that forbids macros and links, under a fixed file name in a private folder,
and is ended with everything it started when its time is over.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from zhibiao.documents.limits import Limits
from zhibiao.documents.refusals import refuse

_USUAL = (
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
    "/snap/bin/libreoffice",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
)
_ITEM = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
# No macro runs, no link is followed, and whatever would still go to the network meets a proxy that is not there.
_SETTINGS = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Calc/Content/Update", "Link", "2"),
    ("Inet/Settings", "ooInetProxyType", "2"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("Inet/Settings", "ooInetNoProxy", ""),
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(*setting) for setting in _SETTINGS)
    + "</oor:items>\n"
)


def find_office() -> str | None:
    """The program of LibreOffice: on the path, else in the usual places; ``None`` where there is none."""
    for name in ("soffice", "libreoffice"):
        if found := shutil.which(name):
            return found
    versions = sorted(Path("/opt").glob("libreoffice*/program/soffice"), reverse=True) if os.name == "posix" else []
    return next((str(place) for place in (*versions, *map(Path, _USUAL)) if Path(place).is_file()), None)


def convert(data: bytes, kind: str, target: str, file: str, limits: Limits, words: tuple[str, str]) -> bytes:
    """The document as ``target`` (``docx`` or ``xlsx``). ``kind`` is the suffix that the suite knows its format by.

    :param words: the kind of file in Chinese and English, for messages.
    :raises DocumentError: where LibreOffice is missing, takes too long or cannot open the file.
    """
    program = find_office()
    zh, en = words
    if program is None:
        raise refuse(
            file,
            f"是{zh}，读取它需要安装LibreOffice，也可以在Word或WPS中另存为.{target}",
            f"is {en}; to read it install LibreOffice, or save it as .{target} in Word or WPS",
        )
    with tempfile.TemporaryDirectory(prefix="zhibiao-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, profile, out = folder / f"input.{kind}", folder / "profile", folder / "out"
        (profile / "user").mkdir(parents=True)
        out.mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source.write_bytes(data)
        options = ["--headless", "--invisible", "--norestore", "--nolockcheck", "--nodefault", "--nologo", "--nofirststartwizard"]
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            *options,
            "--convert-to",
            target,
            "--outdir",
            str(out),
            str(source),
        ]
        if not _run(command, folder, limits.office_seconds):
            raise refuse(
                file,
                f"是{zh}，LibreOffice在{limits.office_seconds}秒内没有转换完，请在Word或WPS中另存为.{target}",
                f"is {en}; LibreOffice did not convert it within {limits.office_seconds} s; save it as .{target} in Word or WPS",
            )
        made = out / f"input.{target}"
        if not made.is_file() or made.stat().st_size > limits.file_bytes:
            raise refuse(
                file,
                f"是{zh}，但LibreOffice无法打开（可能已损坏或设有密码），请在Word或WPS中另存为.{target}",
                f"is {en} that LibreOffice cannot open (damaged, or with a password); save it as .{target} in Word or WPS",
            )
        return made.read_bytes()


def _run(command: list[str], folder: Path, seconds: float) -> bool:
    """Run to the end, or end it and all its children when the time is over (``False``)."""
    own = os.name == "posix"
    environment = {
        key: value for key, value in os.environ.items() if key in ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP")
    }
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment | {"HOME": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=own,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    finally:
        if sys.platform == "win32":
            if process.poll() is None:
                subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], capture_output=True, check=False)
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # its session is its own: launcher and children, nobody else's
        process.wait()
    return True
