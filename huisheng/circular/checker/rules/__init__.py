"""The rules, a file each: a pure function from a scene to findings.

A rule speaks where a relation is certain and broken. Where an innocent explanation is left it says "can't tell", and
where any printed number explains a figure it is silent.
"""
