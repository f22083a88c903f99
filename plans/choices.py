"""計画の部屋で使う選択肢。値は英語、画面の語は日本語。"""

from django.db import models


class Role(models.TextChoices):
    """所属での役割。"""

    STAFF = "staff", "職員"
    HEAD = "head", "課長"
    DEPUTY_HEAD = "deputy_head", "課長代理"
    READER = "reader", "閲覧者"


class StatementSection(models.TextChoices):
    """個票の記述欄。"""

    CURRENT_STATE = "current_state", "現状と課題"
    DIRECTION = "direction", "基本的な方向性（目的）"
    RESPONSE = "response", "具体的な対応（取組内容）"


class ContentKind(models.TextChoices):
    """実施内容の区分。"""

    OWN = "own", "固有"
    COMMON = "common", "共通"


class Qualifier(models.TextChoices):
    """実施内容の継続区分（書名のとおり）。"""

    NEW = "new", "新規"
    CONTINUED = "continued", "継続"
    STRENGTHENED = "strengthened", "充実・強化"


class Stage(models.TextChoices):
    """実施時期の標準の段階。予定行事（改選・選定）は進み方でなく実施の有無を見る。"""

    CONSIDER = "consider", "検討"
    TRIAL = "trial", "試行"
    CARRY_OUT = "carry_out", "実施"
    EVALUATE = "evaluate", "評価・充実"
    EVENT = "event", "予定行事"


class IndicatorKind(models.TextChoices):
    """指標の型。達成率の計算式を決める（design §5）。"""

    INCREASE = "increase", "増やす"
    DECREASE = "decrease", "減らす"
    KEEP = "keep", "維持"
    CUMULATIVE = "cumulative", "累計"
    REACH = "reach", "到達"
    OTHER_PLAN = "other_plan", "別計画による"
    RECORD_ONLY = "record_only", "実績のみ"


class EntryKind(models.TextChoices):
    """実績の入力の形。目標値の書き方とは別に指標が決める。"""

    NUMBER = "number", "数値"
    WITH_SECOND = "with_second", "数値と第2値"
    TEXT = "text", "文言"


class Absence(models.TextChoices):
    """数値がない理由。0 とは混ぜない。"""

    NOT_ENTERED = "not_entered", "未入力"
    NOT_APPLICABLE = "not_applicable", "該当なし（－）"
    UNDETERMINED = "undetermined", "未確定（…）"
    EXCLUDED = "excluded", "中止・評価対象外"


class SourceNoteKind(models.TextChoices):
    """原典注記の種類。"""

    DISCREPANCY = "discrepancy", "個票と一覧の相違"
    AMBIGUITY = "ambiguity", "読み取りの不確かさ"
    WORDING = "wording", "原典の表記"


class ImportKind(models.TextChoices):
    """取込の種類。"""

    ENTRY = "entry", "記入用のExcel"
    PLAN = "plan", "計画のExcel"
    LIST = "list", "一覧のExcel"


class ImportState(models.TextChoices):
    """取込の予定の状態。"""

    WAITING = "waiting", "確認待ち"
    DONE = "done", "取込済"
