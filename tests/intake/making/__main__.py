"""`python -m tests.intake.making`: write r_*.eml and r_*.json anew."""

import json
from pathlib import Path

from tests.intake.making import broken, clients, machines, outlook, structures

MAILS = Path(__file__).parents[1] / "mails"


def main() -> None:
    for made in [*outlook.mails(), *clients.mails(), *structures.mails(), *broken.mails(), *machines.mails()]:
        (MAILS / f"{made.name}.eml").write_bytes(made.raw)
        expected = {"description": made.description, "outcome": made.outcome, **made.expected}
        (MAILS / f"{made.name}.json").write_text(
            json.dumps(expected, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
