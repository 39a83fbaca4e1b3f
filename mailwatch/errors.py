"""What can go wrong, sorted by who has to act.

MailwatchError
├── UserError         the operator must change something; never retried; exit 78
│   ├── ConfigError
│   ├── RuleError
│   └── LoginRefused
├── TransientError    time will mend it; retried with backoff and jitter; exit 1
└── ProtocolError     the server broke the rules; this message is set aside

Every text has three parts: where, what, and what to do.
"""


class MailwatchError(Exception):
    """Anything that mailwatch raises on purpose."""


class UserError(MailwatchError):
    """The operator must change something; retrying cannot help."""


class ConfigError(UserError):
    """A setting is missing, unknown or out of range."""


class RuleError(UserError):
    """A rule, a word list or a template is not usable as written."""


class LoginRefused(UserError):
    """The server does not accept these credentials."""


class TransientError(MailwatchError):
    """The network, the server or a lock was in the way; time will mend it."""


class ProtocolError(MailwatchError):
    """The server or a message broke the rules; what it concerns is set aside."""
