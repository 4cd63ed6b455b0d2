"""Write docs/rooms.svg, or with `--check` tell whether it is current."""

from __future__ import annotations

import sys
from pathlib import Path

from picture.drawing import draw
from picture.rooms import read_rooms

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs" / "rooms.svg"


def main(arguments: list[str]) -> int:
    """0 when the picture is current or was written, 1 when `--check` finds an old one."""
    drawn = draw(read_rooms()).encode()
    if PLACE.is_file() and PLACE.read_bytes() == drawn:
        return 0
    if "--check" in arguments:
        print(f"{PLACE.relative_to(ROOT)} is not what the imports say: run make picture.")
        return 1
    PLACE.write_bytes(drawn)
    print(f"{PLACE.relative_to(ROOT)} is drawn anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
