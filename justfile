# Conveniences on top of ./run and ./test, for those who have just. Each recipe is one command that also works without it.

set positional-arguments

# list the recipes
default:
    @just --list

# put the code into the one format and mend what can be mended
fmt:
    .venv/bin/ruff format
    .venv/bin/ruff check --fix

# format, lint, types and imports, changing nothing
check:
    scripts/check

# the tests; arguments go to pytest
test *arguments:
    ./test "$@"

# the demonstration; arguments go to touchstone
run *arguments:
    ./run "$@"

# every speed that is claimed, measured here
bench *arguments:
    .venv/bin/python -m bench "$@"

# write requirements/*.lock anew; --upgrade takes newer releases
lock *arguments:
    scripts/lock "$@"
