"""公表版の写し。年度の事実を公表してよい形に固め、そこからファイルを作る。何も保存しない。"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings

from plans.fiscal_year import format_date
from progress.choices import ReviewState
from reports.excel import build_workbook
from reports.facts import EVERY_SECTION, Section, year_facts
from reports.models import PublishedReport
from reports.open_data_set import README_NAME, open_data_set, sample_prefix
from reports.pdf import render_sheets
from reports.public.cut import open_to_public, published_years

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from progress.models import AnnualReview

Facts = dict[str, Any]

# 注意は、記入した課と総務課のための知らせなので、公表しない。
PUBLIC_SECTIONS = EVERY_SECTION - {Section.CAUTIONS}
SHEETS_NAME = "sheets.pdf"
LARGE_SHEETS_NAME = "sheets-large.pdf"
WORKBOOK_NAME = "workbook.xlsx"
OPEN_DATA_NAME = "open-data.zip"
# 同じ中身から同じバイト列になるように、ZIP の中の日時は決まった値にする。
ZIP_DATE = (2000, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class FrozenYear:
    """固めた年度。text は決まった形の JSON、sha256 はその UTF-8 のハッシュ値（16 進）。"""

    text: str
    sha256: str

    @property
    def facts(self) -> Facts:
        """年度の事実。読むたびに作る。"""
        facts: Facts = json.loads(self.text)
        return facts


def freeze(facts: Mapping[str, Any]) -> FrozenYear:
    """年度の事実を固める。同じ中身なら、いつでも同じ文字とハッシュ値になる。"""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return FrozenYear(text, hash_bytes(text.encode()))


def hash_bytes(content: bytes) -> str:
    """バイト列の SHA-256（16 進）。"""
    return hashlib.sha256(content).hexdigest()


def freeze_year(review: AnnualReview, *, version: int, made_on: dt.date) -> FrozenYear:
    """公表する年度を固める。

    確定した報告だけを、この年度と、それより前の公表中の年度について載せる。
    version は版、made_on は作成日で、どちらも写しに残る。
    """
    reviews = public_reviews(review)
    facts = year_facts(
        review.plan,
        review.fiscal_year,
        include_drafts=False,
        sections=PUBLIC_SECTIONS,
        reviews=reviews,
    )
    years = {row.fiscal_year for row in reviews}
    _drop_opinions(facts, years)
    _drop_stories(facts, is_sample=review.is_sample)
    facts["publication"] = {
        "version": version,
        "label": f"公表版（第{version}版）",
        "made_on": made_on.isoformat(),
        "made_on_label": format_date(made_on),
        "licence": settings.OPEN_DATA_LICENCE,
    }
    return freeze(facts)


def public_reviews(review: AnnualReview) -> list[AnnualReview]:
    """公表版に載る年度（尺度つき）。手元でだけ「公表済」の段階とみなし、保存しない。"""
    released = PublishedReport.objects.public().filter(plan_key=review.plan_id)
    years = {*released.values_list("fiscal_year", flat=True), review.fiscal_year}
    rows = review.plan.reviews.select_related("scale")
    shown = list(rows.filter(fiscal_year__in=years, fiscal_year__lte=review.fiscal_year))
    for row in shown:
        row.state = ReviewState.PUBLISHED
    return shown


def _drop_opinions(facts: Facts, years: set[int]) -> None:
    """公表していない年度の意見を除く。"""
    for holder in (facts, *facts["items"]):
        holder["opinions"] = [row for row in holder["opinions"] if row["year"] in years]


def _drop_stories(facts: Facts, *, is_sample: bool) -> None:
    """前の計画のあゆみから、公表していない年度を除く。本番の年度には、見本の年度も載せない。"""
    stories = [story for item in facts["items"] for story in item["story"]]
    if not stories:
        return
    released = PublishedReport.objects.public().filter(is_sample__in={False, is_sample})
    public = set(released.values_list("plan__name", "fiscal_year"))
    for story in stories:
        for holder in (story, *story["indicators"]):
            kept = [row for row in holder["years"] if (story["plan"], row["year"]) in public]
            holder["years"] = kept


def make_files(frozen: FrozenYear, *, made_on: dt.date) -> dict[str, bytes]:
    """公表版のファイルを、名ごとのバイト列で返す: PDF（大きな文字も）、Excel、CSV とその ZIP。

    データの説明書も、載せる CSV と食い違わないよう、ここで作って残す。ZIP には利用条件も入れ、
    見本の年度なら、中のファイルの名にも印を付ける。公表していない年度の書き方は、公開の画面と
    同じにする。PDF を組めなければ PdfError。
    """
    frozen_facts = frozen.facts
    facts = open_to_public(frozen_facts, published_years(frozen_facts))
    tables = open_data_set(facts)
    prefix = sample_prefix(is_sample=facts["year"].get("is_sample", False))
    return {
        SHEETS_NAME: render_sheets(facts, made_on=made_on).content,
        LARGE_SHEETS_NAME: render_sheets(facts, made_on=made_on, large=True).content,
        WORKBOOK_NAME: build_workbook(facts),
        **{name: content for name, content in tables.items() if name != README_NAME},
        OPEN_DATA_NAME: zip_files({f"{prefix}{name}": one for name, one in tables.items()}),
    }


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """ファイルを ZIP にまとめる。同じ中身なら同じバイト列になる。"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return buffer.getvalue()
