"""The sections of mailwatch.toml as they are written; each key shows how to write it."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from mailwatch.domain.accounts import Auth, Filing, Security

Command = Annotated[tuple[str, ...], Meta(examples=['["pass", "mail/lea"]'])]


class IdentitySection(msgspec.Struct, frozen=True, kw_only=True):
    """[identity]: who the user is."""

    name: Annotated[str, Meta(examples=['"Lea Example"'])] = ""
    addresses: Annotated[tuple[str, ...], Meta(examples=['["lea@example.org"]'])] = ()
    languages: Annotated[tuple[str, ...], Meta(examples=['["en", "de"]'])] = ()
    offer: Annotated[str, Meta(examples=['"brand and web design for small firms"'])] = ""
    timezone: Annotated[str, Meta(examples=['"Europe/Berlin"'])] = ""
    signature: Annotated[str, Meta(examples=[r'"Lea Example\nexample.org"'])] = ""


class AccountSection(msgspec.Struct, frozen=True, kw_only=True):
    """[account.NAME]: one IMAP login. *port* 0 stands for the usual one."""

    host: Annotated[str, Meta(examples=['"imap.example.org"'])]
    username: Annotated[str, Meta(examples=['"lea@example.org"'])]
    port: Annotated[int, Meta(ge=1, le=65535, examples=["993"])] = 0
    security: Annotated[Security, Meta(examples=['"tls"', '"starttls"', '"plain"'])] = Security.TLS
    ca_file: Annotated[str, Meta(examples=['"bridge.pem"'])] = ""
    auth: Annotated[Auth, Meta(examples=['"password"', '"oauth2"'])] = Auth.PASSWORD
    password_command: Command = ()
    token_command: Annotated[tuple[str, ...], Meta(examples=['["oama", "access", "you"]'])] = ()
    watch: Annotated[tuple[str, ...], Meta(examples=['["INBOX"]'])] = ("INBOX",)
    drafts: Annotated[str, Meta(examples=['"Drafts"'])] = ""
    filing: Annotated[
        Filing,
        Meta(examples=['"copy"', '"move"', '"label"', '"none"']),
    ] = Filing.COPY
    folder: Annotated[str, Meta(examples=['"Opportunities"'])] = "Opportunities"


class RepliesSection(msgspec.Struct, frozen=True, kw_only=True):
    """[replies]: whom we answer, and when."""

    working_hours: Annotated[str, Meta(examples=['"09:30-17:00"'])] = "09:30-17:00"
    holidays: Annotated[
        str | tuple[date, ...],
        Meta(examples=['"DE-BY"', '["2026-12-24", "2026-12-31"]']),
    ] = ()
    minimum_stage: Annotated[str, Meta(examples=['"interview"', '""'])] = ""
    maximum_age: Annotated[int, Meta(ge=0, le=3650, examples=["10"])] = 10
    personal_line: Annotated[
        Literal["off", "ask"],
        Meta(examples=['"off"', '"ask"']),
    ] = "off"
    important: Annotated[
        tuple[str, ...],
        Meta(examples=['["Northwind", "jane@northwind.example", "northwind.example"]']),
    ] = ()
    never: Annotated[
        tuple[str, ...],
        Meta(examples=['["Northwind", "jane@northwind.example", "northwind.example"]']),
    ] = ()
    thank_for_feedback: Annotated[bool, Meta(examples=["true", "false"])] = True
    drafts_per_day: Annotated[int, Meta(ge=0, le=1000, examples=["20", "0"])] = 20
    person_pause: Annotated[int, Meta(ge=0, le=365, examples=["7"])] = 7
    company_pause: Annotated[int, Meta(ge=0, le=365, examples=["1"])] = 1


class CadenceSection(msgspec.Struct, frozen=True, kw_only=True):
    """[cadence.NAME]: the letters of one category or stage. What is left out stays as it is."""

    thanks: Annotated[str | None, Meta(examples=['"1 day"', '"at once"', '"never"'])] = None
    check_ins: Annotated[
        tuple[str, ...] | None, Meta(examples=['["3 months", "6 months"]', "[]"])
    ] = None
