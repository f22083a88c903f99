"""計画を、まるごと何倍にも増やす。一つの計画の行を、番号をずらして写す。

課・利用者・尺度・委員は増やさない（一つの法人が多くの計画を持つ形）。写しの年度はみな公表済にする。
"""

from __future__ import annotations

from django.apps import apps
from django.db import connection, transaction
from django.db.models import BinaryField, F, Field, Model

from plans.models import Plan
from progress.choices import OpinionState, ResponseState, ReviewState
from progress.models import AnnualReview, CommitteeMember, EntryDraft, Opinion, OpinionResponse

ROOMS = ("plans", "progress", "reports")
STRIDE = 1_000_000
"""写し一つごとの番号のずれ。一つの計画の、どの表の番号よりも大きい。"""

SHARED_MODELS = {CommitteeMember, EntryDraft}
PLAN_NAMES = ("name", "short_name")
PLAN_NUMBERS = ("plan_key",)
# 写しでは空にする、大きな中身（JSON の文と、ファイルの中身）。測る計画のものは残る。
HEAVY_TEXTS = {"facts_text"}
EMPTY_TEXT = "{}"
COPIES = (
    "WITH RECURSIVE copies(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {copies})"
)

Models = list[type[Model]]


def copy_plans(copies: int) -> None:
    """いまある計画を、公表済の写しを copies 個足してふやす。"""
    models = _models_of_plans()
    with transaction.atomic(), connection.cursor() as cursor:
        for model in models:
            cursor.execute(_copying(model, models, copies))
    # 写しの計画は済んだものとする。待っている報告と意見は、元の計画にだけある。
    AnnualReview.objects.filter(pk__gt=STRIDE).update(state=ReviewState.PUBLISHED)
    Opinion.objects.filter(pk__gt=STRIDE).update(
        state=OpinionState.CLOSED, closed_at=F("taken_at"), closed_by=F("taken_by")
    )
    OpinionResponse.objects.filter(pk__gt=STRIDE).exclude(state=ResponseState.CONFIRMED).delete()


def _models_of_plans() -> Models:
    """計画にぶら下がるモデルを、指される側が先になる順に並べる。"""
    hanging = {Plan}
    while more := {model for model in _all_models() if _pointed(model) & hanging} - hanging:
        hanging |= more
    ordered: Models = []
    while len(ordered) < len(hanging):
        ordered += [
            model
            for model in _all_models()
            if model in hanging - set(ordered) and not _pointed(model) & hanging - {model, *ordered}
        ]
    return ordered


def _all_models() -> Models:
    return [
        model
        for room in ROOMS
        for model in apps.get_app_config(room).get_models(include_auto_created=True)
        if model not in SHARED_MODELS
    ]


def _pointed(model: type[Model]) -> set[type[Model]]:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def _copying(model: type[Model], models: Models, copies: int) -> str:
    fields = model._meta.concrete_fields
    table = _quote(model._meta.db_table)
    columns = ", ".join(_quote(field.column) for field in fields)
    values = ", ".join(_copied(model, field, models) for field in fields)
    numbers = COPIES.format(copies=copies)
    return f"{numbers} INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, copies"  # noqa: S608


def _copied(model: type[Model], field: Field, models: Models) -> str:
    column = _quote(field.column)
    if _is_number_of_row(model, field, models):
        return f"{column} + n * {STRIDE}"
    if model is Plan and field.name in PLAN_NAMES:
        return f"{column} || '（' || n || '）'"
    if field.name in HEAVY_TEXTS:
        return f"'{EMPTY_TEXT}'"
    if isinstance(field, BinaryField):
        return f"substr({column}, 1, 0)"
    return column


def _is_number_of_row(model: type[Model], field: Field, models: Models) -> bool:
    """ずらす番号か。行の番号、計画にぶら下がる行を指す番号、変更履歴が控えた元の番号。"""
    if field.primary_key or field.name in PLAN_NUMBERS:
        return True
    if field.is_relation:
        return field.related_model in models
    original = getattr(model, "instance_type", None)
    return original is not None and field.name == original._meta.pk.name


def _quote(name: str) -> str:
    return connection.ops.quote_name(name)
