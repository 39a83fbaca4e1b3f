"""The service: one watcher an account, one schedule of jobs, one way to stop."""

from mailwatch.daemon.service import Service, serve
from mailwatch.daemon.watcher import Post

__all__ = ["Post", "Service", "serve"]
