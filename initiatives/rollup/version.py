"""The version of the rules by which the committee's numbers are computed (docs/rules.md)."""

RULES = 2
"""The rules of today. Papers that name no version were made by 1, the rules before these.

It rises with every change of a rule that changes a figure, so that figures of two versions are
never compared as if the work had moved.
"""
