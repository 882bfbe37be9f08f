"""What only the operator can put right, told in one clear line instead of a traceback."""


class Unusable(Exception):
    """The installation cannot work like this; the text says why and what to do."""


class UnusableDatabase(Unusable):
    """The database cannot be used by this program; the text says why and what to do."""


class UnusableBackup(Unusable):
    """A backup cannot be written or brought back; the text says why and what to do, and nothing was changed."""
