"""Logins of managers: an e-mail address or a name, the same in whatever case it is typed."""

import unicodedata

from app.errors import InvalidInput

LEAST_CHARACTERS, MOST_CHARACTERS = 2, 100


def plain_login(text: str) -> str:
    """The form in which a login is kept and looked up."""
    return unicodedata.normalize("NFKC", text).strip().lower()[: MOST_CHARACTERS + 1]


def new_login(text: str) -> str:
    """A login that somebody is given; raises InvalidInput where it cannot be one."""
    login = plain_login(text)
    if not LEAST_CHARACTERS <= len(login) <= MOST_CHARACTERS or any(c.isspace() or not c.isprintable() for c in login):
        raise InvalidInput("person.login", "A login has 2 to 100 characters without spaces, such as an e-mail address.")
    return login
