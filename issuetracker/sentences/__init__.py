"""What happened, event by event, in words: for pages and dossiers alike."""
