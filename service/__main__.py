"""``python -m service`` is the ``shawahid`` command."""

from service.cli import main

main()
