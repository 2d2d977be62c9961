"""What services know of the installation they run in."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Desk:
    """Addresses of this installation, and the key that signs the links to single cases."""

    base_url: str
    mail_domain: str
    link_key: str = field(default="", repr=False)

    def case_link(self, number: str) -> str:
        """Where people find a case."""
        return f"{self.base_url}/cases/{number}"

    def resolution_link(self, number: str) -> str:
        """Where people find a resolution; the address stays what it is."""
        return f"{self.base_url}/resolutions/{number}"

    def dispute_link(self, number: str) -> str:
        """Where people find a dispute."""
        return f"{self.base_url}/disputes/{number}"
