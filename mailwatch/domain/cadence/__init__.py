"""When to answer, and whether: the table, the steps it leads to, what stops and what delays one."""
