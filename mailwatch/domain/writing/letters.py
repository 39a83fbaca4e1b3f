"""The letters of every language: templates, checked once, and how they are filled."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields, replace

import jinja2
from jinja2 import meta, nodes
from jinja2.sandbox import SandboxedEnvironment

from mailwatch.domain.judging.rules import Source, Template
from mailwatch.domain.writing.wording import SLOT, Picker
from mailwatch.errors import RuleError

_MANY_BLANK_LINES = re.compile(r"\n{3,}")
# After one of these a sentence is over, and the next follows on the same line.
_SENTENCE_ENDS = (".", "?", "!", "…", '."', '?"', ".“", ".”")
# Stands where an expression gave nothing: a line of it alone is no line, and no new paragraph.
_DROPPED = "\u2029"
# Keeps the lines of a signature apart while sentences are joined; no fact can contain it.
_KEPT_LINE_END = "\u2028"


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What a letter may speak of. "" is unknown: a sentence that needs it is left out.

    *form* and *relationship* are those of `Facts`; *met* is true only where a talk with the one
    who is written to is proven; *reason_known* where they have said why. *names_a_time* is true
    where they said from when on to ask again, *return_month* (1 to 12) where a month says it, 0
    otherwise. *key* decides between wordings; what letters with the keys of *earlier* have used
    is left to them.
    """

    key: str = ""
    earlier: tuple[str, ...] = ()
    role: str = ""
    company: str = ""
    reference: str = ""
    contact_name: str = ""
    contact_first: str = ""
    contact_last: str = ""
    stage: str = ""
    category: str = ""
    form: str = ""
    relationship: str = ""
    offer: str = ""
    name: str = ""
    signature: str = ""
    reason_known: bool = False
    keeps_on_file: bool = False
    offers_feedback: bool = False
    forbids_feedback: bool = False
    may_ask_feedback: bool = False
    met: bool = False
    is_important: bool = False
    names_a_time: bool = False
    return_month: int = 0


SLOTS = frozenset(f.name for f in fields(LetterFacts) if f.type is str and f.name != "key")
KNOWN_NAMES = frozenset(f.name for f in fields(LetterFacts)) | {"pick"}

SAMPLES = (
    LetterFacts(key="empty", name="Lea Example", signature="Lea Example"),
    LetterFacts(
        key="full",
        role="Designer",
        company="Sample & Sons",
        reference="2026-17",
        contact_name="Jane Doe",
        contact_first="Jane",
        contact_last="Doe",
        stage="final",
        category="finalist",
        offer="brand design",
        name="Lea Example",
        signature="Lea Example\nexample.org",
        reason_known=True,
        keeps_on_file=True,
        offers_feedback=True,
        may_ask_feedback=True,
        met=True,
        is_important=True,
        names_a_time=True,
        return_month=3,
    ),
)

# What a template can raise that is right as a text: wrong types, numbers and names, letters that
# include each other, and loops deeper than Python's.
_FAULTS = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    RecursionError,
    SyntaxError,
)

# How samples are varied: each form, and each relationship, at least once.
MANNERS = (("", ""), ("formal", "agency"), ("informal", "friend"), ("", "team"), ("", "client"))


class Letters:
    """All templates, read and checked. One of a language sees the others of that language.

    One whose name begins with "_" is a part of others and not a letter. Raise RuleError, with
    file and line, for a template that cannot be read or that names an unknown fact. Each is
    compiled once, when it is first used.
    """

    def __init__(self, templates: Iterable[Template]) -> None:
        self._templates = {(t.language, t.name): t for t in templates}
        self._environments = {
            language: _environment([t for t in self._templates.values() if t.language == language])
            for language, _ in self._templates
        }
        for template in self._templates.values():
            if not template.is_read:
                self._read(template)

    @property
    def languages(self) -> frozenset[str]:
        """The languages that there are letters in."""
        return frozenset(self._environments)

    def choose(self, language: str, names: Iterable[str]) -> Template:
        """Return the first of *names* that there is in *language*."""
        wanted = tuple(names)
        for name in wanted:
            if template := self._templates.get((language, name)):
                return template
        raise RuleError(
            f"rules/{language or '?'}/replies: there is none of the letters {', '.join(wanted)}. "
            f"Write {wanted[-1]}.txt.j2, or take the language out of [identity] languages."
        )

    def write(self, template: Template, facts: LetterFacts) -> str:
        """Return the letter: paragraphs with a blank line between them, without a last line end."""
        environment = self._environments[template.language]
        values = asdict(facts) | {
            "pick": Picker(_known(facts), (*facts.earlier, facts.key)),
            "signature": facts.signature.replace("\n", _KEPT_LINE_END),
        }
        try:
            return _tidy(environment.get_template(template.name).render(values))
        except jinja2.TemplateNotFound as error:
            raise _unusable(template.source, f'there is no template "{error.name}"') from error
        except _FAULTS as error:
            raise _unusable(template.source, str(error)) from error

    def check(self) -> None:
        """Write every letter with all facts and with none; raise RuleError if one fails."""
        for template in self._templates.values():
            if not template.name.startswith("_"):
                self._try_out(template)

    def _try_out(self, template: Template) -> None:
        for sample in SAMPLES:
            for form, relationship in MANNERS:
                facts = replace(sample, form=form, relationship=relationship)
                text = self.write(template, facts)
                if not text:
                    raise _unusable(template.source, "the letter is empty where little is known")
                if slot := SLOT.search(text):
                    raise _unusable(template.source, f'"{slot.group()}" stands outside pick()')

    def _read(self, template: Template) -> None:
        """Find the mistakes that can be seen without writing a letter."""
        try:
            tree = self._environments[template.language].parse(template.text)
            unknown = next(_unknown_names(tree), None)
        except jinja2.TemplateSyntaxError as error:
            place = replace(template.source, line=template.source.line + error.lineno - 1)
            raise _unusable(place, error.message or "is not a template") from error
        except (jinja2.TemplateError, RecursionError) as error:
            raise _unusable(template.source, str(error)) from error
        if unknown:
            place = replace(template.source, line=template.source.line + unknown[0] - 1)
            raise _unusable(place, f'"{unknown[1]}" is not a known fact')


def _environment(templates: Iterable[Template]) -> SandboxedEnvironment:
    return SandboxedEnvironment(
        loader=jinja2.DictLoader({t.name: t.text for t in templates}),
        undefined=jinja2.StrictUndefined,
        finalize=_or_dropped,
        autoescape=False,  # letters are text/plain: there is nothing to escape into
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )


def _or_dropped(value: object) -> object:
    return value or _DROPPED


def _known(facts: LetterFacts) -> dict[str, str]:
    return {name: value for name, value in asdict(facts).items() if name in SLOTS and value}


def _unknown_names(tree: nodes.Template) -> Iterator[tuple[int, str]]:
    unknown = meta.find_undeclared_variables(tree) - KNOWN_NAMES
    for found in tree.find_all(nodes.Name):
        if found.name in unknown:
            yield found.lineno, found.name
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "pick":
            yield from _unknown_slots(call)


def _unknown_slots(call: nodes.Call) -> Iterator[tuple[int, str]]:
    for constant in call.find_all(nodes.Const):
        for slot in SLOT.findall(str(constant.value)):
            if slot not in SLOTS:
                yield constant.lineno, slot


def _unusable(place: Source, why: str) -> RuleError:
    return RuleError(
        f"{place.file}:{place.line}: {why}. Correct the template; it may use "
        f"{', '.join(sorted(KNOWN_NAMES))}."
    )


def _tidy(text: str) -> str:
    """Join the sentences of each paragraph and leave out what was dropped; nothing is wrapped."""
    lines: list[str] = []
    for raw in text.split("\n"):
        line = _tidy_line(raw)
        if not line and _DROPPED in raw:
            continue
        if line and lines and lines[-1].endswith(_SENTENCE_ENDS):
            lines[-1] = f"{lines[-1]} {line}"
        else:
            lines.append(line)
    return _MANY_BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _tidy_line(line: str) -> str:
    """Return *line* with single blanks; the line ends of a signature come back into it."""
    kept = line.replace(_KEPT_LINE_END, "\0").replace(_DROPPED, "")
    return "\n".join(" ".join(piece.split()) for piece in kept.split("\0")).strip("\n")
