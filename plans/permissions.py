"""計画の部屋の権限。一つの動詞に一つの関数。データベースは読まない。"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plans.actors import Actor
    from plans.models import Plan, User


def can_read_plans(actor: Actor) -> bool:
    """計画を読めるか。事務局側の人と、任期中の委員。"""
    return actor.is_office or actor.is_committee


def can_view_plan(actor: Actor, plan: Plan) -> bool:
    """この計画を見られるか。準備中の計画は総務課だけ。委員は関わる計画だけ。"""
    if actor.is_secretariat:
        return True
    if plan.released_at is None:
        return False
    return actor.is_office or plan.pk in actor.committee_plans


def can_enter_office(actor: Actor) -> bool:
    """管理画面（入力の画面）に入れるか。事務局側の人と、利用者の管理者。"""
    return actor.is_office or actor.is_administrator


def can_edit_plan(actor: Actor) -> bool:
    """計画を直せるか。総務課だけ。"""
    return actor.is_secretariat


def can_confirm_schedule(actor: Actor) -> bool:
    """実施時期を原本と照合し、直し、確認できるか。総務課だけ。"""
    return actor.is_secretariat


def can_revise_plan(actor: Actor) -> bool:
    """計画を見直し（改定の案を作り、施行し）、次期計画を始められるか。総務課だけ。"""
    return actor.is_secretariat


def can_enforce_revision(actor: Actor, prepared_by: int | None) -> bool:
    """改定を施行できるか。総務課で、案を最後に保存した人（prepared_by）でない人。"""
    return actor.is_secretariat and actor.user_id != prepared_by


def can_read_source_notes(actor: Actor) -> bool:
    """原典注記を見られるか。総務課だけ。"""
    return actor.is_secretariat


def can_manage_people(actor: Actor) -> bool:
    """利用者・所属・課を扱えるか。管理者と総務課。"""
    return actor.is_administrator or actor.is_secretariat


def can_edit_person(actor: Actor, person: User) -> bool:
    """この利用者を直せるか。管理者である人を直せるのは、管理者だけ。"""
    if not can_manage_people(actor):
        return False
    return actor.is_administrator or not person.is_superuser


def can_appoint_administrators(actor: Actor) -> bool:
    """利用者を管理者にしたり、管理者から外したりできるか。管理者だけ。"""
    return actor.is_administrator
