"""Reading and judging, beside others that do a part of it, on mail of the size people get."""

import email
import random
from collections.abc import Callable, Iterable, Iterator
from email.message import EmailMessage

import ahocorasick
import re2

from mailwatch.adapters import rulepacks
from mailwatch.domain import text
from mailwatch.domain.judging import grammar, matcher, phrases, verdicts
from mailwatch.domain.judging.evidence import Surroundings
from mailwatch.domain.judging.matcher import Matcher
from mailwatch.domain.judging.phrases import Name, Phrase
from mailwatch.domain.judging.rules import Ruleset
from mailwatch.domain.mail import mime
from mailwatch.domain.mail.messages import Message
from scripts.measured_mail import SEED, generate, paragraphs
from scripts.measuring import per_second, say

MAILS, LENGTH = 200, 5_000
MEMORY = 1 << 30


def measure() -> None:
    """Time parsing beside a parser, judging beside parsing, and finding beside finders."""
    ruleset = rulepacks.load([rulepacks.shipped()], check_examples=False)
    rules = matcher.compile_rules(ruleset)
    _measure_parsing()
    examples = [*_examples(ruleset)]
    for name, wrap in (("plain", _plain), ("HTML", _html)):
        _measure_judging(name, rules, [wrap(body) for body in _bodies(examples)])
    _measure_finding(ruleset, rules, [text.clean(body) for body in _bodies(examples)])


def _measure_parsing() -> None:
    mails = [raw for raw, _ in generate(2_000, large=False)]
    read, library = per_second(mime.read_message, mails), per_second(_read_by_the_library, mails)
    mean = sum(map(len, mails)) / len(mails) / 1000
    say(
        f"reading ({mean:.1f} kB a mail)",
        f"{read:.0f}/s",
        "email.message_from_bytes, decoded",
        f"{library:.0f}/s",
        f"{read / library:.2f}",
    )


def _read_by_the_library(raw: bytes) -> str:
    """Read a mail as the standard library does it: parse, decode the first text part."""
    parsed = email.message_from_bytes(raw)
    texts = [part for part in parsed.walk() if part.get_content_maintype() == "text"]
    payload = texts[0].get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _measure_judging(name: str, rules: Matcher, mails: list[bytes]) -> None:
    def judge(message: Message) -> object:
        return verdicts.judge(message, rules, Surroundings())

    read = per_second(mime.read_message, mails)
    judged = per_second(judge, [mime.read_message(raw) for raw in mails])
    say(
        f"judging by all packs (5 kB, {name})",
        f"{judged:.0f}/s",
        "reading",
        f"{read:.0f}/s",
        f"{judged / read:.2f}",
    )


def _measure_finding(ruleset: Ruleset, rules: Matcher, bodies: list[str]) -> None:
    """Time the matcher beside finders of the words alone, without gaps, lists and sentences."""
    literals = sorted(set(_literals(ruleset)))
    mine = per_second(lambda body: rules.find("body", body), bodies) * LENGTH / 1e6
    finders = (("google-re2", _by_re2(literals)), ("pyahocorasick", _by_ahocorasick(literals)))
    for name, find in finders:
        other = per_second(find, bodies) * LENGTH / 1e6
        say(
            "finding all phrases of all packs",
            f"{mine:.2f} MB/s",
            f"{name}, {len(literals)} literal phrases",
            f"{other:.2f} MB/s",
            f"{mine / other:.2f}",
        )


def _by_re2(literals: Iterable[str]) -> Callable[[str], object]:
    options = re2.Options()
    options.max_mem, options.case_sensitive = MEMORY, False
    every = re2.Set.SearchSet(options)
    for literal in literals:
        every.Add(rf"\b{re2.escape(literal)}\b")
    every.Compile()
    match: Callable[[str], object] = every.Match
    return match


def _by_ahocorasick(literals: Iterable[str]) -> Callable[[str], object]:
    automaton = ahocorasick.Automaton()
    for literal in literals:
        automaton.add_word(f" {literal} ", literal)
    automaton.make_automaton()

    def find(body: str) -> object:
        return list(automaton.iter(f" {' '.join(map(text.fold, text.words(body)))} "))

    return find


def _literals(ruleset: Ruleset) -> Iterator[str]:
    """Yield, folded, what phrases and lists hold of words that follow one another."""
    for pack in ruleset.packs:
        lists = grammar.lists_of(pack)
        for entries in (*lists.values(), *(grammar.phrases_of(r, lists) for r in pack.rules)):
            for phrase in entries:
                yield from _pieces(phrase)


def _pieces(phrase: Phrase) -> Iterator[str]:
    for variant in phrases.variants(phrase):
        piece: list[str] = []
        for part in variant:
            if piece and (part.gap or isinstance(part.item, Name)):
                yield " ".join(piece)
                piece = []
            if not isinstance(part.item, Name):
                piece += map(text.fold, part.item.words)
        if piece:
            yield " ".join(piece)


def _examples(ruleset: Ruleset) -> Iterator[str]:
    """Yield the example sentences of the English rules."""
    for pack in ruleset.packs:
        if pack.language == "en":
            for rule in pack.rules:
                yield from (*rule.match, *rule.skip)


def _bodies(examples: list[str]) -> Iterator[str]:
    """Yield bodies of LENGTH characters: for each sentence that rules know a dozen others."""
    chance = random.Random(SEED)  # noqa: S311 - the same mail in every run, nothing secret
    for _ in range(MAILS):
        body = ""
        while len(body) < LENGTH:
            body += f"{chance.choice(examples)}\n\n{paragraphs(chance, 3)}\n\n"
        yield body[:LENGTH]


def _plain(body: str) -> bytes:
    message = _headed()
    message.set_content(body)
    return message.as_bytes().replace(b"\n", b"\r\n")


def _html(body: str) -> bytes:
    message = _headed()
    paragraph = "".join(f"<p>{part}</p>" for part in body.split("\n\n"))
    message.set_content(f"<html><body>{paragraph}</body></html>", subtype="html")
    return message.as_bytes().replace(b"\n", b"\r\n")


def _headed() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Kim <kim@shop.example>"
    message["To"] = "Lea <lea@example.org>"
    message["Subject"] = "Your application"
    message["Message-ID"] = "<bench@shop.example>"
    return message
