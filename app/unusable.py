"""What only the operator can put right, told in one clear line instead of a traceback."""


class Unusable(Exception):
    """The installation cannot work like this; the text says why and what to do."""
