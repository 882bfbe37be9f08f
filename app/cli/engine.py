"""The engine of the commands that plan; `main` has it load the solver before the command's other modules load.

Either takes seconds, and there are two cores.
"""

import os

from app.engines.local_engine import LocalEngine

ENGINE = LocalEngine(stands_back=False, provers=os.cpu_count() or 1)
