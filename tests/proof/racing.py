"""Clients that race: each sends the same POST until it has a whole answer."""

import threading
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx

RACERS = 4
MOST_TRIES = 60
NOT_NOW = (429, 503)  # the answer says that it may be tried again


@dataclass(frozen=True, slots=True)
class Post:
    """A request that is sent again until it is answered."""

    path: str
    content: dict[str, Any]
    headers: dict[str, str]


class Racers:
    """Clients that send the same POST at the same time, each until it has a whole answer."""

    def __init__(self, port: int, shown: dict[str, str], again: tuple[int, ...]) -> None:
        self._address, self._again = f"http://127.0.0.1:{port}", again
        self._headers = {**shown, "Connection": "close"}
        self.tries: Counter[str] = Counter()

    def race(self, post: Post) -> list[httpx.Response]:
        """The whole answers, one for each racer."""
        answers: list[httpx.Response] = []
        threads = [threading.Thread(target=self._run, args=(post, answers)) for _ in range(RACERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return answers

    def _run(self, post: Post, answers: list[httpx.Response]) -> None:
        with httpx.Client(base_url=self._address, timeout=60, verify=False) as client:
            for _ in range(MOST_TRIES):
                try:
                    answer = client.post(post.path, headers={**self._headers, **post.headers}, **post.content)
                except httpx.TransportError:
                    self.tries["cut"] += 1  # or refused, where too many come at once
                    continue
                if answer.status_code not in self._again:
                    self.tries["whole"] += 1
                    answers.append(answer)
                    return
                self.tries[f"again {answer.status_code}"] += 1
                time.sleep(0.05)
