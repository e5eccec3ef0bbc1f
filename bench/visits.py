"""A small client: visitors who ask for one page after another on a connection that stays open."""

from __future__ import annotations

import http.client
import re
import resource
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from bench.measure import Times

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CHOICE = re.compile(r'name="appointment" value="(\d+)"')


@dataclass
class Visitor:
    """Somebody with a browser: a connection and its cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def get(self, path: str) -> tuple[int, bytes]:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, form: dict[str, str]) -> tuple[int, bytes]:
        """Send a form."""
        return self._ask("POST", path, urlencode(form).encode())

    def _ask(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self.port}"}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.read()

    def become(self, name: str, role: str) -> None:
        """Sign in through the demonstration's page as the person of a name, in a role. Raises LookupError."""
        text = self.get(f"/try/?q={quote(name)}")[1].decode()
        section = text.partition(f'id="role-{role}"')[2].partition("</section>")[0]
        token, choice = TOKEN.search(text), CHOICE.search(section)
        if token is None or choice is None:
            raise LookupError(f"The demonstration offers no {role} called {name!r}.")
        status, _ = self.post("/try/", {"csrfmiddlewaretoken": token[1], "appointment": choice[1]})
        if status != 302:
            raise LookupError(f"Signing in as a {role} was answered with {status}.")


@dataclass(frozen=True, slots=True)
class Visited:
    """What so many visitors met: how long each answer took, all of them, and how much of that the client used."""

    times: Times
    seconds: float
    client_seconds: float
    refused: int

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.times.seconds) / self.seconds


def visit(port: int, cookies: dict[str, str], path: str, *, visitors: int, most: int, seconds: float) -> Visited:
    """Ask for one page from several visitors at once, until there are ``most`` answers or the time is over."""
    found: list[list[float]] = [[] for _ in range(visitors)]
    refused = [0] * visitors
    each, ready = -(-most // visitors), threading.Barrier(visitors + 1)

    def keep_asking(place: int) -> None:
        visitor = Visitor(port, dict(cookies))
        visitor.get(path)
        ready.wait()
        end = time.perf_counter() + seconds
        while len(found[place]) < each and time.perf_counter() < end:
            began = time.perf_counter()
            status, _ = visitor.get(path)
            found[place].append(time.perf_counter() - began)
            refused[place] += status != 200
        visitor.connection.close()

    threads = [threading.Thread(target=keep_asking, args=(place,)) for place in range(visitors)]
    for thread in threads:
        thread.start()
    ready.wait()
    began, used = time.perf_counter(), _used()
    for thread in threads:
        thread.join()
    every: Sequence[float] = sorted(one for of_one in found for one in of_one)
    return Visited(Times(tuple(every)), time.perf_counter() - began, _used() - used, sum(refused))


def _used() -> float:
    spent = resource.getrusage(resource.RUSAGE_SELF)
    return spent.ru_utime + spent.ru_stime
