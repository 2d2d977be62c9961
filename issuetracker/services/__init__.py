"""Every change of data: session in, no commit, no Flask."""
