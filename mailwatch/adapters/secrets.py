"""Secrets: where an account's password or token comes from, asked for when it is needed.

The places, in this order: a systemd credential named ACCOUNT.password, the account's
password_command (or token_command), MAILWATCH_ACCOUNT_PASSWORD in the environment, the same in
.env. With one account, MAILWATCH_PASSWORD serves as well.
"""

import subprocess
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path

from mailwatch.domain.accounts import Account, Auth
from mailwatch.errors import ConfigError, TransientError

COMMAND_LIMIT = timedelta(seconds=30)

# What a command says of itself is quoted in errors, but no more of it than fits a line.
_QUOTED = 200


def find(
    account: Account,
    environ: Mapping[str, str],
    dotenv: Mapping[str, str],
    *,
    is_only: bool = False,
) -> Callable[[], str]:
    """Choose the place of *account*'s secret and return how to ask for it.

    *is_only* is true where there is no other account, so that MAILWATCH_PASSWORD is its own. Raise
    ConfigError where no place has it. Asking may raise ConfigError or TransientError.
    """
    credential = _credential(account, environ)
    if credential is not None and account.auth is Auth.PASSWORD:
        return lambda: _first_line(account, credential)
    if account.secret_command:
        return lambda: ask(account.secret_command, environ)
    for name in _variables(account, is_only=is_only):
        for values in (environ, dotenv):
            if values.get(name):
                return _given(values[name])
    raise _missing(account, is_only=is_only)


def _given(secret: str) -> Callable[[], str]:
    return lambda: secret


def ask(
    command: tuple[str, ...],
    environ: Mapping[str, str],
    limit: timedelta = COMMAND_LIMIT,
) -> str:
    """Run *command* without a shell and return the first line it prints.

    The command does not see our own variables, which may hold other secrets. Raise ConfigError if
    there is no such command or it prints nothing, TransientError if it fails or takes too long.
    """
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=limit.total_seconds(),
            env=_own_variables_removed(environ),
        )
    except subprocess.TimeoutExpired:
        raise TransientError(
            f"{command[0]}: gave no secret within {limit.total_seconds():.0f} s. Run it by hand "
            "and see what it waits for; mailwatch will try again.",
        ) from None  # the original holds what the command printed so far
    except OSError as error:
        raise ConfigError(
            f"{command[0]}: cannot be run ({error.strerror}). Correct the command in "
            "mailwatch.toml or install it; the service needs it on its PATH.",
        ) from error
    return _secret_of(command[0], done)


def _own_variables_removed(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if not name.startswith("MAILWATCH_")}


def _secret_of(name: str, done: subprocess.CompletedProcess[bytes]) -> str:
    secret = _line(done.stdout)
    if done.returncode != 0:
        raise TransientError(
            f"{name}: failed with exit code {done.returncode}{_complaint(done.stderr, secret)}. "
            "Run it by hand; mailwatch will try again.",
        )
    if not secret:
        raise ConfigError(f"{name}: printed no secret. Its first line must be the secret alone.")
    return secret


def _complaint(stderr: bytes, secret: str) -> str:
    line = _line(stderr.lstrip())[:_QUOTED]
    plain = "".join(letter for letter in line if letter.isprintable())
    hidden = plain.replace(secret, "***") if secret else plain
    return f" ({hidden})" if hidden else ""


def _line(output: bytes) -> str:
    return output.partition(b"\n")[0].decode(errors="replace").rstrip("\r")


def _credential(account: Account, environ: Mapping[str, str]) -> Path | None:
    folder = environ.get("CREDENTIALS_DIRECTORY", "")
    path = Path(folder, f"{account.name}.password")
    return path if folder and path.exists() else None


def _first_line(account: Account, path: Path) -> str:
    try:
        secret = _line(path.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"[account.{account.name}]: credential {path.name} cannot be read ({error.strerror}). "
            "Check LoadCredential= in the unit.",
        ) from error
    if not secret:
        raise ConfigError(
            f"[account.{account.name}]: credential {path.name} is empty. Write the password on its "
            "first line.",
        )
    return secret


def _variables(account: Account, *, is_only: bool) -> tuple[str, ...]:
    if account.auth is not Auth.PASSWORD:
        return ()
    own = f"MAILWATCH_{account.name.upper().replace('-', '_')}_PASSWORD"
    return (own, "MAILWATCH_PASSWORD") if is_only else (own,)


def _missing(account: Account, *, is_only: bool) -> ConfigError:
    if account.auth is not Auth.PASSWORD:
        return ConfigError(f"[account.{account.name}]: has no token. Add a token_command.")
    names = " or ".join(_variables(account, is_only=is_only))
    return ConfigError(
        f"[account.{account.name}]: no password found. Looked for the systemd credential "
        f"{account.name}.password, a password_command, and {names} in the environment and in "
        ".env. Provide one of them.",
    )
