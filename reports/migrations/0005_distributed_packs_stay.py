"""配布した委員会資料と、そのファイルを、書き換えられないようにする。"""

from django.db import migrations

from plans.period_triggers import PeriodTrigger, drop_triggers, make_triggers

MESSAGE = "配布した委員会資料は変えられません。"
PACK_COLUMNS = (
    "state", "number", "version", "meeting_name", "place", "agenda", "recipients", "choices",
    "focus", "facts",
)  # fmt: skip
FILE_COLUMNS = ("pack_id", "kind", "content", "sha256", "size")


def _differs(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns)


TRIGGERS = (
    PeriodTrigger(
        "frozen_committeepack",
        "reports_committeepack",
        f"OLD.state = 'distributed' AND ({_differs(PACK_COLUMNS)})",
        message=MESSAGE,
        events=("UPDATE",),
    ),
    PeriodTrigger(
        "frozen_packfile",
        "reports_packfile",
        _differs(FILE_COLUMNS),
        message=MESSAGE,
        events=("UPDATE",),
    ),
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0004_pack_of_a_meeting"), ("plans", "0002_period_triggers")]

    operations = [migrations.RunPython(make_triggers(TRIGGERS), drop_triggers(TRIGGERS))]
