"""年度の進行管理の対象年度が計画期間の外に出るのを、データベースでも拒む。"""

from django.db import migrations

from plans.period_triggers import PeriodTrigger, drop_triggers, make_triggers

TRIGGERS = (
    PeriodTrigger(
        "period_holds_review",
        "progress_annualreview",
        """EXISTS (
            SELECT 1 FROM plans_plan
            WHERE plans_plan.id = NEW.plan_id
            AND NOT NEW.fiscal_year BETWEEN plans_plan.first_year AND plans_plan.last_year
        )""",
    ),
    PeriodTrigger(
        "period_covers_reviews",
        "plans_plan",
        """EXISTS (
            SELECT 1 FROM progress_annualreview
            WHERE progress_annualreview.plan_id = NEW.id
            AND NOT progress_annualreview.fiscal_year BETWEEN NEW.first_year AND NEW.last_year
        )""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("progress", "0001_initial"), ("plans", "0002_period_triggers")]

    operations = [migrations.RunPython(make_triggers(TRIGGERS), drop_triggers(TRIGGERS))]
