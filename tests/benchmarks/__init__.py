"""Speed, measured: `python -m tests.benchmarks`. Each figure stands beside a floor measured in the same run.

A command and never a timed test: it tells how fast this is here and now, and what of the goals is met.
"""
