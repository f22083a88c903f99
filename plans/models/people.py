"""人と所属。できることは日付のある事実（所属・委員の任期）から決まる。"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from plans.choices import Role
from plans.models.natural_key import NaturalKeyed
from plans.querysets import DepartmentQuerySet, MembershipQuerySet


class User(AbstractUser):
    """利用者。氏名は「姓 名」の順で示す。"""

    session_epoch = models.PositiveIntegerField("セッション世代", default=0, editable=False)
    is_sample = models.BooleanField("見本の利用者", default=False, editable=False)

    class Meta:
        verbose_name = "利用者"
        verbose_name_plural = "利用者"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def get_full_name(self) -> str:
        """氏名。「姓 名」の順で返す。"""
        return f"{self.last_name} {self.first_name}".strip()

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # 世代を混ぜると、世代を一つ進めるだけでその人の全セッションが終わる。
        base = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{base}.{self.session_epoch}"


class Department(NaturalKeyed):
    """担当課。"""

    natural_key_fields = ("name",)

    name = models.CharField("課名", max_length=50, unique=True)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    is_secretariat = models.BooleanField(
        "進行管理の所管課", default=False, help_text="計画の進行管理を所管する課（総務課）。"
    )
    starts_on = models.DateField("設置日", null=True, blank=True)
    ends_on = models.DateField("廃止日", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="引継先の課",
        help_text=(
            "廃止や名称変更の後に受け持ちを引き継ぐ課。廃止日の翌日から、その課の人が書けます。"
            "課が分かれたときは主な引継先を選び、ほかの課へ移す項目だけ、実施項目の画面で引継先を選びます。"
        ),
    )

    objects = DepartmentQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="担当課の変更履歴")

    class Meta:
        verbose_name = "担当課"
        verbose_name_plural = "担当課"
        ordering = ("order", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="department_starts_before_it_ends",
                violation_error_message="廃止日は設置日以後の日にしてください。",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True)
                | (Q(ends_on__isnull=False) & ~Q(successor=F("pk"))),
                name="only_an_ended_department_has_a_successor",
                violation_error_message="引継先は、廃止日を入れた上で、別の課を選んでください。",
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """引継先をたどって、この課に戻らないかを確かめる。"""
        heir, seen = self.successor, set[int]()
        while heir is not None and heir.pk not in seen:
            if heir.pk == self.pk and seen:
                message = "引継先をたどると、この課に戻ります。別の課を選んでください。"
                raise ValidationError({"successor": message})
            seen.add(heir.pk)
            heir = heir.successor

    def is_ended(self, on: dt.date) -> bool:
        """その日までに廃止されているか。廃止日はまだ置かれている。"""
        return self.ends_on is not None and self.ends_on < on


class Membership(models.Model):
    """所属。利用者がいつからいつまでどの課で何の役割かを表す。"""

    user = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name="利用者"
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="memberships", verbose_name="担当課"
    )
    role = models.CharField("役割", max_length=20, choices=Role, default=Role.STAFF)
    starts_on = models.DateField("着任日")
    ends_on = models.DateField("離任日", null=True, blank=True, help_text="在任中は空欄。")

    objects = MembershipQuerySet.as_manager()
    history = HistoricalRecords(verbose_name="所属の変更履歴")

    class Meta:
        verbose_name = "所属"
        verbose_name_plural = "所属"
        ordering = ("department__order", "-starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_starts_before_it_ends",
                violation_error_message="離任日は着任日以後の日にしてください。",
            ),
            models.UniqueConstraint(
                fields=("user", "department", "role", "starts_on"),
                name="membership_is_stated_once",
                violation_error_message="同じ所属がすでに登録されています。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.department} {self.get_role_display()}"
