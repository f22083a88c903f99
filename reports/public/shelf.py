"""公表版の棚: 公表した版を読み、公開の場（PublicSite）に並べる。"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from plans.fiscal_year import format_date, wareki_label
from plans.models import Plan
from reports.choices import PublicationState
from reports.facts import Section, year_facts
from reports.models import PublishedFile, PublishedReport
from reports.public.cut import open_to_public
from reports.public.edition import Edition, PublicPlan, PublicSite
from reports.public.files import keep_files
from reports.public.standing import hidden_years, open_years, without_years

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterable

Facts = dict[str, Any]

# 入口に並べる計画の数。一つの協議会の計画は五年に一つほどなので、これで足りる。
SHOWN_PLANS = 10


@dataclass(frozen=True, slots=True)
class Shelf:
    """公表した版の見出し（事実は読まない）と、公開済みの計画。取り下げた版も、写しの印のために持つ。"""

    plans: tuple[Plan, ...]
    rows: tuple[PublishedReport, ...]

    @property
    def released(self) -> list[PublishedReport]:
        """公表中の版。"""
        return [row for row in self.rows if row.state == PublicationState.RELEASED]

    @property
    def withdrawn(self) -> list[PublishedReport]:
        """取り下げた版。"""
        return [row for row in self.rows if row.state == PublicationState.RETRACTED]

    @property
    def keys(self) -> list[int]:
        """載せる計画の番号。新しい計画から。消えた計画の版も載せる。"""
        return list(
            dict.fromkeys([*(plan.pk for plan in self.plans), *(r.plan_key for r in self.released)])
        )

    @property
    def mark(self) -> str:
        """写しの印。版の並びと画面の作りが同じなら同じ。固めていない計画を見せるときは空。"""
        known = {row.plan_key for row in self.released}
        if not self.keys or set(self.keys) - known:
            return ""
        rows = "".join(f"{row.pk} {row.state} {row.sha256}\n" for row in self.rows)
        words = f"{rows}{settings.PUBLIC_CONTACT}\n{settings.OPEN_DATA_LICENCE}\n{_look()}"
        return hashlib.sha256(words.encode()).hexdigest()

    @property
    def changed_at(self) -> dt.datetime | None:
        """最後に公表か取下げをした日時。"""
        times = [time for row in self.rows for time in (row.released_at, row.ended_at) if time]
        return max(times, default=None)

    def latest(self, plan_key: int) -> list[PublishedReport]:
        """その計画の、年度ごとの今の版（新しい年度から）。"""
        newest: dict[int, PublishedReport] = {}
        for row in sorted(self.released, key=lambda row: row.version):
            if row.plan_key == plan_key:
                newest[row.fiscal_year] = row
        return [newest[year] for year in sorted(newest, reverse=True)]

    @property
    def counted_key(self) -> int | None:
        """入口で件数まで見せる計画の番号。公表した年度のある、最も新しい計画。"""
        # 一つに限るので、計画が増えても入口は重くならない。
        return next((key for key in self.keys if self.latest(key)), None)

    def before(self, row: PublishedReport) -> PublishedReport | None:
        """row の前に公表した版（取り下げたものを含む）。"""
        earlier = [
            one
            for one in (*self.released, *self.withdrawn)
            if (one.plan_key, one.fiscal_year) == (row.plan_key, row.fiscal_year)
            and one.version < row.version
        ]
        return max(earlier, key=lambda one: one.version, default=None)


def load_shelf(plan_key: int | None = None) -> Shelf:
    """棚を読む（問い合わせ二つ）。plan_key を渡すと、その計画だけ。"""
    plans = Plan.objects.all().released()
    if plan_key is not None:
        plans = plans.filter(pk=plan_key)
    shown = tuple(plans.newest_first(SHOWN_PLANS))
    wanted = Q(plan_key__in=[plan.pk for plan in shown]) | Q(plan__isnull=True)
    wanted = wanted if plan_key is None else Q(plan_key=plan_key)
    rows = PublishedReport.objects.without_facts().filter(wanted, released_at__isnull=False)
    return Shelf(shown, tuple(rows.order_by("plan_key", "-fiscal_year", "-version")))


def make_site(
    shelf: Shelf,
    *,
    base_url: str = "",
    is_static: bool = False,
    loaded: Collection[int] = (),
    with_plans: bool = False,
    with_files: bool = False,
) -> PublicSite:
    """棚から公開の場を作る。

    loaded は事実を読む版の番号（pk）。with_plans なら計画の画面に使う事実も、with_files なら
    公表のときに作ったファイルの中身も読む。
    """
    wanted = {*loaded, *_needed(shelf, with_plans=with_plans)}
    content = _Content(shelf, wanted, with_files=with_files)
    words = _read_words(shelf)
    plans = [
        _public_plan(shelf, key, content, words.get(key), with_plans=with_plans)
        for key in shelf.keys
    ]
    return PublicSite(
        plans=tuple(plans),
        contact=settings.PUBLIC_CONTACT,
        licence=settings.OPEN_DATA_LICENCE,
        base_url=base_url,
        is_static=is_static,
    )


class _Content:
    """読んだ版の中身: 事実、正誤表、ファイルの名と中身を、版の番号から引く。"""

    def __init__(self, shelf: Shelf, wanted: Collection[int], *, with_files: bool) -> None:
        rows = PublishedReport.objects.filter(pk__in=wanted) if wanted else []
        self.facts: dict[int, Facts] = {}
        self.differences: dict[int, tuple[Facts, ...]] = {}
        for row in rows:
            self.facts[row.pk] = open_to_public(row.facts, open_years(row, shelf.rows))
            self.differences[row.pk] = _shown_differences(shelf, row)
        self.files: dict[int, dict[str, bytes]] = {}
        files = PublishedFile.objects.filter(report__in=wanted).order_by("report", "pk")
        columns = ("report_id", "name", "content") if with_files else ("report_id", "name")
        for report_id, name, *content in files.values_list(*columns) if wanted else ():
            self.files.setdefault(report_id, {})[name] = bytes(*content)


def _read_words(shelf: Shelf) -> dict[int, Facts]:
    """計画ごとの今の版が述べる、策定者と期間を、計画の番号から引く。"""
    newest = [latest[0].pk for key in shelf.keys if (latest := shelf.latest(key))]
    if not newest:
        return {}
    # 事実を読んだ版の分も読む。計画の数によって問い合わせの数が変わらないように。
    rows = PublishedReport.objects.filter(pk__in=newest).with_plan_words()
    return {row["plan_key"]: row for row in rows}


def _shown_differences(shelf: Shelf, row: PublishedReport) -> tuple[Facts, ...]:
    """正誤表の行。取り下げた版の文と、取り下げた年度の数は、「誤」としても見せない。"""
    before = shelf.before(row)
    if before is None or before.state != PublicationState.RELEASED:
        return ()
    hidden = hidden_years(row, shelf.rows) | hidden_years(before, shelf.rows)
    return tuple(without_years(row.differences, hidden))


def load_whole_site(*, base_url: str = "", is_static: bool = False) -> PublicSite:
    """すべての版とファイルを読んだ公開の場。静的な写しのために。"""
    shelf = load_shelf()
    loaded = [row.pk for row in shelf.released]
    return make_site(
        shelf,
        base_url=base_url,
        is_static=is_static,
        loaded=loaded,
        with_plans=True,
        with_files=True,
    )


def has_file(report_id: int, name: str) -> bool:
    """公表のときに作ったファイルがあるか。"""
    return PublishedFile.objects.all().public().filter(report=report_id, name=name).exists()


def file_content(report_id: int, name: str) -> bytes | None:
    """公表のときに作ったファイルの中身。なければ None。"""
    row = PublishedFile.objects.all().public().filter(report=report_id, name=name).first()
    return bytes(row.content) if row else None


def _needed(shelf: Shelf, *, with_plans: bool) -> list[int]:
    """計画の画面のために、事実を読む版。"""
    newest = [shelf.latest(key)[:1] for key in shelf.keys] if with_plans else []
    return [row.pk for rows in newest for row in rows]


def _public_plan(
    shelf: Shelf, key: int, content: _Content, words: Facts | None, *, with_plans: bool
) -> PublicPlan:
    plan = next((row for row in shelf.plans if row.pk == key), None)
    latest = {row.pk for row in shelf.latest(key)}
    rows = [row for row in shelf.released if row.plan_key == key]
    read = [content.facts[row.pk] for row in rows if row.pk in content.facts]
    # 公表した計画の名称は、いまの計画でなく、今の版のとおりに見せる。
    words = words or _live_words(plan)
    return PublicPlan(
        key=key,
        name=rows[0].plan_name if rows else words["name"],
        organization=words["organization"],
        period_label=words["period_label"],
        facts=read[0] if read else _live_facts(plan, with_plans=with_plans),
        editions=tuple(_edition(shelf, row, content, is_latest=row.pk in latest) for row in rows),
        withdrawn=tuple(
            (row.fiscal_year, row.version) for row in shelf.withdrawn if row.plan_key == key
        ),
    )


def _live_words(plan: Plan | None) -> Facts:
    """公表した年度がまだない計画の、名称など。"""
    if plan is None:
        return {"name": "", "organization": "", "period_label": ""}
    period = f"{wareki_label(plan.first_year)}～{wareki_label(plan.last_year)}"
    return {"name": plan.name, "organization": plan.organization, "period_label": period}


def _live_facts(plan: Plan | None, *, with_plans: bool) -> Facts:
    """公表した年度がまだない計画の、計画の画面に使う事実。"""
    if plan is None or not with_plans:
        return {}
    return open_to_public(year_facts(plan, plan.first_year, sections={Section.GOALS}), ())


def _edition(shelf: Shelf, row: PublishedReport, content: _Content, *, is_latest: bool) -> Edition:
    hidden = hidden_years(row, shelf.rows)
    files = content.files.get(row.pk, {})
    return Edition(
        plan_key=row.plan_key,
        plan_name=row.plan_name,
        fiscal_year=row.fiscal_year,
        version=row.version,
        published_on=format_date(timezone.localdate(row.released_at)) if row.released_at else "",
        is_latest=is_latest,
        is_sample=row.is_sample,
        facts=content.facts.get(row.pk, {}),
        files=keep_files(files) if hidden else files,
        hidden_years=tuple(sorted(hidden)),
        correction_note=row.correction_note,
        differences=content.differences.get(row.pk, ()),
    )


@cache
def _look() -> str:
    """画面の作りの印。ひな形か様式が変われば変わる。"""
    root = Path(settings.BASE_DIR)
    names: Iterable[Path] = [
        *(root / "templates" / "reports").rglob("*.html"),
        *(root / "reports").rglob("*.py"),
        *(root / "static" / "css").glob("*.css"),
    ]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(names))).hexdigest()
