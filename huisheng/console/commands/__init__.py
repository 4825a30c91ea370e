"""One file a command: ``HELP``, ``DATABASE`` (none | app | owner), ``add_arguments(parser)``, ``run(args) -> int``.

A file here is a command at once; ``_`` in its name becomes ``-``. Only the asked-for command is imported, so Django
and the rooms below are imported inside ``run``, never at the top. ``main`` opens the database that ``DATABASE`` names
(starting PostgreSQL and migrating it where needed) and sets Django up before ``run``; a ``Refusal`` becomes its
sentence on stderr and exit code 2.
"""
