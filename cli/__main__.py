"""`python -m cli`: the command, from a checkout where nothing is installed."""

from cli.main import main

main()
