"""Mail in: from the bytes that a mail server hands over to a case, an entry of its conversation, or quarantine."""
