"""Run as `python -m commonthread`."""

from commonthread.cli import main

main()
