"""公表版の写しとファイルを、固めた後に書き換えられないようにする。"""

from django.db import migrations

from plans.period_triggers import PeriodTrigger, drop_triggers, make_triggers

MESSAGE = "公表版の写しは変えられません。"
FROZEN = {
    "publishedreport": (
        "plan_key", "plan_name", "fiscal_year", "version", "is_sample", "facts_text", "sha256",
        "correction_note", "differences", "prepared_at", "prepared_by_id",
    ),
    "publishedfile": ("report_id", "name", "content", "sha256", "size"),
}  # fmt: skip
TRIGGERS = tuple(
    PeriodTrigger(
        f"frozen_{table}",
        f"reports_{table}",
        " OR ".join(f"OLD.{column} <> NEW.{column}" for column in columns),
        message=MESSAGE,
        events=("UPDATE",),
    )
    for table, columns in FROZEN.items()
)


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_published_reports"), ("plans", "0002_period_triggers")]

    operations = [migrations.RunPython(make_triggers(TRIGGERS), drop_triggers(TRIGGERS))]
