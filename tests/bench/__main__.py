"""``python dev.py bench [NAME …]``: every figure beside its floor, printed as a ratio. Nothing here fails a build."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from tests.bench import (
    measures_gui_thread,
    measures_hub,
    measures_import,
    measures_link,
    measures_pages,
    measures_store,
    measures_sync,
    measures_window,
)
from tests.bench.figure import Figure

MEASURES: dict[str, Callable[[], Iterator[Figure]]] = {
    "accept": measures_store.acceptance,
    "acts": measures_store.acts,
    "find": measures_store.search,
    "slip": measures_store.paper,
    "window": measures_window.start,
    "list": measures_window.large_list,
    "holds": measures_gui_thread.holds,
    "bundle": measures_sync.peers_work,
    "link": measures_link.thin_line,
    "import": measures_import.bundles_in_and_out,
    "pages": measures_pages.pages,
    "hub": measures_hub.ingest,
}


def main(names: list[str]) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    figures = []
    for name in names or list(MEASURES):
        for figure in MEASURES[name]():
            print(figure.line(), flush=True)
            figures.append(figure)
    out = Path("build") / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps([asdict(figure) | {"judged": figure.judged} for figure in figures], indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
