"""費用を測る道具。問い合わせは SELECT・INSERT・UPDATE・DELETE だけを、時間は CPU で数える。"""

from __future__ import annotations

import gc
import re
import resource
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from plans.models import Department, Plan, User
from progress.models import AnnualReview, CommitteeMeeting, ProgressRecord
from progress.people import load_actor
from reports.facts import year_facts
from reports.open_data_set import open_data_set
from reports.packs.listing import draft_version, latest_of
from reports.packs.making import PackOrder, gather_facts, make_pack, next_number
from reports.packs.options import PackOptions
from reports.public.shelf import load_shelf, make_site
from reports.public.static_site import site_files
from tests.bench.forms import read_form
from tests.bench.readings import (
    ITEM,
    OFFICE,
    STAFF,
    YEAR,
    Budget,
    Reading,
    plan_key,
    review_id,
)
from tests.builders import make_plan
from tests.people import make_person
from tests.progress.large_books import time_of_taking_in
from tests.reports.packs import MADE_ON

Work = Callable[[], object]
COUNTED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
TYPED_FIELDS = re.compile(
    r"achievement|issues|improvement|actuals-\d+-note|contents-\d+-activities"
)


@dataclass(frozen=True)
class Cost:
    """測った費用。"""

    queries: int
    first_ms: float
    repeat_ms: float


def client_of(username: str) -> Client:
    """その人（空ならだれでもない人）のブラウザーの代わり。"""
    client = Client()
    if username:
        user = User.objects.get(username=username)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(reverse("healthz"))
    return client


def do_nothing() -> None:
    """支度の要らない仕事のための支度。"""


def cpu_milliseconds(work: Work, prepare: Work = do_nothing) -> float:
    """一回の仕事の CPU 時間（ミリ秒）。支度は含めない。"""
    prepare()
    started = cpu_seconds()
    work()
    return (cpu_seconds() - started) * 1000


def cpu_seconds() -> float:
    """このプロセスと、終わった子（委員会資料の組版）が使った CPU 時間（秒）。"""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(row.ru_utime + row.ru_stime for row in used)


def measure(work: Work, prepare: Work = do_nothing, *, rounds: int = 0) -> Cost:
    """問い合わせを数える。rounds があれば、始めの一回と、続く rounds 回の時間も測る。"""
    first = cpu_milliseconds(work, prepare) if rounds else 0.0
    prepare()
    with CaptureQueriesContext(connection) as captured:
        work()
    count = sum(bool(COUNTED.match(query["sql"])) for query in captured)
    # 前の仕事の後始末を、この仕事の時間に入れない。
    gc.collect()
    repeats = [cpu_milliseconds(work, prepare) for _ in range(rounds)]
    return Cost(count, first, statistics.median(repeats) if repeats else 0.0)


def measure_reading(reading: Reading, *, rounds: int = 0) -> Cost:
    """読む仕事の費用。"""
    client = client_of(reading.username)
    values = reading.arguments.items()
    url = reverse(
        reading.view, kwargs={name: row() if callable(row) else row for name, row in values}
    )

    def read() -> None:
        response = client.get(url, dict(reading.query))
        assert response.status_code == 200, f"{reading.budget}: {response.status_code}"
        assert response.content if not response.streaming else b"".join(response)

    return measure(read, rounds=rounds)


def entry_url() -> str:
    """測る報告の入力の画面。"""
    record = ProgressRecord.objects.order_by("pk").get(
        review__fiscal_year=YEAR, item__number=ITEM, pk__lt=1_000_000
    )
    return reverse("admin:progress_progressrecord_change", args=[record.pk])


OPENING = Budget("入力の画面", 15, 60)
SAVING = Budget("入力の保存", 20, 60)
LARGE_ITEMS = 500
TAKING_IN = Budget("5,000行のExcelの取込（支度の問い合わせを含む）", 400, 15_000)
PACKING = Budget("委員会資料（PDFとExcel）", 25, 2500, 4000)


def measure_opening(*, rounds: int = 0) -> Cost:
    """入力の画面を開く費用。"""
    client, url = client_of(STAFF), entry_url()
    client.get(url)

    def open_form() -> None:
        assert client.get(url).status_code == 200

    return measure(open_form, rounds=rounds)


def measure_saving(*, rounds: int = 0) -> Cost:
    """文の欄をみな書き足して保存する費用。終われば元に戻す。"""
    client, url = client_of(STAFF), entry_url()
    fields: dict[str, list[str]] = {}

    def type_something_new() -> None:
        fields.update(read_form(client.get(url).content.decode(), "progressrecord_form"))
        for name in filter(TYPED_FIELDS.fullmatch, fields):
            fields[name] = [fields[name][0] + "。追記"]

    def save() -> None:
        assert client.post(url, fields).status_code == 302

    with transaction.atomic():
        cost = measure(save, type_something_new, rounds=rounds)
        transaction.set_rollback(True)
    return cost


def measure_packing(*, rounds: int = 0) -> Cost:
    """委員会資料の全部を作って残す費用。終われば元に戻す。"""
    user = User.objects.get(username=OFFICE)
    review = AnnualReview.objects.select_related("plan", "scale").get(pk=review_id())
    actor = load_actor(user, timezone.localdate())
    meeting = CommitteeMeeting.objects.filter(review=review).select_related("review").first()

    def make() -> None:
        latest = latest_of(review)
        facts = gather_facts(review, MADE_ON)
        options = PackOptions().at_meeting(meeting)
        number, version = next_number(latest), draft_version(latest)
        order = PackOrder(review, facts, number, version, options, MADE_ON)
        steps = list(make_pack(order, actor=actor, user=user, at=timezone.now()))
        assert steps[-1].pack, steps[-1].failure

    with transaction.atomic():
        cost = measure(make, rounds=rounds)
        transaction.set_rollback(True)
    return cost


OPEN_DATA = Budget("計画一つの公開データ（CSV と説明書）", 25, 100)
SITE = Budget("計画一つの静的な写し", 10, 500)


def measure_open_data(*, rounds: int = 0) -> Cost:
    """計画一つの、公開データの一式を作る費用（export_open_data の中身）。"""
    plan = Plan.objects.get(pk=plan_key())

    def export() -> None:
        assert open_data_set(year_facts(plan, YEAR))

    return measure(export, rounds=rounds)


def measure_site(*, rounds: int = 0) -> Cost:
    """計画一つの、公開の画面とファイルの写しを作る費用（export_site の中身）。"""

    def export() -> None:
        shelf = load_shelf(plan_key())
        loaded = [row.pk for row in shelf.released]
        reads = {"with_plans": True, "with_files": True, "is_static": True}
        assert site_files(make_site(shelf, loaded=loaded, **reads))

    return measure(export, rounds=rounds)


def measure_taking_in(*, items: int = LARGE_ITEMS) -> Cost:
    """項目 items、その十倍の行の記入用のExcelを、読み、確かめ、取り込む費用。終われば元に戻す。"""
    with transaction.atomic():
        plan = make_plan(name="行の多い計画", short_name="行の多い計画")
        # 見本の人は、見本でない年度を開けない。
        user = make_person("large", Department.objects.get(is_secretariat=True))
        with CaptureQueriesContext(connection) as captured:
            seconds = time_of_taking_in(plan, user, items)
        transaction.set_rollback(True)
    count = sum(bool(COUNTED.match(query["sql"])) for query in captured)
    return Cost(count, seconds * 1000, seconds * 1000)
