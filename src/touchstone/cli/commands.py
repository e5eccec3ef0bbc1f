"""The commands by name: where each is, what it does, and its exit statuses. Nothing of them is imported here."""

from __future__ import annotations

COMMANDS = {
    "check": (
        "touchstone.cli.check:check",
        "Does what a candidate holds earn the qualification?",
        "0 earned, 1 not earned, 2 bad input. With --file: 0 every row was judged, 2 a row is bad.",
    ),
    "plan": (
        "touchstone.cli.planning:plan",
        "The least that is still to be done.",
        "0 there is a plan, 1 there is none, 2 bad input. With --file: 0 every row was answered, 2 a row is bad.",
    ),
    "reach": (
        "touchstone.cli.reaching:reach",
        "What is earned, and how far each other award is.",
        "0 answered, 2 bad input.",
    ),
    "explain": (
        "touchstone.cli.explaining:explain",
        "Why, clause by clause, in plain English.",
        "0 earned, 1 not earned, 2 bad input. With --file: 0 every row was explained, 2 a row is bad.",
    ),
    "compare": (
        "touchstone.cli.comparing:compare",
        "Who changes under another specification or reading, and why.",
        "0 answered, 2 bad input.",
    ),
    "completion": (
        "touchstone.cli.completion:completion",
        "Print the completion script of a shell.",
        "0 printed, 2 bad input.",
    ),
}
"""Each command: where it is, what it does, and its exit statuses."""

APPLICATION_COMMANDS = {
    "serve": (
        "touchstone.cli.serving:serve",
        "Run the application: web, worker and the minute's upkeep, until Ctrl-C.",
        "0 ended by SIGTERM, 130 by Ctrl-C, 1 a part could not be kept running, 2 not fit to start.",
    ),
    "migrate": (
        "touchstone.cli.running:migrate",
        "Bring the database's tables up to date, as their owner.",
        "0 up to date, 2 bad settings or no database.",
    ),
    "worker": (
        "touchstone.cli.running:worker",
        "Do the tasks that wait, until told to end. Several may run.",
        "0 ended, 2 bad settings or no database.",
    ),
    "upkeep": (
        "touchstone.cli.running:upkeep",
        "Do once what a server does every minute.",
        "0 done, 2 bad settings or no database.",
    ),
    "demo": (
        "touchstone.cli.demo:demo",
        "Fill an empty installation with made-up people, to look around in.",
        "0 made, or there were records already; 2 bad input, or an installation for real records.",
    ),
    "administrator": (
        "touchstone.cli.administrator:administrator",
        "Invite an awarding-body administrator: the first of an installation.",
        "0 invited, 2 bad input.",
    ),
    "check-settings": (
        "touchstone.cli.settings:check_settings",
        "Every setting and where it comes from; secrets are not shown.",
        "0 they add up, 2 they do not.",
    ),
}
"""The commands that run an installation, in the same form."""

LEDGER_COMMANDS = {
    "verify": (
        "touchstone.cli.ledger:verify",
        "Name every entry that was altered, removed or moved.",
        "0 the ledger is whole, 1 it is not, 2 bad input.",
    ),
    "seal": (
        "touchstone.cli.ledger:seal",
        "Sign the ledger's present head and keep that outside the database.",
        "0 signed, 2 bad settings or no database.",
    ),
}

FILE_COMMANDS = {
    "verify": (
        "touchstone.cli.stored_files:verify",
        "Read every stored file and name what is missing or altered.",
        "0 all are whole, 1 one is not, 2 bad settings or no database.",
    ),
    "sweep": (
        "touchstone.cli.stored_files:sweep",
        "Remove from the store what is on no record, a day after.",
        "0 removed, 2 bad settings or no database.",
    ),
}

STANDARDS_COMMANDS = {
    "load": (
        "touchstone.cli.standards:load",
        "Put the shipped, illustrative standards on record.",
        "0 they are on record, 2 bad settings or no database.",
    ),
    "export": (
        "touchstone.cli.standards:export",
        "Write the standards in force to a file.",
        "0 written, 2 bad input.",
    ),
    "import": (
        "touchstone.cli.standards:import_file",
        "Say what publishing a file of standards would change, and publish it.",
        "0 nothing is wrong with it, 1 it has problems, 2 bad input.",
    ),
}

SPECIFICATION_COMMANDS = {
    "list": ("touchstone.cli.specifications:list_all", "The specifications at hand.", "0 answered, 2 bad input."),
    "show": (
        "touchstone.cli.specifications:show",
        "The units and clauses of a specification, with their sources.",
        "0 answered, 2 bad input.",
    ),
    "validate": (
        "touchstone.cli.specifications:validate",
        "Is a specification file well-formed, and can it be met?",
        "0 every file is valid, 2 one is refused.",
    ),
    "diff": (
        "touchstone.cli.specifications:diff",
        "What differs between two specifications.",
        "0 nothing, 1 something, 2 bad input.",
    ),
}

GROUPS = {
    "spec": ("Look at specifications: list, show, validate, diff.", SPECIFICATION_COMMANDS),
    "ledger": ("The record of acts: verify, seal.", LEDGER_COMMANDS),
    "files": ("The stored files: verify, sweep.", FILE_COMMANDS),
    "standards": ("The standards of units: load, export, import.", STANDARDS_COMMANDS),
}
"""Commands of several words."""
