"""Explains every number the committee reads: its rule, its working and its inputs.

Pure, but `find`.
"""
