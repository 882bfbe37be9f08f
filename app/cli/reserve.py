"""The engine of the commands that plan; `main` starts its first child before the command's other modules load.

Either takes seconds, and there are two cores.
"""

import os

from app.planning.local_engine import LocalEngine

ENGINE = LocalEngine(keep_reserve=False, provers=os.cpu_count() or 1)
