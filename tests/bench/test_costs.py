"""設計の約束した費用: 問い合わせの数は毎回、CPU 時間（ミリ秒）は make bench のときに確かめる。

公式の計画（25 項目）と見本の三年度で測る。
問い合わせは SELECT・INSERT・UPDATE・DELETE だけを数える。
"""

import os
import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.core.management import call_command
from django.db import connection
from django.template import Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from plans.models import User
from progress.models import ProgressRecord
from tests.bench.forms import read_form

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

IS_BENCH = os.environ.get("BENCH") == "1"
ROUNDS = 7 if IS_BENCH else 1
# 忙しい機械の揺れでは落とさず、半分より大きく外れたら落とす。問い合わせの数は揺れない。
TOLERANCE = 1.5
TYPED_FIELDS = re.compile(
    r"achievement|issues|improvement|actuals-\d+-note|contents-\d+-activities"
)
Work = Callable[[], object]
COUNTED = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
YEAR = 2021
ITEM = 11
STAFF = "katsudo"
OFFICE = "soumu1"


@dataclass(frozen=True)
class Budget:
    """一つの仕事の上限。first_ms は始めの一回、repeat_ms は続く回の中央値。"""

    name: str
    queries: int
    first_ms: int
    repeat_ms: int


@dataclass(frozen=True)
class Cost:
    """測った費用。"""

    queries: int
    first_ms: float
    repeat_ms: float


@pytest.fixture(scope="module")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """計画と見本を一度だけ入れ、終わったら空に戻す。"""
    with django_db_blocker.unblock():
        call_command("install_plan", "action_plan_2019", verbosity=0)
        call_command("load_sample", verbosity=0)
        yield
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def plain_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    """試験用の描画は、部品ごとに内容の写しを取る。本番にない費用なので外す。"""
    monkeypatch.setattr(Template, "_render", lambda self, context: self.nodelist.render(context))


def client_of(username: str) -> Client:
    client = Client()
    user = User.objects.get(username=username)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    client.get(reverse("healthz"))
    return client


def cpu_milliseconds(work: Work, prepare: Work) -> float:
    prepare()
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def do_nothing() -> None:
    """支度の要らない仕事のための支度。"""


def measure(work: Work, prepare: Work = do_nothing) -> Cost:
    """始めの一回、数える一回（時間は見ない）、続く回の順に行う。支度は費用に入れない。"""
    first = cpu_milliseconds(work, prepare)
    prepare()
    with CaptureQueriesContext(connection) as captured:
        work()
    count = sum(bool(COUNTED.match(query["sql"])) for query in captured)
    repeats = [cpu_milliseconds(work, prepare) for _ in range(ROUNDS)]
    return Cost(count, first, statistics.median(repeats))


def confirm(budget: Budget, cost: Cost) -> None:
    """表に出し、約束と比べる。"""
    print(  # noqa: T201 make bench の表
        f"\n{budget.name:<14} queries {cost.queries:>3} / {budget.queries:<3} "
        f"first {cost.first_ms:>6.0f} / {budget.first_ms:<5} "
        f"repeat {cost.repeat_ms:>6.0f} / {budget.repeat_ms} ms"
    )
    assert cost.queries <= budget.queries
    if IS_BENCH:
        assert cost.first_ms <= budget.first_ms * TOLERANCE
        assert cost.repeat_ms <= budget.repeat_ms * TOLERANCE


READING = [
    (Budget("ダッシュボード", 15, 1500, 80), "dashboard", {}),
    (Budget("個票の画面", 20, 1500, 80), "item", {"number": ITEM}),
    (Budget("Excel", 15, 1500, 120), "workbook_xlsx", {}),
    (Budget("PDF 一枚", 20, 2000, 1000), "sheet_pdf", {"number": ITEM}),
    (Budget("PDF 25枚", 20, 2000, 1000), "sheets_pdf", {}),
]


@pytest.mark.parametrize(("budget", "view", "arguments"), READING, ids=lambda value: str(value))
def test_reading_stays_within_its_cost(
    budget: Budget, view: str, arguments: dict[str, int]
) -> None:
    client = client_of(OFFICE)
    url = reverse(view, kwargs=arguments)

    def read() -> None:
        response = client.get(url, {"year": YEAR})
        assert response.status_code == 200
        assert response.content

    confirm(budget, measure(read))


def entry_url() -> str:
    record = ProgressRecord.objects.get(review__fiscal_year=YEAR, item__number=ITEM)
    return reverse("admin:progress_progressrecord_change", args=[record.pk])


def test_opening_the_entry_form_stays_within_its_cost() -> None:
    client, url = client_of(STAFF), entry_url()

    def open_form() -> None:
        assert client.get(url).status_code == 200

    confirm(Budget("入力の画面", 15, 1500, 60), measure(open_form))


def test_saving_the_entry_form_stays_within_its_cost() -> None:
    client, url = client_of(STAFF), entry_url()
    fields: dict[str, list[str]] = {}

    def type_something_new() -> None:
        fields.update(read_form(client.get(url).content.decode(), "progressrecord_form"))
        for name in filter(TYPED_FIELDS.fullmatch, fields):
            fields[name] = [fields[name][0] + "。追記"]

    def save() -> None:
        response = client.post(url, fields)
        assert response.status_code == 302

    confirm(Budget("入力の保存", 20, 1500, 60), measure(save, type_something_new))


def test_the_list_of_records_stays_within_its_cost() -> None:
    client = client_of(OFFICE)
    url = reverse("admin:progress_progressrecord_changelist")

    def list_records() -> None:
        assert client.get(url).status_code == 200

    confirm(Budget("報告の一覧", 12, 1500, 40), measure(list_records))
