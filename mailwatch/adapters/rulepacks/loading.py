"""Rules folders, one over the other, become a checked Ruleset."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mailwatch.adapters.rulepacks import cache as caching
from mailwatch.adapters.rulepacks import tables
from mailwatch.adapters.rulepacks.tables import (
    HintTable,
    RuleTable,
    SystemTable,
    TomlFile,
    WordTables,
)
from mailwatch.domain.judging import compiler, grammar, matcher, verdicts
from mailwatch.domain.judging.rules import (
    EXCEPTION_MARK,
    Extracts,
    Hints,
    Pack,
    Rule,
    Ruleset,
    SenderSystem,
    Source,
    Template,
    WordList,
    exception_to,
)
from mailwatch.domain.writing.letters import Letters
from mailwatch.errors import RuleError

_REPLIES = ("no", "routed", "person")
_TEMPLATE_ENDING = ".txt.j2"


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a rule and how it went: *expected* says whether the rule should hit."""

    rule: str
    language: str
    source: Source
    text: str
    expected: bool
    is_met: bool


def shipped() -> Path:
    """Return the rules folder that came with the program."""
    package = Path(__file__).parents[2]
    inside = package / "rules"
    return inside if inside.is_dir() else package.parent / "rules"


def load(
    folders: Sequence[Path], check_examples: bool = True, cache: Path | None = None
) -> Ruleset:
    """Read *folders*, the later over the earlier.

    Places in the first, which came with the program, are shown as "rules/en/rejection.toml",
    places in the others with their whole path. What was read and compiled is kept in the folder
    *cache*, where there is one, and taken from there while no rule has changed.

    Raise RuleError, with file, line and remedy, for anything that does not make sense, and with
    *check_examples* for the first example of a rule that fails.
    """
    if cache is None:
        return _load(folders, check_examples)
    key = caching.key_of(folders, with_examples=check_examples)
    ruleset = caching.read(cache, folders, key)
    if ruleset is None:
        ruleset = _compiled(_load(folders, check_examples))
        # Not if a file was changed while we read.
        if caching.key_of(folders, with_examples=check_examples) == key:
            caching.write(cache, folders, key, ruleset)
    return ruleset


def _compiled(ruleset: Ruleset) -> Ruleset:
    """Return *ruleset* with its phrases compiled and its letters read, once for all starts."""
    Letters(ruleset.templates)
    return replace(
        ruleset,
        program=compiler.compile_packs(ruleset),
        templates=tuple(replace(template, is_read=True) for template in ruleset.templates),
    )


def _load(folders: Sequence[Path], check_examples: bool) -> Ruleset:
    shelf = _Shelf()
    for at, folder in enumerate(folders):
        shelf.add(folder, folder if at else Path(folder.name))
    ruleset = shelf.ruleset()
    grammar.check(ruleset)
    if check_examples:
        _check_examples(ruleset)
    return ruleset


def examples(ruleset: Ruleset) -> Iterator[Example]:
    """Run every rule's own examples and yield how each went."""
    compiled = matcher.compile_rules(ruleset)
    for pack in ruleset.packs:
        for rule in pack.rules:
            for texts, expected in ((rule.match, True), (rule.skip, False)):
                for text in texts:
                    hit = verdicts.finds_example(compiled, rule, text)
                    yield Example(
                        rule.name, rule.language, rule.source, text, expected, hit is expected
                    )


def _check_examples(ruleset: Ruleset) -> None:
    for example in examples(ruleset):
        if not example.is_met:
            raise RuleError(
                f'{example.source.file}:{example.source.line}: rule "{example.rule}"'
                f" {'does not find' if example.expected else 'finds'} its example"
                f' "{example.text}". Change the phrases, or the example if it is wrong.'
            )


@dataclass(slots=True)
class _Language:
    """What the folders say about one language so far, by name."""

    words: dict[str, WordList] = field(default_factory=dict)
    rules: dict[str, Rule] = field(default_factory=dict)
    extracts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    templates: dict[str, Template] = field(default_factory=dict)
    hints: Hints | None = None


@dataclass(slots=True)
class _Shelf:
    """Collects folders in order."""

    languages: dict[str, _Language] = field(default_factory=dict)
    systems: dict[str, SenderSystem] = field(default_factory=dict)
    _digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def add(self, folder: Path, shown: Path) -> None:
        """Lay *folder* over what is there; to people it is *shown* so."""
        if not folder.is_dir():
            raise RuleError(f"{folder}: there is no such rules folder. Create it or name another.")
        for path in sorted(folder.iterdir()):
            if path.is_dir() and not path.name.startswith((".", "_")):
                self._add_language(path, shown / path.name)
            elif path.name == "senders.toml":
                self._add_systems(self._read(path, shown / path.name))

    def ruleset(self) -> Ruleset:
        """Return all that was collected."""
        known = sorted(self.languages.items())
        return Ruleset(
            packs=tuple(
                Pack(name, tuple(one.words.values()), tuple(one.rules.values()))
                for name, one in known
            ),
            senders=tuple(self.systems.values()),
            extracts=tuple(Extracts(name, one.extracts) for name, one in known),
            templates=tuple(t for _, one in known for t in one.templates.values()),
            digest=self._digest.hexdigest(),
            hints=tuple(one.hints for _, one in known if one.hints),
        )

    def _read(self, path: Path, shown: Path) -> TomlFile:
        file = TomlFile.read(path, shown.as_posix())
        self._digest.update(f"{file.shown}\0{file.content}\0".encode())
        return file

    def _add_language(self, path: Path, shown: Path) -> None:
        shelf = self.languages.setdefault(path.name, _Language())
        for name, add in _FILES.items():
            if (path / name).exists():
                add(self._read(path / name, shown / name), path.name, shelf)
        for letter in sorted((path / "replies").glob(f"*{_TEMPLATE_ENDING}")):
            file = self._read(letter, shown / "replies" / letter.name)
            name = letter.name.removesuffix(_TEMPLATE_ENDING)
            shelf.templates[name] = Template(path.name, name, file.content, Source(file.shown, 1))

    def _add_systems(self, file: TomlFile) -> None:
        content = file.tables()
        tables.check_keys(content, ["system"], file.shown)
        for table, line in _each(file, content, "system"):
            system = _system_of(table, f"{file.shown}:{line}")
            self.systems[system.name] = system


def _add_rules(file: TomlFile, language: str, shelf: _Language) -> None:
    content = file.tables()
    tables.check_keys(content, ["language", "words", "rule"], file.shown)
    _check_language(file, content, language)
    words = tables.convert({"words": content.get("words", {})}, WordTables, file.shown).words
    lines = file.lines_of_keys()
    for name, entries in words.items():
        source = Source(file.shown, lines.get(name, 1))
        shelf.words[name] = _word_list(name, entries, source)
    seen: set[str] = set()
    for written, line in _each(file, content, "rule"):
        table = tables.convert(written, RuleTable, f"{file.shown}:{line}: [[rule]]")
        if table.name in seen:
            raise RuleError(
                f'{file.shown}:{line}: a second rule "{table.name}". Give it a name of its own.'
            )
        seen.add(table.name)
        shelf.rules.pop(table.name + EXCEPTION_MARK, None)
        if table.disabled:
            shelf.rules.pop(table.name, None)
        else:
            rule = tables.rule_of(table, language, Source(file.shown, line))
            shelf.rules[rule.name] = rule
            if table.unless:
                exception = exception_to(rule, table.unless)
                shelf.rules[exception.name] = exception


def _word_list(name: str, entries: Sequence[str], source: Source) -> WordList:
    if not entries:
        raise RuleError(
            f"{source.file}:{source.line}: list {name} is empty. Add an entry or delete the list."
        )
    return WordList(name, tuple(entries), source)


def _add_extracts(file: TomlFile, language: str, shelf: _Language) -> None:
    content = file.tables()
    _check_language(file, content, language)
    for key, value in content.items():
        if key == "language":
            continue
        named = (
            {f"{key}.{k}": v for k, v in value.items()} if isinstance(value, dict) else {key: value}
        )
        checked = tables.convert({"words": named}, WordTables, file.shown).words
        shelf.extracts.update((name, tuple(entries)) for name, entries in checked.items())


def _add_hints(file: TomlFile, language: str, shelf: _Language) -> None:
    content = file.tables()
    _check_language(file, content, language)
    table = tables.convert(content, HintTable, file.shown)
    before = shelf.hints or Hints(language)
    base = before.base if table.base is None else table.base
    weights = {**before.weights, **table.hints}
    things = tables.things_of(table.things, before.things, file.shown)
    shelf.hints = Hints(language, base, weights, Source(file.shown, 1), things)


_FILES = {
    "details.toml": _add_rules,
    "rejection.toml": _add_rules,
    "hints.toml": _add_hints,
    "extract.toml": _add_extracts,
}


def _check_language(file: TomlFile, content: Mapping[str, object], language: str) -> None:
    written = content.get("language", language)
    if written != language:
        line = file.lines_of_keys().get("language", 1)
        raise RuleError(
            f'{file.shown}:{line}: language is "{written}" in the folder'
            f' of "{language}". Write language = "{language}" or move the file.'
        )


def _each(file: TomlFile, content: Mapping[str, object], key: str) -> Iterator[tuple[object, int]]:
    """Yield each table of the array *key* with its line."""
    written = content.get(key, [])
    if not isinstance(written, list):
        raise RuleError(f"{file.shown}: {key} is no list of tables. Write [[{key}]] above each.")
    lines = file.lines_of(f"[[{key}]]")
    for at, table in enumerate(written):
        yield table, lines[at] if len(lines) == len(written) else 1


def _system_of(table: object, where: str) -> SenderSystem:
    system = tables.convert(table, SystemTable, f"{where}: [[system]]")
    where = f'{where}: system "{system.name}"'
    tables.check_value("reply", system.reply, _REPLIES, where)
    if not system.domains:
        raise RuleError(f"{where}: domains is empty. Add a domain or delete the system.")
    return SenderSystem(
        name=system.name,
        domains=tuple(domain.lower() for domain in system.domains),
        reply=system.reply,
        routed=tuple(system.routed),
        is_platform=system.is_platform,
    )
