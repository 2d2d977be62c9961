"""The certification desk's issue tracker: parties, cases, files, and the doors through which they change."""

__version__ = "0.1.0"
