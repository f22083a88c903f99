"""記入の机。一枚の入力の様式に要るものを、読むのも計算するのも一度だけにする。"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from django.utils.functional import SimpleLazyObject

from progress.boxes import ANSWER_PREFIX, RECORD_BOXES
from progress.cautions import Finding, Material, answer_key, find_cautions
from progress.choices import RecordState
from progress.deeds import actual_path, content_path
from progress.entry_sheet import EntrySheet, load_sheet
from progress.half_year import checks_of
from progress.judging import bands_of, judge_actuals, plan_spans
from progress.models import Caution, ProgressRecord, Rating, SendBack
from progress.opinion_rows import OpinionRow, open_opinions_on
from progress.permissions import can_correct, can_save, can_submit, case_of, is_on_behalf
from progress.phases import judge_phase
from progress.suggestion import Suggestion, suggest_rating, suggestion_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from plans.actors import Actor
    from progress.bands import Band
    from progress.judgement import Judgement
    from progress.models import Actual, ContentProgress, EntryDraft, HalfYearCheck
    from progress.phases import PhaseJudgement
    from progress.relisted import Relisted


@dataclass(slots=True)
class EntryDesk:
    """記入の机。verb は行う動詞（save・submit・correct）。

    bands・judgements・suggestion は、手元の行（送られた後は、打たれた行）から計算したもの。
    draft はこの人の書きかけ、is_restored はそれを様式に戻すか。
    """

    record: ProgressRecord
    sheet: EntrySheet
    verb: str
    is_on_behalf: bool
    may_submit: bool
    ratings: list[Rating]
    cautions: list[Caution]
    send_backs: list[SendBack]
    relisted: list[Relisted]
    half_year: dict[int, HalfYearCheck]
    actuals: Sequence[Actual] = field(default_factory=list)
    contents: Sequence[ContentProgress] = field(default_factory=list)
    opinions: Sequence[OpinionRow] = ()
    draft: EntryDraft | None = None
    is_restored: bool = False

    @property
    def boxes(self) -> dict[str, str]:
        """様式に戻す書きかけの欄。戻すときだけ中身がある。"""
        return dict(self.draft.boxes) if self.draft and self.is_restored else {}

    @property
    def is_draft_old(self) -> bool:
        """書きかけを預けた後に、報告が変わったか。"""
        return self.draft is not None and self.draft.base_version != self.record.version

    @property
    def bands(self) -> tuple[Band, ...]:
        """この年度の尺度の区分。"""
        return bands_of(self.ratings)

    @property
    def judgements(self) -> dict[int, Judgement]:
        """手元の実績の判定。"""
        return judge_actuals(self.actuals, self.sheet.targets, self.sheet.earlier, self.bands)

    @property
    def suggestion(self) -> Suggestion:
        """手元の行からの、自己評価の提案。"""
        return suggest_rating(list(self.judgements.values()), self.phases, self.bands)

    @property
    def suggestion_rules(self) -> list[str]:
        """提案の決め方を述べる文の並び。"""
        return suggestion_rules(self.bands)

    @property
    def phases(self) -> list[PhaseJudgement]:
        """手元の進みの、実施時期と比べた判定。"""
        year, item = self.record.review.fiscal_year, self.record.item
        is_confirmed = item.is_schedule_confirmed
        # 照合していない実施時期は判定に使わないので、読みもしない。
        spans = self.sheet.spans if is_confirmed else {}
        return [
            judge_phase(
                plan_spans(spans.get(row.content_id, ())), year, row.pace, is_confirmed=is_confirmed
            )
            for row in self.contents
        ]

    @property
    def is_correction(self) -> bool:
        """預かった人の訂正か。"""
        return self.verb == "correct"

    @property
    def asks_outcome(self) -> bool:
        """前年度の改善策の結果を尋ねるか。確定した改善策があるときだけ。"""
        return bool(self.sheet.last_improvement)

    @property
    def answers(self) -> dict[str, str]:
        """注意への説明。欄の名から引く。"""
        return {ANSWER_PREFIX + answer_key(row): row.answer for row in self.cautions}

    @property
    def general_remarks(self) -> list[SendBack]:
        """差戻しの、全体への指摘。いまは欄のないところへの指摘も、ここで見せる。"""
        paths = {
            *RECORD_BOXES,
            *(actual_path(row.indicator_id) for row in self.sheet.actuals),
            *(content_path(row.content_id) for row in self.sheet.contents),
        }
        return [row for row in self.send_backs if row.field not in paths]

    def half_year_of(self, content_id: int) -> HalfYearCheck | None:
        """実施内容の、上半期の確認。なければ None。"""
        return self.half_year.get(content_id)

    def remarks_at(self, path: str) -> list[SendBack]:
        """欄 path への差戻しの指摘。"""
        return [row for row in self.send_backs if row.field == path]

    def differs(self, rating: Rating | None) -> bool:
        """選んだ評語が提案と違うか。選んでいないか、提案がなければ違わない。"""
        code = self.suggestion.code
        return bool(rating and code and rating.code != code)

    def find_cautions(self) -> list[Finding]:
        """手元の行に当たる注意。"""
        return find_cautions(
            Material(
                record=self.record,
                actuals=self.actuals,
                contents=self.contents,
                bands=self.bands,
                judgements=self.judgements,
                targets=self.sheet.targets,
                last_record=self.sheet.last_record,
                last_actuals=self.sheet.last_actuals,
                last_contents=self.sheet.last_progress,
            )
        )


def may_enter(actor: Actor, record: ProgressRecord | None) -> bool:
    """入力の様式で書けるか。下書きを保存する人か、預かって訂正する人。"""
    if record is None:
        return False
    case = case_of(record)
    return can_save(actor, case) or can_correct(actor, case)


def open_desk(record: ProgressRecord, actor: Actor, buttons: Collection[str] = ()) -> EntryDesk:
    """記入の机を開く。buttons は押されたボタンの名。問い合わせは四つ。

    見せるだけのもの（実施時期、差戻しの指摘、再掲、上半期の確認、委員会の意見）は、画面に描くときに初めて読む。
    """
    case = case_of(record)
    is_open = can_save(actor, case)
    verb = "submit" if "_submit" in buttons else "save"
    sheet = load_sheet(record, with_siblings=bool(buttons))
    return EntryDesk(
        record=record,
        sheet=sheet,
        verb=verb if is_open else "correct",
        is_on_behalf=is_open and is_on_behalf(actor, case),
        may_submit=can_submit(actor, replace(case, state=RecordState.DRAFT)),
        ratings=list(record.review.scale.ratings.order_by("order")),
        cautions=list(Caution.objects.filter(record=record).order_by("pk")),
        send_backs=_when_shown(partial(_open_remarks, record)),
        relisted=sheet.relisted,
        half_year=_when_shown(partial(checks_of, record)),
        opinions=_when_shown(partial(open_opinions_on, record, actor)),
        actuals=sheet.actuals,
        contents=sheet.contents,
    )


def _when_shown(load: Callable[[], Any]) -> Any:
    """見せるときに初めて load で読むもの。"""
    return SimpleLazyObject(load)


def _open_remarks(record: ProgressRecord) -> list[SendBack]:
    if record.state != RecordState.SENT_BACK:
        return []
    rows = SendBack.objects.filter(record=record, answered_at__isnull=True).select_related("by")
    return list(rows.order_by("at", "pk"))
