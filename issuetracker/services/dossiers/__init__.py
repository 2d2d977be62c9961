"""The dossier of a case or a dispute: one PDF and one ZIP, in the version that whoever asks may see."""
