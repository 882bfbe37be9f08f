"""The one table of who may do what: every route of the API and of the pages, with the roles that may come in."""

from collections.abc import Mapping

from app.access.admission import Rule
from app.access.api_rules import API_RULES
from app.access.page_rules import PAGE_RULES

RULES: Mapping[str, Rule] = {**API_RULES, **PAGE_RULES}
