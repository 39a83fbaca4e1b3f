"""The rules that we ship, read and compiled once for all tests of a process."""

from functools import lru_cache

from mailwatch.adapters import rulepacks
from mailwatch.domain.judging.matcher import Matcher, compile_rules
from mailwatch.domain.judging.rules import Ruleset


@lru_cache(maxsize=1)
def shipped_rules() -> Ruleset:
    """Every rule, list and letter in rules/."""
    return rulepacks.load([rulepacks.shipped()], check_examples=False)


@lru_cache(maxsize=1)
def shipped_matcher() -> Matcher:
    """What finds every phrase of them."""
    return compile_rules(shipped_rules())
