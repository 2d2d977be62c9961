"""What OCA says to whom when something has happened: letters, obligations, outbox, delivery.

Knows the vocabulary of `workflows` (roles, events), nothing of the app.
"""
