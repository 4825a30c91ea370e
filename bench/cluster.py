"""A cluster for one bench: migrated, in a folder of its own, gone afterwards."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huisheng.console.postgres import Cluster


@contextmanager
def fresh() -> Iterator["Cluster"]:
    """``HUISHENG_VAR`` names its folder from now on; Django isn't set up yet."""
    with tempfile.TemporaryDirectory(prefix="huisheng-bench-") as folder:
        os.chmod(folder, 0o755)  # PostgreSQL's own account has to come through
        os.environ["HUISHENG_VAR"] = folder
        from huisheng.console.database import ensure_roles, migrate_in_child
        from huisheng.console.postgres import APP, OWNER, Cluster, Use

        with Use(Cluster(Path(folder))) as use:
            ensure_roles(use.cluster)
            migrate_in_child(use.cluster.url(APP), use.cluster.url(OWNER))
            yield use.cluster
