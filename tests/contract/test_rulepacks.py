"""What a rules folder promises, on folders written for the purpose."""

import tomllib
from pathlib import Path

import pytest

from mailwatch.adapters import rulepacks
from mailwatch.domain.judging.rules import Kind, SenderSystem, Source, Thing
from mailwatch.errors import RuleError

PACK = """\
language = "en"

[words]
go = ["proceed*", "move {on}"]
on = ["on", "forward"]

[[rule]]
name     = "not-going-on"
kind     = "strong"
phrases  = ["not ... {go}"]
category = "not-selected"
match    = ["We will not move forward."]
skip     = ["We will proceed.", "If we do not proceed, you will hear."]

[[rule]]
name    = "if"
kind    = "condition"
phrases = ["if"]
"""
SENDERS = """\
[[system]]
name    = "Postbox"
domains = ["Postbox.example"]
reply   = "routed"
routed  = ["reply+*"]
"""


def written(folder: Path, **files: str) -> Path:
    """Write *files*, named like en_rejection for en/rejection.toml, into *folder*."""
    for name, content in files.items():
        path = folder / f"{name.replace('_', '/')}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return written(tmp_path / "ours" / "rules", en_rejection=PACK, senders=SENDERS)


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """Return the folder of a user, to be filled by the test."""
    return tmp_path / "user" / "rules"


def test_a_rule_is_read_with_its_place(ours: Path) -> None:
    (pack,) = rulepacks.load([ours]).packs

    first, second = pack.rules
    assert (first.name, first.kind, first.weight) == ("not-going-on", Kind.STRONG, 1.0)
    assert first.source == Source("rules/en/rejection.toml", 7)
    assert (second.kind, second.weight) == (Kind.CONDITION, 0.0)
    assert [words.source.line for words in pack.words] == [4, 5]


def test_recruiting_systems_are_read(ours: Path) -> None:
    assert rulepacks.load([ours]).senders == (
        SenderSystem("Postbox", ("postbox.example",), "routed", ("reply+*",)),
    )


def test_extract_lists_are_named_by_section_and_key(ours: Path) -> None:
    written(ours, en_extract='language = "en"\nroles = ["designer"]\n[company]\nlegal = ["Ltd"]\n')

    (extracts,) = rulepacks.load([ours]).extracts

    assert extracts.lists == {"roles": ("designer",), "company.legal": ("Ltd",)}


def test_letters_are_read_by_name(ours: Path) -> None:
    (ours / "en" / "replies").mkdir()
    (ours / "en" / "replies" / "thanks.final.txt.j2").write_text("Thank you", encoding="utf-8")

    (letter,) = rulepacks.load([ours]).templates

    assert (letter.language, letter.name, letter.text) == ("en", "thanks.final", "Thank you")
    assert letter.source.file == "rules/en/replies/thanks.final.txt.j2"


def test_a_later_folder_replaces_a_rule_by_name(ours: Path, theirs: Path) -> None:
    written(theirs, en_rejection='[[rule]]\nname = "if"\nkind = "veto"\nphrases = ["when"]\n')

    (pack,) = rulepacks.load([ours, theirs], check_examples=False).packs

    assert [(rule.name, rule.kind) for rule in pack.rules] == [
        ("not-going-on", Kind.STRONG),
        ("if", Kind.VETO),
    ]


def test_a_rule_of_a_later_folder_is_shown_with_its_whole_path(ours: Path, theirs: Path) -> None:
    written(theirs, en_rejection=_with_rule('phrases = ["no"]'))

    (pack,) = rulepacks.load([ours, theirs]).packs

    assert pack.rules[-1].source.file == str(theirs / "en" / "rejection.toml")


def test_a_disabled_rule_is_gone(ours: Path, theirs: Path) -> None:
    written(theirs, en_rejection='[[rule]]\nname = "not-going-on"\ndisabled = true\n')

    (pack,) = rulepacks.load([ours, theirs]).packs

    assert [rule.name for rule in pack.rules] == ["if"]


def test_a_later_folder_replaces_a_word_list_by_name(ours: Path, theirs: Path) -> None:
    written(theirs, en_rejection='[words]\non = ["along"]\n')

    (pack,) = rulepacks.load([ours, theirs], check_examples=False).packs

    assert {w.name: w.entries for w in pack.words}["on"] == ("along",)


def test_a_later_folder_may_bring_a_language_and_a_system(ours: Path, theirs: Path) -> None:
    written(theirs, eo_rejection="", senders=SENDERS.replace("Postbox", "Other"))

    ruleset = rulepacks.load([ours, theirs])

    assert [pack.language for pack in ruleset.packs] == ["en", "eo"]
    assert [system.name for system in ruleset.senders] == ["Postbox", "Other"]


def test_the_digest_changes_with_any_word(ours: Path) -> None:
    before = rulepacks.load([ours]).digest
    again = rulepacks.load([ours]).digest
    written(ours, en_rejection=PACK.replace('"forward"', '"forward", "ahead"'))

    assert before == again
    assert rulepacks.load([ours]).digest != before


def test_every_example_is_run_and_reported(ours: Path) -> None:
    written(ours, en_rejection=PACK.replace("We will proceed.", "We shall not proceed."))
    ruleset = rulepacks.load([ours], check_examples=False)

    outcomes = [(one.text, one.expected, one.is_met) for one in rulepacks.examples(ruleset)]

    assert outcomes == [
        ("We will not move forward.", True, True),
        ("We shall not proceed.", False, False),
        ("If we do not proceed, you will hear.", False, True),
    ]


def _with_rule(lines: str) -> str:
    return f'[[rule]]\nname = "mine"\nkind = "weak"\n{lines}\n'


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[words\n", "rules/en/rejection.toml: is not TOML: Expected ']'"),
        ('langage = "en"\n', 'unknown key "langage". Did you mean "language"?'),
        (f"x = {'9' * 5_000}\n", "rules/en/rejection.toml: is not TOML: Exceeds the limit"),
        (f"x = {'[' * 5_000}", "rules/en/rejection.toml: is not TOML: maximum recursion depth"),
        ('language = "de"\n', 'rejection.toml:1: language is "de" in the folder of "en"'),
        ("[words]\nx = []\n", "rejection.toml:2: list x is empty"),
        ('[words]\nx = [""]\n', 'rejection.toml:2: list x: phrase "" is empty'),
        ('[words]\nx = "no"\n', "Expected `array`, got `str`"),
        ('rule = "no"\n', "rule is no list of tables"),
        ('[[rule]]\nkind = "weak"\n', "missing required field `name`"),
        (_with_rule(""), 'rejection.toml:1: rule "mine": phrases is empty. Add at least one'),
        (_with_rule('phrases = ["no ..."]'), 'rule "mine": phrase "no ..." ends with a gap'),
        (_with_rule('phrases = ["no"]\nphrase = ["x"]'), 'Did you mean "phrases"?'),
        (_with_rule('phrases = ["{no}"]'), 'rule "mine": there is no word list {no}'),
        (_with_rule('phrases = ["no"]\ncategory = "fillled"'), 'Did you mean "filled"?'),
        (_with_rule('phrases = ["no"]\nstage = "moon"'), "Choose one of: applied, screen"),
        (_with_rule('phrases = ["no"]\nfields = ["header"]'), 'fields "header" is not known'),
        (_with_rule('phrases = ["no"]\nfields = []'), 'fields "" is not known'),
        (_with_rule('phrases = ["no"]\nweight = -1'), "weight -1.0 is out of range for weak"),
        (_with_rule('phrases = ["no"]\nweight = nan'), "weight nan is out of range for weak"),
        (_with_rule('phrases = ["no"]\nmatch = ["yes"]'), 'does not find its example "yes"'),
        (_with_rule('phrases = ["no"]\nskip = ["no"]'), 'finds its example "no"'),
        (_with_rule('phrases = ["no"]') * 2, 'rejection.toml:5: a second rule "mine"'),
        ('[[rule]]\nname = "x"\nkind = "stong"\nphrases = ["no"]\n', "Invalid enum value 'stong'"),
    ],
)
def test_a_fault_is_told_with_file_rule_and_remedy(
    tmp_path: Path, content: str, complaint: str
) -> None:
    folder = written(tmp_path / "rules", en_rejection=content)

    with pytest.raises(RuleError) as refused:
        rulepacks.load([folder])

    assert complaint in str(refused.value)
    assert str(refused.value).startswith("rules/en/rejection.toml:")


@pytest.mark.parametrize("weight", ["nan", "inf", "-inf", "1e9"])
def test_a_hint_that_would_outweigh_every_other_is_refused(
    ours: Path, theirs: Path, weight: str
) -> None:
    written(theirs, en_hints=f"[hints]\nfilled = {weight}\n")

    with pytest.raises(RuleError, match=r"hints\.toml: Expected `float`"):
        rulepacks.load([ours, theirs])


def test_words_of_a_thing_are_laid_over_ours_one_by_one(ours: Path, theirs: Path) -> None:
    written(ours, en_hints="[things.grant]\nbase = -1\n[things.grant.words]\nfund = 1\njury = 1\n")
    written(theirs, en_hints="[things.grant.words]\njury = 0\n")

    (hints,) = rulepacks.load([ours, theirs]).hints

    assert hints.things == {"grant": Thing(-1, {"fund": 1, "jury": 0})}


def test_a_thing_that_does_not_exist_is_refused(ours: Path, theirs: Path) -> None:
    written(theirs, en_hints="[things.grants]\nbase = 1\n")

    with pytest.raises(RuleError, match=r'things "grants" is not known\. Did you mean "grant"'):
        rulepacks.load([ours, theirs])


def test_a_detail_is_a_rule_like_others_in_a_file_of_its_own(ours: Path) -> None:
    detail = '[[rule]]\nname = "met"\nkind = "detail"\nstage = "interview"\nphrases = ["we met"]\n'
    written(ours, en_details=detail)

    (pack,) = rulepacks.load([ours]).packs

    assert [rule.stage for rule in pack.rules if rule.kind is Kind.DETAIL] == ["interview"]


@pytest.mark.parametrize(
    "file", sorted(rulepacks.shipped().glob("*/details.toml")), ids=lambda file: file.parent.name
)
def test_no_detail_that_is_shipped_takes_the_place_of_another_rule(file: Path) -> None:
    details, others = (
        tomllib.loads(path.read_text(encoding="utf-8"))
        for path in (file, file.with_name("rejection.toml"))
    )

    assert {r["name"] for r in details["rule"]}.isdisjoint(r["name"] for r in others["rule"])
    assert details["words"].keys().isdisjoint(others["words"])


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (SENDERS.replace("routed", "perhaps", 1), 'system "Postbox": reply "perhaps" is not known'),
        (SENDERS.replace('["Postbox.example"]', "[]"), 'system "Postbox": domains is empty'),
        (SENDERS.replace("domains", "domain", 1), 'unknown key "domain". Did you mean "domains"?'),
    ],
)
def test_a_faulty_recruiting_system_is_refused(
    tmp_path: Path, content: str, complaint: str
) -> None:
    folder = written(tmp_path / "rules", senders=content)

    with pytest.raises(RuleError) as refused:
        rulepacks.load([folder])

    assert complaint in str(refused.value)


def test_a_file_that_is_not_utf_8_is_refused(ours: Path) -> None:
    (ours / "en" / "rejection.toml").write_bytes(b'language = "\xff"')

    with pytest.raises(RuleError, match="Make it a readable file in UTF-8"):
        rulepacks.load([ours])


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="there is no such rules folder"):
        rulepacks.load([tmp_path / "rules"])


def test_the_shipped_rules_are_where_the_program_looks_for_them() -> None:
    assert (rulepacks.shipped() / "en").is_dir()
