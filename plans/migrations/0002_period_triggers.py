"""目標値・実施時期が計画期間の外に出るのを、データベースでも拒む。"""

from django.db import migrations

from plans.period_triggers import PeriodTrigger, drop_triggers, make_triggers

TRIGGERS = (
    PeriodTrigger(
        "period_holds_target",
        "plans_target",
        """EXISTS (
            SELECT 1 FROM plans_indicator
            JOIN plans_actionitem ON plans_actionitem.id = plans_indicator.item_id
            JOIN plans_plan ON plans_plan.id = plans_actionitem.plan_id
            WHERE plans_indicator.id = NEW.indicator_id
            AND NOT NEW.fiscal_year BETWEEN plans_plan.first_year AND plans_plan.last_year
        )""",
    ),
    PeriodTrigger(
        "period_holds_span",
        "plans_phasespan",
        """EXISTS (
            SELECT 1 FROM plans_implementationcontent
            JOIN plans_actionitem ON plans_actionitem.id = plans_implementationcontent.item_id
            JOIN plans_plan ON plans_plan.id = plans_actionitem.plan_id
            WHERE plans_implementationcontent.id = NEW.content_id
            AND (NEW.first_year < plans_plan.first_year OR NEW.last_year > plans_plan.last_year)
        )""",
    ),
    PeriodTrigger(
        "period_covers_targets",
        "plans_plan",
        """EXISTS (
            SELECT 1 FROM plans_target
            JOIN plans_indicator ON plans_indicator.id = plans_target.indicator_id
            JOIN plans_actionitem ON plans_actionitem.id = plans_indicator.item_id
            WHERE plans_actionitem.plan_id = NEW.id
            AND NOT plans_target.fiscal_year BETWEEN NEW.first_year AND NEW.last_year
        )""",
    ),
    PeriodTrigger(
        "period_covers_spans",
        "plans_plan",
        """EXISTS (
            SELECT 1 FROM plans_phasespan
            JOIN plans_implementationcontent
            ON plans_implementationcontent.id = plans_phasespan.content_id
            JOIN plans_actionitem ON plans_actionitem.id = plans_implementationcontent.item_id
            WHERE plans_actionitem.plan_id = NEW.id
            AND (plans_phasespan.first_year < NEW.first_year
                 OR plans_phasespan.last_year > NEW.last_year)
        )""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [migrations.RunPython(make_triggers(TRIGGERS), drop_triggers(TRIGGERS))]
