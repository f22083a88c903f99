"""進行管理の部屋で使う選択肢。"""

from django.db import models


class ReviewState(models.TextChoices):
    """年度の進行管理の段階。"""

    PREPARING = "preparing", "準備中"
    ACCEPTING = "accepting", "受付中"
    DELIBERATING = "deliberating", "委員会審議中"
    PUBLISHED = "published", "公表済"


class RecordState(models.TextChoices):
    """進捗報告の状態。"""

    BLANK = "blank", "未入力"
    DRAFT = "draft", "下書き"
    SENT_BACK = "sent_back", "差戻し"
    SUBMITTED = "submitted", "提出済"
    APPROVED = "approved", "課長確認済"
    FINALIZED = "finalized", "確定"


class Outcome(models.TextChoices):
    """前年度の改善策がどうなったか。"""

    DONE = "done", "実施した"
    PARTLY = "partly", "一部を実施した"
    NOT_DONE = "not_done", "できなかった"
    CHANGED = "changed", "状況が変わった"


class Pace(models.TextChoices):
    """実施内容の進み。予定行事は実施の有無で答える。"""

    AHEAD = "ahead", "前倒し"
    ON_SCHEDULE = "on_schedule", "予定どおり"
    DELAYED = "delayed", "遅れ"
    NOT_STARTED_PLANNED = "not_started_planned", "未着手（予定どおり）"
    NOT_STARTED_LATE = "not_started_late", "未着手（遅れ）"
    COMPLETED = "completed", "完了"
    CANCELLED = "cancelled", "中止"
    HELD = "held", "実施した"
    NOT_HELD = "not_held", "実施しなかった"


EVENT_PACES = (Pace.HELD, Pace.NOT_HELD)
PLAIN_PACES = tuple(pace for pace in Pace if pace not in EVENT_PACES)


class OpinionKind(models.TextChoices):
    """委員会の意見の種類。"""

    QUESTION = "question", "質問"
    OPINION = "opinion", "意見"
    PROPOSAL = "proposal", "提言"


class OpinionSource(models.TextChoices):
    """意見がどこから来たか。"""

    SCREEN = "screen", "委員の画面"
    PAPER = "paper", "意見票・会議"


class OpinionState(models.TextChoices):
    """意見の状態。完結するまで、年度を越えて持ち越す。誤った登録は、番号を残して取り消す。"""

    OPEN = "open", "対応中"
    CLOSED = "closed", "完結"
    CANCELLED = "cancelled", "登録取消"


class Stance(models.TextChoices):
    """意見への対応方針。"""

    REFLECT = "reflect", "反映する"
    PARTLY = "partly", "一部反映"
    LATER = "later", "今後検討"
    DIFFICULT = "difficult", "対応困難"
    REFERENCE = "reference", "参考"


class ResponseState(models.TextChoices):
    """一つの課の回答の状態。"""

    ASKED = "asked", "回答待ち"
    ANSWERED = "answered", "確認待ち"
    CONFIRMED = "confirmed", "確認済"


class FollowUpState(models.TextChoices):
    """意見への対応状況。"""

    NOT_STARTED = "not_started", "未着手"
    UNDERWAY = "underway", "対応中"
    DONE = "done", "完了"


class SummarySubject(models.TextChoices):
    """総括の対象。"""

    WHOLE = "whole", "全体"
    GOAL = "goal", "基本目標"
    POLICY = "policy", "基本方針"


class OpinionStage(models.TextChoices):
    """意見がいまどこにあるか。意見の状態と、課の回答の状態から決まる。"""

    UNASSIGNED = "unassigned", "担当課未定"
    ASKED = "asked", "回答待ち"
    ANSWERED = "answered", "総務課の確認待ち"
    UNDERWAY = "underway", "対応中"
    CLOSED = "closed", "完結"
    CANCELLED = "cancelled", "登録取消"
