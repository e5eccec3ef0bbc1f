"""The command line: it reads what is typed or filed, asks the rules, and shows the answer. It decides nothing."""
