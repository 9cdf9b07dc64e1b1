"""`python -m netriage` is `netriage`."""

from netriage.cli import main

raise SystemExit(main())
