"""A published month, described as data and lived through the real verbs under a virtual clock.

``plan`` decides everything beforehand, purely and from a seed; a player then runs the plan through the lifecycle.
"""
