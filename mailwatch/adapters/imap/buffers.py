"""What lies in imaplib's read buffer, which differs between the versions of Python."""

from typing import Any

import imapclient.exceptions

# We never ask for more than 128 KiB of a part or 64 KiB of a header; drafts are small. imaplib
# up to Python 3.13 allocates whatever size a server announces (python/cpython#119511).
LITERAL_LIMIT = 16 * 1024 * 1024


def pending(imap: Any) -> bytes:  # noqa: ANN401 - imaplib's object, by version
    """Return bytes that have arrived and that no response has used; never wait for any."""
    kept = getattr(imap, "_readbuf", None)  # Python 3.14 keeps its own list of chunks
    if kept is not None:
        return b"".join(kept)
    timeout = imap.sock.gettimeout()
    imap.sock.settimeout(0)
    try:
        waiting: bytes = imap.file.peek(1)
    except OSError:  # SSLWantReadError: TLS has nothing for us yet
        return b""
    finally:
        imap.sock.settimeout(timeout)
    return waiting


def bound_literals(imap: Any) -> None:  # noqa: ANN401 - imaplib's object, by version
    """Make *imap* give up on a literal larger than LITERAL_LIMIT instead of allocating it."""
    read = imap.read

    def bounded(size: int) -> bytes:
        if size > LITERAL_LIMIT:
            raise imapclient.exceptions.IMAPClientAbortError("literal too large")
        chunk: bytes = read(size)
        return chunk

    imap.read = bounded
