"""見本データ（架空）の登録。見本の利用者と年度だけを足し、計画と本番の行には触れない。

中身は fixtures/sample_people.json、sample_years.json、sample_opinions.json にある。
消すのは sample_removal.py。
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from plans.choices import Role
from plans.fiscal_year import first_day
from plans.models import Department, Membership, Plan, User
from progress.models import AnnualReview, Committee, CommitteeMember, ProgressRecord
from progress.people import load_actor
from progress.sample_opinions import create_opinions
from progress.sample_steps import Cast
from progress.sample_years import create_year

if TYPE_CHECKING:
    import datetime as dt

SAMPLE_FOLDER = settings.BASE_DIR / "fixtures"
ADMINISTRATOR_LABEL = "管理者（利用者と課）"
COMMITTEE_LABEL = "委員"

REAL_YEAR_REASON = "本番の年度があるため、見本データは登録しません。"
REAL_USER_REASON = "本番の利用者がいるため、見本データは登録しません。"


class SampleError(Exception):
    """見本データを登録できない。本文は画面に出す日本語の文。"""


@dataclass(frozen=True, slots=True)
class Login:
    """見本の利用者。username で入り、name として示され、role の立場で使う。"""

    username: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class LoadedSample:
    """登録の結果。year_count と record_count は、今回足した年度と報告の数。"""

    year_count: int
    record_count: int
    password: str
    logins: tuple[Login, ...]


def find_refusal() -> str:
    """見本データを登録しない理由。登録してよければ空。

    知られたパスワードの利用者と架空の年度を、本番のデータに混ぜないための確かめ。
    """
    if AnnualReview.objects.filter(is_sample=False).exists():
        return REAL_YEAR_REASON
    has_sample = User.objects.filter(is_sample=True).exists()
    if not has_sample and User.objects.filter(is_sample=False).exists():
        return REAL_USER_REASON
    return ""


@transaction.atomic
def load_sample(today: dt.date) -> LoadedSample:
    """見本データの登録。期限は today から数える。

    年度は、まだ一つもないときだけ足す。利用者は、足りない人だけを足す。
    見本が載る計画がなければ SampleError。本番と混ざらないかは find_refusal で先に確かめる。
    """
    people = _read_json("sample_people.json")
    years = _read_json("sample_years.json")
    plan = Plan.objects.filter(name=years["plan"]).first()
    if plan is None:
        raise SampleError("見本が載る計画がありません。先に install_plan を行ってください。")
    users = _ensure_people(people, plan)
    year_count = 0
    if not AnnualReview.objects.exists():
        cast = _cast_of(people["people"], users, today)
        year_count = sum(create_year(entry, plan, cast, today) for entry in years["years"])
        for entry in _read_json("sample_opinions.json")["years"]:
            create_opinions(entry, cast, users, today)
    return LoadedSample(
        year_count=year_count,
        record_count=ProgressRecord.objects.count() if year_count else 0,
        password=people["password"],
        logins=tuple(_login_of(entry) for entry in people["people"]),
    )


def _read_json(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLE_FOLDER / name).read_text(encoding="utf-8"))
    return content


def _ensure_people(people: dict[str, Any], plan: Plan) -> dict[str, User]:
    """見本の利用者と、その所属・任期をそろえ、ログイン名から引ける形で返す。"""
    names = [entry["username"] for entry in people["people"]]
    present = {user.username: user for user in User.objects.filter(username__in=names)}
    # 合い言葉の計算は一回に 0.2 秒かかるので、要るときに一度だけ行い、皆で使う。
    needs_password = any(name not in present or not present[name].is_active for name in names)
    password = make_password(people["password"]) if needs_password else ""
    for entry in people["people"]:
        user = present.get(entry["username"]) or User(username=entry["username"], is_active=False)
        if user.pk and not user.is_sample:
            raise SampleError(f"ログイン名「{user.username}」は本番の利用者が使っています。")
        if not user.is_active:
            _activate(user, entry, password)
        _ensure_position(user, entry, plan)
        present[user.username] = user
    return present


def _activate(user: User, entry: dict[str, Any], password: str) -> None:
    user.last_name = entry["last_name"]
    user.first_name = entry["first_name"]
    user.is_superuser = entry.get("is_superuser", False)
    user.password = password
    user.is_active = user.is_sample = True
    user.save()


def _ensure_position(user: User, entry: dict[str, Any], plan: Plan) -> None:
    starts_on = first_day(plan.first_year)
    if "department" in entry and not user.memberships.exists():
        department = Department.objects.get_by_natural_key(entry["department"])
        Membership.objects.create(
            user=user, department=department, role=entry["role"], starts_on=starts_on
        )
    if entry.get("is_committee_member") and not user.committee_terms.exists():
        committee, _ = Committee.objects.get_or_create(plan=plan, name=plan.committee_name)
        CommitteeMember.objects.create(user=user, committee=committee, starts_on=starts_on)


def _cast_of(entries: list[dict[str, Any]], users: dict[str, User], today: dt.date) -> Cast:
    staff: dict[str, list[User]] = {}
    heads: dict[str, User] = {}
    for entry in entries:
        user = users[entry["username"]]
        if entry.get("role") == Role.STAFF:
            staff.setdefault(entry["department"], []).append(user)
        if entry.get("role") == Role.HEAD:
            heads[entry["department"]] = user
    secretariat = Department.objects.filter(is_secretariat=True).first()
    officers = staff.get(secretariat.name if secretariat else "") or [*users.values()]
    everyone = {user.pk: user for user in users.values()}
    actors = {number: load_actor(user, today) for number, user in everyone.items()}
    return Cast(staff=staff, heads=heads, officers=officers, actors=actors)


def _login_of(entry: dict[str, Any]) -> Login:
    if entry.get("is_superuser"):
        role = ADMINISTRATOR_LABEL
    elif entry.get("is_committee_member"):
        role = COMMITTEE_LABEL
    else:
        role = f"{entry['department']} {Role(entry['role']).label}"
    return Login(entry["username"], f"{entry['last_name']} {entry['first_name']}".strip(), role)
