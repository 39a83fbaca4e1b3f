"""The rules folders on disk, read and checked: the one door to rule packs.

A rules folder holds one folder per language (rejection.toml, details.toml, hints.toml,
extract.toml, replies/*.txt.j2; each may be missing) and senders.toml. Of several folders the later
lie over the earlier: a rule, word list, extract list, letter or recruiting system replaces the
earlier one of the same name, and a rule with ``disabled = true`` takes it away.
"""

from mailwatch.adapters.rulepacks.loading import Example, examples, load, shipped

__all__ = ["Example", "examples", "load", "shipped"]
