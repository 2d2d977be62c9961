"""Appendix D of the OCPP Certification Procedure as tables and pure functions.

Values in, values out: nothing here knows Flask, a database, mail or the current time.
"""
