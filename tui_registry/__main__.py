"""`python -m tui_registry` is `tui-registry`."""

from __future__ import annotations

import sys

from tui_registry.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
