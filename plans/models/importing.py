"""Excelの取込。読んだ中身と、確定した結果の控え。"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q

from plans.choices import ImportKind, ImportState
from plans.querysets import ImportPlanQuerySet, ImportRunQuerySet

# 確かめの画面を開いたまま忘れた取込は、この時間で使えなくなる。
IMPORT_LIFETIME = dt.timedelta(hours=24)


class ImportPlan(models.Model):
    """取込の予定。読んだファイルの中身を、本人が確かめて確定するまで預かる。

    target は取込先（kind ごとの鍵。記入用のExcelなら年度の進行管理の番号）、
    rows は読んだ行（ファイルそのものは残さない）。
    """

    kind = models.CharField("種類", max_length=20, choices=ImportKind)
    target = models.CharField("取込先", max_length=100)
    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("ファイルのハッシュ", max_length=64)
    rows = models.JSONField("読んだ行", default=dict)
    state = models.CharField(
        "状態", max_length=20, choices=ImportState, default=ImportState.WAITING
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="import_plans",
        verbose_name="読み込んだ人",
    )
    at = models.DateTimeField("読み込んだ日時")

    objects = ImportPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "取込の予定"
        verbose_name_plural = "取込の予定"
        ordering = ("-at", "-pk")
        constraints = (
            models.CheckConstraint(condition=~Q(sha256=""), name="import_plan_names_its_file"),
        )

    def __str__(self) -> str:
        return self.file_name

    def is_expired(self, now: dt.datetime) -> bool:
        """確かめの期限が過ぎたか。now は時刻（タイムゾーンつき）。"""
        return now - self.at > IMPORT_LIFETIME


class ImportRun(models.Model):
    """取込の結果。どのファイルで、だれが、いつ、何行を変えたか。"""

    kind = models.CharField("種類", max_length=20, choices=ImportKind)
    target = models.CharField("取込先", max_length=100)
    file_name = models.CharField("ファイル名", max_length=200)
    sha256 = models.CharField("ファイルのハッシュ", max_length=64)
    rows = models.JSONField("変えた行", default=list)
    import_plan = models.OneToOneField(
        ImportPlan,
        on_delete=models.SET_NULL,
        null=True,
        related_name="run",
        verbose_name="取込の予定",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="import_runs",
        verbose_name="確定した人",
    )
    at = models.DateTimeField("確定した日時")

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        verbose_name = "取込の結果"
        verbose_name_plural = "取込の結果"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return self.file_name
