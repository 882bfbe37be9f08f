"""What a list that is looked through before it comes in tells of."""

from enum import StrEnum


class ListKind(StrEnum):
    ACCOUNTS = "accounts"
    VISITS = "visits"  # that were made before our plans
