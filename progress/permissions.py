"""進行管理の部屋の権限。一つの動詞に一つの関数。データベースは読まない。

報告についての動詞は、報告そのものでなく、判定に要る事実だけを集めた `RecordCase` に尋ねる。
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from progress.choices import RecordState, ReviewState

if TYPE_CHECKING:
    from plans.actors import Actor
    from progress.models import AnnualReview, ProgressRecord

RUNNING_STATES = frozenset({ReviewState.ACCEPTING, ReviewState.DELIBERATING})
OPEN_STATES = frozenset({RecordState.BLANK, RecordState.DRAFT, RecordState.SENT_BACK})
SUBMITTABLE_STATES = frozenset({RecordState.DRAFT, RecordState.SENT_BACK})


@dataclass(frozen=True, slots=True)
class RecordCase:
    """報告の権限を判定する事実。departments は担当課（先頭が主担当）。

    submitted_by・approved_by は署名した人。is_head_submission は主担当の課長が自ら提出したか、
    is_on_behalf・is_approved_on_behalf は総務課の代行か。is_migration は移行入力の年度か。
    """

    state: str
    review_state: str
    departments: tuple[int, ...]
    is_sample: bool = False
    submitted_by: int | None = None
    is_head_submission: bool = False
    is_on_behalf: bool = False
    approved_by: int | None = None
    is_approved_on_behalf: bool = False
    is_migration: bool = False

    @property
    def lead(self) -> int | None:
        """主担当の課。"""
        return self.departments[0] if self.departments else None


def case_of(record: ProgressRecord) -> RecordCase:
    """報告から判定の事実を取り出す。担当課は先読みした item.item_departments の受け持ちの課。"""
    named = sorted(record.item.item_departments.all(), key=lambda row: row.order)
    return RecordCase(
        state=record.state,
        review_state=record.review.state,
        departments=tuple(row.seat_id for row in named),
        is_sample=record.review.is_sample,
        submitted_by=record.submitted_by_id,
        is_head_submission=record.is_head_submission,
        is_on_behalf=record.is_on_behalf,
        approved_by=record.approved_by_id,
        is_approved_on_behalf=record.is_approved_on_behalf,
        is_migration=record.review.is_migration,
    )


def can_list_records(actor: Actor) -> bool:
    """進捗報告の一覧を見られるか。事務局側の人だけ。"""
    return actor.is_office


def can_view_record(actor: Actor, case: RecordCase) -> bool:
    """進捗報告を見られるか。委員は確定した報告だけ。"""
    return actor.is_office or (actor.is_committee and case.state == RecordState.FINALIZED)


def can_view_history(actor: Actor) -> bool:
    """報告の変更履歴を見られるか。事務局側の人だけで、委員には見せない。"""
    return actor.is_office


def is_named(actor: Actor, case: RecordCase) -> bool:
    """担当課のどれかに所属しているか。"""
    return bool(actor.member_of.intersection(case.departments))


def is_in_lead(actor: Actor, case: RecordCase) -> bool:
    """主担当の課に所属しているか。"""
    return case.lead in actor.member_of


def is_lead_head(actor: Actor, case: RecordCase) -> bool:
    """主担当の課の課長（課長代理を含む）か。"""
    return case.lead in actor.head_of


def is_right_year(actor: Actor, case: RecordCase) -> bool:
    """書ける年度か。見本の年度は見本の人だけ、本番の年度は本番の人だけが書く。"""
    return case.is_sample == actor.is_sample and case.review_state in RUNNING_STATES


def can_save(actor: Actor, case: RecordCase) -> bool:
    """下書きを保存できるか。担当課の人と、代行する総務課。提出後は取り下げてから直す。"""
    if not is_right_year(actor, case) or case.state not in OPEN_STATES:
        return False
    return actor.is_secretariat or (is_named(actor, case) and not case.is_migration)


def can_submit(actor: Actor, case: RecordCase) -> bool:
    """提出できるか。一度は保存した報告を、主担当の課の人か、代行する総務課が出す。"""
    if not is_right_year(actor, case) or case.state not in SUBMITTABLE_STATES:
        return False
    return actor.is_secretariat or (is_in_lead(actor, case) and not case.is_migration)


def can_withdraw(actor: Actor, case: RecordCase) -> bool:
    """提出を取り下げられるか。提出した側の人（主担当の課。代行と移行入力なら総務課）。"""
    if not is_right_year(actor, case) or case.state != RecordState.SUBMITTED:
        return False
    if case.is_on_behalf or case.is_migration:
        return actor.is_secretariat
    return is_in_lead(actor, case)


def can_approve(actor: Actor, case: RecordCase) -> bool:
    """課長確認ができるか。主担当の課長で、自分の提出でないとき。

    課長が自ら提出した報告は、ほかの課長か、代行する総務課が確認する。
    """
    if not is_right_year(actor, case) or case.state != RecordState.SUBMITTED:
        return False
    if case.is_migration or actor.user_id == case.submitted_by:
        return False
    return is_lead_head(actor, case) or (case.is_head_submission and actor.is_secretariat)


def can_finalize(actor: Actor, case: RecordCase) -> bool:
    """確定できるか。総務課の人で、提出した人でも、代行で確認した人でもないとき。

    移行入力の年度は、提出済の報告を、提出した人でない総務課の人が確定する。
    """
    waits_in = RecordState.SUBMITTED if case.is_migration else RecordState.APPROVED
    if not is_right_year(actor, case) or case.state != waits_in:
        return False
    if not actor.is_secretariat or actor.user_id == case.submitted_by:
        return False
    return not (case.is_approved_on_behalf and actor.user_id == case.approved_by)


def is_holder(actor: Actor, case: RecordCase) -> bool:
    """いま報告を預かっている人か。提出済は確認する課長、課長確認済は確定する総務課。"""
    return can_approve(actor, case) or can_finalize(actor, case)


def can_send_back(actor: Actor, case: RecordCase) -> bool:
    """差し戻せるか。預かっている人だけ。"""
    return is_holder(actor, case)


def can_correct(actor: Actor, case: RecordCase) -> bool:
    """預かったまま直せるか。預かっている人だけで、理由が要る。"""
    return is_holder(actor, case)


def can_word(actor: Actor, case: RecordCase) -> bool:
    """紹介の一文を直せるか。総務課だけで、提出された後、公表の前まで。"""
    is_handed_in = case.state not in OPEN_STATES
    return actor.is_secretariat and is_right_year(actor, case) and is_handed_in


def can_reopen(actor: Actor, case: RecordCase) -> bool:
    """確定を解けるか。総務課だけ。公表の後も解ける。"""
    is_same_kind = case.is_sample == actor.is_sample
    is_begun = case.review_state != ReviewState.PREPARING
    return (
        is_same_kind and is_begun and actor.is_secretariat and case.state == RecordState.FINALIZED
    )


def is_on_behalf(actor: Actor, case: RecordCase) -> bool:
    """総務課の代行か。担当課でない総務課の人が書くとき。"""
    return actor.is_secretariat and not is_named(actor, case)


def can_view_reviews(actor: Actor) -> bool:
    """年度の進行管理の一覧を見られるか。"""
    return actor.is_office


def can_manage_reviews(actor: Actor) -> bool:
    """年度を用意し、期限を決められるか。総務課だけ。"""
    return actor.is_secretariat


def can_open_review(actor: Actor, review: AnnualReview) -> bool:
    """年度の受付を始められるか。総務課だけ。始めた後も、足りない報告を補うために繰り返せる。

    見本の年度は見本の人だけ、本番の年度は本番の人だけが開く。
    """
    is_openable = review.state in (ReviewState.PREPARING, ReviewState.ACCEPTING)
    return actor.is_secretariat and is_openable and review.is_sample == actor.is_sample


def can_open_my_page(actor: Actor) -> bool:
    """「わたしの入力」を持つか。課に所属して働く人。閲覧者と委員にはない。"""
    return bool(actor.member_of)


def can_open_approvals(actor: Actor) -> bool:
    """課長確認の画面を開けるか。課長（課長代理を含む）と、代行する総務課。"""
    return bool(actor.head_of) or actor.is_secretariat


def can_open_finalizations(actor: Actor) -> bool:
    """確定の画面を開けるか。総務課だけ。"""
    return actor.is_secretariat


def is_partner(case: RecordCase, department_id: int) -> bool:
    """協力課（二番目からの担当課）か。"""
    return department_id in case.departments[1:]


def can_mark_part(actor: Actor, case: RecordCase, department_id: int) -> bool:
    """協力課の分を「記入済」にしたり、取り消したりできるか。その課の人で、提出の前まで。"""
    if not is_right_year(actor, case) or case.state not in OPEN_STATES or case.is_migration:
        return False
    return is_partner(case, department_id) and department_id in actor.member_of


def can_remark_part(actor: Actor, case: RecordCase, department_id: int) -> bool:
    """協力課の課長として意見を添えられるか。確定の前まで。"""
    if not is_right_year(actor, case) or case.state == RecordState.FINALIZED or case.is_migration:
        return False
    return is_partner(case, department_id) and department_id in actor.head_of


def can_move_review(actor: Actor, review: AnnualReview) -> bool:
    """受付を始めた後の年度の段階を動かせるか。総務課だけ。

    見本の年度は見本の人だけ、本番の年度は本番の人だけが動かす。
    """
    is_begun = review.state != ReviewState.PREPARING
    return actor.is_secretariat and is_begun and review.is_sample == actor.is_sample


def can_fill_common(actor: Actor, department_id: int) -> bool:
    """課の「まとめて記入」を開けるか。その課の人と、代行する総務課。書けるかは報告ごとに決まる。"""
    return actor.is_secretariat or department_id in actor.member_of


def can_read_half_year(actor: Actor, review: AnnualReview) -> bool:
    """上半期の確認の一覧を読めるか。行うと決めた年度を、事務局側の人が読む。"""
    return actor.is_office and review.has_half_year


def can_check_half_year(actor: Actor, review: AnnualReview, department_id: int) -> bool:
    """課の上半期の確認に書けるか。その課の人と、代行する総務課。公表の前まで、受付開始の前でも。"""
    is_ours = actor.is_secretariat or department_id in actor.member_of
    is_open = review.has_half_year and review.state != ReviewState.PUBLISHED
    return is_ours and is_open and review.is_sample == actor.is_sample


def can_change_evidence(actor: Actor, case: RecordCase) -> bool:
    """根拠資料を足したり外したりできるか。下書きを保存できる人。"""
    return can_save(actor, case)


def can_read_reminders(actor: Actor) -> bool:
    """催促の控えと文を見られるか。総務課だけ。"""
    return actor.is_secretariat


def can_read_imports(actor: Actor) -> bool:
    """取込の結果の控えを見られるか。総務課だけ。取り込んだ本人は、取込の画面で見る。"""
    return actor.is_secretariat
