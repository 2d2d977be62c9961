"""Releases (P-54, P-57, P-58): recorded in versions, sent to laboratories, acknowledged, forwarded."""
