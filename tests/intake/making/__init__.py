"""How the mails of tests/intake/mails/r_*.eml were made: byte by byte, as clients and gateways write them.

`python -m tests.intake.making` writes them anew. What is expected of each stands beside its bytes, and sizes and
digests of attachments are taken from the bytes that were put in, never from the program.
"""
