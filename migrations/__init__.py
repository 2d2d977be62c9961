"""Alembic revisions; they never import the app."""
