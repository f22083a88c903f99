"""SDGsと関連計画を、計画に添える。"""

import django.db.models.deletion
import plans.sdgs
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from plans.period_triggers import KeepPeriodTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0002_period_triggers'),
    ]

    operations = [
        KeepPeriodTriggers(
            [
                migrations.AddField(
                    model_name='actionitem',
                    name='sdgs',
                    field=plans.sdgs.SdgField(blank=True, default=list, verbose_name='SDGs（持続可能な開発目標）'),
                ),
                migrations.AddField(
                    model_name='basicgoal',
                    name='sdgs',
                    field=plans.sdgs.SdgField(blank=True, default=list, verbose_name='SDGs（持続可能な開発目標）'),
                ),
                migrations.AddField(
                    model_name='historicalactionitem',
                    name='sdgs',
                    field=plans.sdgs.SdgField(blank=True, default=list, verbose_name='SDGs（持続可能な開発目標）'),
                ),
                migrations.AddField(
                    model_name='historicalbasicgoal',
                    name='sdgs',
                    field=plans.sdgs.SdgField(blank=True, default=list, verbose_name='SDGs（持続可能な開発目標）'),
                ),
                migrations.CreateModel(
                    name='HistoricalRelatedPlan',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(default=1, verbose_name='並び順')),
                        ('name', models.CharField(max_length=200, verbose_name='関連計画')),
                        ('concerns_whole_plan', models.BooleanField(default=False, help_text='実施項目を選ばず、計画の全体につながるとき。', verbose_name='計画の全体に関わる')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='計画書の記載箇所')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.plan', verbose_name='計画')),
                    ],
                    options={
                        'verbose_name': '関連計画の変更履歴',
                        'verbose_name_plural': 'historical 関連計画',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='RelatedPlan',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(default=1, verbose_name='並び順')),
                        ('name', models.CharField(max_length=200, verbose_name='関連計画')),
                        ('concerns_whole_plan', models.BooleanField(default=False, help_text='実施項目を選ばず、計画の全体につながるとき。', verbose_name='計画の全体に関わる')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='計画書の記載箇所')),
                        ('items', models.ManyToManyField(blank=True, related_name='related_plans', to='plans.actionitem', verbose_name='実施項目')),
                        ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='related_plans', to='plans.plan', verbose_name='計画')),
                    ],
                    options={
                        'verbose_name': '関連計画',
                        'verbose_name_plural': '関連計画',
                        'ordering': ('plan', 'number', 'pk'),
                    },
                ),
                migrations.CreateModel(
                    name='HistoricalRelatedPlan_items',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('m2m_history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('actionitem', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.actionitem')),
                        ('history', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='plans.historicalrelatedplan')),
                        ('relatedplan', models.ForeignKey(blank=True, db_constraint=False, db_tablespace='', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.relatedplan')),
                    ],
                    options={
                        'verbose_name': 'HistoricalRelatedPlan_items',
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.AddConstraint(
                    model_name='relatedplan',
                    constraint=models.UniqueConstraint(fields=('plan', 'name'), name='related_plan_is_named_once', violation_error_message='同じ名前の関連計画がすでにあります。'),
                ),
            ]
        ),
    ]
