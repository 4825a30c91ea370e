"""Write everything in docs/ that is made from the code: ``python -m docs.write``. The tests compare.

Models can be imported only when Django is set up; nothing here asks the database.
"""

import os
import tempfile


def write() -> None:
    """Tables, diagram of states, register of rules."""
    from docs import write_tables
    from docs.handbook import draw_states, write_rules

    pages = {
        **write_tables.made(),
        draw_states.PAGE: draw_states.drawn(),
        **{write_rules.FOLDER / name: text for name, text in write_rules.written().items()},
    }
    write_rules.FOLDER.mkdir(exist_ok=True)
    for page, text in pages.items():
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ["HUISHENG_VAR"] = folder  # settings make their keys somewhere: not in the house
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huisheng.config.settings")
        django.setup()
        write()
