"""What services know of the installation they run in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Desk:
    """Addresses of this installation."""

    base_url: str
    mail_domain: str

    def case_link(self, number: str) -> str:
        """Where people find a case."""
        return f"{self.base_url}/cases/{number}"
