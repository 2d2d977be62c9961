"""Disputes: reported, found, changed by one path, told, read as somebody may see them, verified (D.3)."""
