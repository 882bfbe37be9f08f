"""Every kind of POST that takes an `Idempotency-Key`.

`KEYED` is all that the proof knows of them; a new kind is one entry in the module that it is of. `test_cut_posts.py`
compares it with the API's own description, so that none can be forgotten.
"""

from tests.proof.director_posts import DIRECTOR_POSTS
from tests.proof.hook_posts import HOOK_POSTS
from tests.proof.keyed import Keyed
from tests.proof.list_posts import LIST_POSTS
from tests.proof.plan_posts import PLAN_POSTS
from tests.proof.seminar_posts import SEMINAR_POSTS
from tests.proof.visit_posts import VISIT_POSTS

# Nobody is erased while a list waits, so that lists come later. Orders come last: what of them is at work when it is
# called off is not over at once.
_OF_ROWS = {**VISIT_POSTS, **SEMINAR_POSTS, **DIRECTOR_POSTS, **HOOK_POSTS}
KEYED: dict[str, Keyed] = {**_OF_ROWS, **LIST_POSTS, **PLAN_POSTS}
