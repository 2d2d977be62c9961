"""Disputes between a laboratory and a vendor (D.3, ch.11; P-71 … P-76): their own actions, events, state and table."""
