"""The command line: one module per command; errors become words and exit codes here."""
