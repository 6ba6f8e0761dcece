# SPDX-License-Identifier: Apache-2.0
"""Addresses outside: signed, tried again, told once, and no way into the house."""

import hashlib
import hmac
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import pytest
from django.utils.translation import override

from liuhen.apps.cases import acts
from liuhen.apps.cases.models import Case
from liuhen.apps.compliance import posting, reminding
from liuhen.apps.compliance.delivering import DELIVER, deliver, try_hook
from liuhen.apps.compliance.errors import BadHookError, NoHookError, NotPermittedError
from liuhen.apps.compliance.hook_templates import check_template, filled, samples
from liuhen.apps.compliance.hooks import add_hook, end_hook, shown_address
from liuhen.apps.compliance.models import Hook, HookDelivery
from liuhen.apps.compliance.posting import PostError, post, target_of
from liuhen.apps.jobs.models import Job, State
from liuhen.apps.people.models import Person
from liuhen.apps.trace.models import LeafPayload
from liuhen.cli.tls import certificates
from support.desk import Desk
from support.house import Clock, House, beijing

DUE = beijing("2026-03-03 08:00")
TEMPLATE = '{"text": "{{ sentence }}", "number": "{{ number }}"}'


class Receiver:
    """What stands for a messenger: keeps what it gets, answers as it is told."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, bytes]] = []
        self.location = ""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    port = 0


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.got.append(({key.lower(): one for key, one in self.headers.items()}, body))
            status, answer = kept.answers.pop(0) if kept.answers else (200, b'{"errcode": 0}')
            self.send_response(status)
            if kept.location:
                self.send_header("Location", kept.location)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.LIUHEN_HOOK_HOSTS = [kept.host]
    yield kept
    server.shutdown()
    thread.join()
    server.server_close()


def hooked(house: House, receiver: Receiver) -> tuple[Hook, str]:
    return add_hook(
        by=house.viewer("admin"),
        name="群",
        url=f"http://{receiver.host}/send?key=PASSWORD",
        template=TEMPLATE,
        words=["duty_soon", "duty_overdue"],
    )


def late(house: House) -> None:
    """A case with two handlers that has something due in half an hour; a look at the dues."""
    case = house.case(
        title="王五餐馆案", handlers=[house.people["officer"], house.people["colleague"]]
    )
    now = house.clock.now()
    acts.add_activity(
        by=house.officer, kind="case_initiated", start=now, end=now,
        attrs={"urgent": True}, case=case,
    )  # fmt: skip
    house.clock.time = DUE - timedelta(minutes=30)
    reminding.remind(house.bureau, house.clock.now())


def work(house: House) -> None:
    """Do the deliveries that are due, as a worker would."""
    for job in Job.objects.filter(
        name=DELIVER, state=State.QUEUED, run_after__lte=house.clock.now()
    ):
        job.delete()
        deliver(**job.arguments)


def at_desk(house: House) -> Desk:
    """The administrator, who has changed the first password."""
    Person.objects.filter(pk=house.people["admin"].pk).update(must_change_password=False)
    return Desk(house, "admin")


def logged(house: House) -> list[HookDelivery]:
    return list(HookDelivery.objects.within(house.bureau.pk).order_by("made_at"))


def test_a_group_is_told_once_and_signed(house: House, clock: Clock, receiver: Receiver) -> None:
    _hook, secret = hooked(house, receiver)
    late(house)
    reminding.remind(house.bureau, clock.now())
    work(house)
    assert len(receiver.got) == 1, "two handlers, one message"
    headers, body = receiver.got[0]
    stamp = headers["x-liuhen-time"]
    wanted = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["x-liuhen-signature"] == f"sha256={wanted}"
    said = json.loads(body)
    assert "2026-03-03 08:00" in said["text"]
    assert "王五" not in body.decode()
    (row,) = logged(house)
    assert (row.status, row.tried, row.error, row.done_at) == (200, 1, "", clock.now())


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(
    house: House, clock: Clock, receiver: Receiver
) -> None:
    hooked(house, receiver)
    late(house)
    receiver.answers = [(500, b""), (200, b'{"errcode": 93000, "errmsg": "no"}')]
    work(house)
    (row,) = logged(house)
    assert (row.status, row.tried, row.done_at) == (500, 1, None)
    work(house)
    assert len(receiver.got) == 1, "not at once"
    clock.later(minutes=2)
    work(house)
    assert "93000" in logged(house)[0].error
    clock.later(minutes=4)
    work(house)
    assert logged(house)[0].done_at == clock.now()
    assert logged(house)[0].error == ""

    receiver.answers = [(503, b"")] * 99
    HookDelivery.objects.within(house.bureau.pk).update(tried=7, done_at=None)
    deliver(delivery=str(row.pk), bureau=str(house.bureau.pk))
    assert logged(house)[0].done_at
    assert "503" in logged(house)[0].error


def test_what_was_read_meanwhile_is_not_sent(
    house: House, clock: Clock, receiver: Receiver
) -> None:
    hooked(house, receiver)
    late(house)
    (row,) = logged(house)
    type(row.notice).objects.within(house.bureau.pk).filter(pk=row.notice_id).update(
        read_at=clock.now()
    )
    work(house)
    assert not receiver.got


def test_no_redirect_is_followed(house: House, clock: Clock, receiver: Receiver) -> None:
    hook, _secret = hooked(house, receiver)
    receiver.answers, receiver.location = [(302, b"")], f"http://{receiver.host}/elsewhere"
    assert "302" in try_hook(by=house.viewer("admin"), hook=hook)
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "ftp://example.com/", "file:///etc/passwd", "https://", "https:///x",
        "https://user:password@example.com/", "https://example.com/#x", "javascript:alert(1)",
        "https://example.com:99999/", "https://例子.example/", "https://a b/", "",
    ],
)  # fmt: skip
def test_an_address_that_is_none_is_refused(house: House, url: str) -> None:
    with pytest.raises(BadHookError):
        add_hook(
            by=house.viewer("admin"), name="x", url=url, template=TEMPLATE, words=["duty_soon"]
        )
    assert not Hook.objects.within(house.bureau.pk).exists()


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
        "64:ff9b::7f00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_a_name_that_leads_into_the_house_is_not_connected_to(
    place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answers(*_asked: object, **_more: object) -> list[Any]:
        return [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", (place, 443))]

    def never(*_where: object, **_more: object) -> None:
        raise AssertionError("it was connected to")

    monkeypatch.setattr(socket, "getaddrinfo", answers)
    monkeypatch.setattr(socket, "create_connection", never)
    with pytest.raises(PostError, match="LIUHEN_HOOK_HOSTS"):
        post(target_of("https://messenger.example/x?key=PASSWORD", []), b"{}", {})


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_an_endless_answer_is_cut(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, scheme: str
) -> None:
    monkeypatch.setattr(posting, "SECONDS", 0.5)
    held = certificates(tmp_path, [], datetime.now(UTC))
    trusting = ssl.create_default_context(cafile=str(held.authority))
    monkeypatch.setattr(ssl, "create_default_context", lambda: trusting)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(held.chain, held.key)
    listening = socket.create_server(("127.0.0.1", 0))
    host = f"127.0.0.1:{listening.getsockname()[1]}"
    over = threading.Event()

    def drip() -> None:
        wire, _where = listening.accept()
        if scheme == "https":
            wire = serving.wrap_socket(wire, server_side=True)
        wire.sendall(b"HTTP/1.1 200 OK\r\n")
        try:
            while not over.wait(0.05):
                wire.sendall(b"X-More: x\r\n")
        except OSError:
            pass
        wire.close()

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    try:
        with override("en"), pytest.raises(PostError, match="in time"):
            post(target_of(f"{scheme}://{host}/", [host]), b"{}", {})
    finally:
        over.set()
        thread.join(5)
        listening.close()


@pytest.mark.parametrize(
    "template", ["", "{{ party }}", '{"a": {{ sentence }}}', "{% if 1 %}", '"{{ 7*7 }}"', "no JSON"]
)
def test_a_template_that_runs_something_or_gives_no_json_is_refused(
    house: House, template: str, receiver: Receiver
) -> None:
    with pytest.raises(BadHookError):
        add_hook(
            by=house.viewer("admin"), name="x", url=f"http://{receiver.host}/",
            template=template, words=["duty_soon"],
        )  # fmt: skip


def test_what_is_filled_in_breaks_out_of_no_string() -> None:
    made = filled(TEMPLATE, {"sentence": '", "x": "{{ number }}\\', "number": "1"}, as_json=True)
    assert json.loads(made) == {"text": '", "x": "{{ number }}\\', "number": "1"}


def test_every_sample_can_be_used() -> None:
    for one in samples().values():
        check_template(one.template, as_json=one.id != "mail")


def test_secret_and_address_stand_in_no_leaf_and_on_no_page(
    house: House, receiver: Receiver
) -> None:
    hook, secret = hooked(house, receiver)
    leaves = "".join(one.payload for one in LeafPayload.objects.all())
    assert secret not in leaves
    assert "PASSWORD" not in leaves
    assert "PASSWORD" not in shown_address(hook)
    desk = at_desk(house)
    for where in ("/hooks/", f"/hooks/{hook.pk}/"):
        assert desk.open(where).says("127.0.0.1")
        assert secret not in desk.text
        assert "PASSWORD" not in desk.text


def test_only_the_administrator_of_the_bureau_manages_hooks(
    house: House, receiver: Receiver, clock: Clock
) -> None:
    hook, _secret = hooked(house, receiver)
    with pytest.raises(NotPermittedError):
        add_hook(
            by=house.head, name="x", url="https://x.example/", template="{}", words=["duty_soon"]
        )
    with pytest.raises(NotPermittedError):
        try_hook(by=house.officer, hook=hook)
    other = House(clock, code="other")
    with pytest.raises(NoHookError):
        end_hook(by=other.viewer("admin"), hook=hook)
    with pytest.raises(NotPermittedError):
        try_hook(by=other.viewer("admin"), hook=hook)
    end_hook(by=house.viewer("admin"), hook=hook)
    late(house)
    assert not logged(house)


def test_the_administrator_adds_tests_and_ends_by_pages(house: House, receiver: Receiver) -> None:
    desk = at_desk(house).open("/hooks/new/?like=feishu")
    desk.send(422, url="http://elsewhere.example/")
    desk.send(url=f"http://{receiver.host}/x", words=["duty_soon"])
    desk.send(press="test")
    assert len(receiver.got) == 1
    assert json.loads(receiver.got[0][1])["msg_type"] == "text"
    assert desk.says("已送达") or desk.says("arrived")
    [told] = logged(house)
    assert (told.notice, told.tried, told.status, told.error) == (None, 1, 200, "")
    assert not desk.says("还没有发送")  # the log keeps the test
    desk.send(press="end", via="")
    assert not Hook.objects.within(house.bureau.pk).filter(ended_at=None).exists()


def test_a_mail_goes_to_each_person(
    house: House, clock: Clock, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []

    class Server:
        def __init__(self, host: str, port: int, **_more: object) -> None:
            assert (host, port) == ("mail.example", 25)

        def __enter__(self) -> Self:
            return self

        def __exit__(self, *_failure: object) -> None: ...

        def starttls(self, **_more: object) -> None:
            sent.append("tls")

        def login(self, user: str, password: str) -> None:
            assert (user, password) == ("liuhen", "p@ss")

        def send_message(self, message: Any) -> None:
            sent.append(message)

    monkeypatch.setattr("smtplib.SMTP", Server)
    with pytest.raises(BadHookError):
        add_hook(
            by=house.viewer("admin"), name="x", url="mailto:", template="x", words=["duty_soon"]
        )
    settings.LIUHEN_SMTP_URL = "smtp://liuhen:p%40ss@mail.example"
    settings.LIUHEN_MAIL_FROM = "留痕提醒 <liuhen@example.gov.cn>"
    settings.LIUHEN_ADDRESS = "https://liuhen.example.gov.cn"
    for name in ("officer", "colleague"):
        person = house.people[name]
        type(person).objects.filter(pk=person.pk).update(email=f"{name}@example.gov.cn")
    add_hook(
        by=house.viewer("admin"), name="邮件", url="mailto:",
        template=samples()["mail"].template, words=["duty_soon"],
    )  # fmt: skip
    late(house)
    work(house)
    mails = [one for one in sent if one != "tls"]
    assert {one["To"] for one in mails} == {"officer@example.gov.cn", "colleague@example.gov.cn"}
    text = mails[0].get_content()
    assert "2026-03-03 08:00" in text
    assert "王五" not in text, "neither party nor title"
    [case] = Case.objects.within(house.bureau.pk)
    assert f"https://liuhen.example.gov.cn/cases/{case.pk}/" in text.splitlines()
    assert parsedate_to_datetime(mails[0]["Date"]).tzinfo is not None
    assert mails[0]["Message-ID"].endswith("@example.gov.cn>")
    assert mails[0]["Auto-Submitted"] == "auto-generated"
    assert sent[0] == "tls"


def test_where_nobody_named_the_address_of_the_pages_a_message_has_no_link(
    house: House, receiver: Receiver, settings: Any
) -> None:
    template = '{"text": "{{ sentence }}", "link": "{{ link }}", "path": "{{ path }}"}'
    add_hook(
        by=house.viewer("admin"), name="群", url=f"http://{receiver.host}/send",
        template=template, words=["duty_soon"],
    )  # fmt: skip
    settings.LIUHEN_ADDRESS = ""
    late(house)
    work(house)
    [(_headers, body)] = receiver.got
    said = json.loads(body)
    assert said["link"] == ""
    assert said["path"].startswith("/cases/")
