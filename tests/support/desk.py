# SPDX-License-Identifier: Apache-2.0
"""A person at a desk: opens pages, fills in their forms and sends them, as a browser would.

    desk = Desk(house, "officer")
    desk.open("/cases/new/")
    desk.send(title="示例案", act="penalty")

What a form holds already is sent along, so a test names only what the person types.
"""

from collections.abc import Iterator
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from support.house import House

Values = dict[str, list[str]]


class _Forms(HTMLParser):
    """Collects the controls of every form of a page with what they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, Values]] = []
        self.links: dict[str, str] = {}
        self._select = self._text = ""
        self._link: str | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.forms.append((has.get("action", ""), {}))
        elif tag == "a":
            self._link, self._words = has.get("href", ""), ""
        elif tag == "input":
            self._input(has)
        elif tag == "select":
            self._select = has.get("name", "")
        elif tag == "option" and self._select and "selected" in has:
            self._keep(self._select, has.get("value", ""))
        elif tag == "textarea":
            self._text, self._words = has.get("name", ""), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._keep(self._text, self._words.removeprefix("\r\n").removeprefix("\n"))
            self._text = ""
        elif tag == "select":
            self._select = ""
        elif tag == "a" and self._link is not None:
            self.links[" ".join(self._words.split())] = self._link
            self._link = None

    def handle_data(self, data: str) -> None:
        self._words += data

    def _input(self, has: dict[str, str]) -> None:
        boxes = has.get("type") in ("checkbox", "radio")
        if has.get("type") not in ("file", "submit") and (not boxes or "checked" in has):
            self._keep(has.get("name", ""), has.get("value", "on" if boxes else ""))

    def _keep(self, name: str, value: str) -> None:
        if name and self.forms:
            self.forms[-1][1].setdefault(name, []).append(value)


class Desk:
    """One person, signed in."""

    def __init__(self, house: House, name: str, *, client: Client | None = None) -> None:
        self.house = house
        self.client = client or Client()
        self.name, self.since = name, house.clock.time
        self.client.force_login(house.people[name])
        self.answer: Any = None
        self.address = ""

    def open(self, address: str, status: int = 200) -> "Desk":
        """Go to a page; on another day the person signs in again."""
        if self.house.clock.time - self.since > timedelta(hours=8):
            self.since = self.house.clock.time
            self.client.force_login(self.house.people[self.name])
        return self._arrived(self.client.get(address, follow=True), address, status)

    def send(self, status: int = 200, *, press: str = "", via: str = "", **typed: Any) -> "Desk":
        """Fill in the page's form and send it, with the button `press` (name, or name=value).

        `via`: that form of the page whose address ends so.
        """
        address, values = self._form(via)
        data: Values = {name: list(held) for name, held in values.items()}
        for name, value in typed.items():
            key = name.replace("__", "-")
            data[key] = value if isinstance(value, list) else [value]
        if press:
            name, _equals, value = press.partition("=")
            data[name] = [value or "1"]
        sent = {name: held[0] if len(held) == 1 else held for name, held in data.items()}
        return self._arrived(self.client.post(address, sent, follow=True), address, status)

    def follow(self, words: str, status: int = 200) -> "Desk":
        """Follow the link that says `words`, or else the first that contains them."""
        links = self._read().links
        named = [text for text in links if words in text]
        found = [links[text] for text in sorted(named, key=lambda text: text != words)]
        assert found, f"no link {words!r} among {list(links)}"
        return self.open(found[0] if found[0].startswith("/") else self.address + found[0], status)

    @property
    def text(self) -> str:
        """The page as it stands."""
        return str(self.answer.content.decode())

    def says(self, words: str) -> bool:
        """Whether the page says `words`."""
        return words in self.text

    def held(self, name: str) -> list[str]:
        """What a control of the page's form holds."""
        return self._form()[1].get(name.replace("__", "-"), [])

    def controls(self) -> Iterator[str]:
        """The names of all controls of the page's form that hold something."""
        yield from self._form()[1]

    def _form(self, via: str = "") -> tuple[str, Values]:
        """The form that the page is about: those of the page's head come before it."""
        action, values = [one for one in self._read().forms if one[0].endswith(via)][-1]
        return (action if action.startswith("/") else self.address), values

    def _read(self) -> _Forms:
        page = _Forms()
        page.feed(self.text)
        return page

    def _arrived(self, answer: HttpResponse, address: str, status: int) -> "Desk":
        self.answer = answer
        chain = getattr(answer, "redirect_chain", [])
        self.address = chain[-1][0] if chain else address
        assert answer.status_code == status, f"{self.address}: {answer.status_code}\n{self.text}"
        return self
