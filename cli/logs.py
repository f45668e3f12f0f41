"""One line a command for operators, on stderr: ids, no names, no free text.

Off unless asked for with -v or JIFEN_LOG: most commands are given by a person at a terminal.
"""

import logging
import os
import sys
from typing import Any

LEVELS = {1: logging.INFO, 2: logging.DEBUG}


def wanted(verbose: int) -> bool:
    return bool(verbose) or os.environ.get("JIFEN_LOG", "").lower() in ("info", "debug")


def line(verbose: int, event: str, **ids: Any) -> None:
    """Log one line, if lines are wanted."""
    if not wanted(verbose):
        return
    import structlog

    log = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS.get(verbose, logging.INFO)),
    )
    log.info(event, **{name: value for name, value in ids.items() if value is not None})
