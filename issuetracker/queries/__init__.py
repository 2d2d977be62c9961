"""Every read that is more than get-by-id; all of them begin with `services.access`."""
