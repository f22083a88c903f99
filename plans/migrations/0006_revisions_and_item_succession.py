"""計画の見直しの案と改定の印、実施項目の引継ぎを加える。"""

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

from plans.period_triggers import KeepPeriodTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0005_item_department_successor'),
    ]

    operations = [
        KeepPeriodTriggers(
            [
                migrations.AddField(
                    model_name='historicalimplementationcontent',
                    name='added_in',
                    field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.planrevision', verbose_name='加えた改定'),
                ),
                migrations.AddField(
                    model_name='historicalimplementationcontent',
                    name='dropped_in',
                    field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.planrevision', verbose_name='廃止した改定'),
                ),
                migrations.AddField(
                    model_name='historicalimplementationcontent',
                    name='former_titles',
                    field=models.JSONField(default=list, editable=False, verbose_name='改定前の実施内容'),
                ),
                migrations.AddField(
                    model_name='historicalindicator',
                    name='added_in',
                    field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.planrevision', verbose_name='加えた改定'),
                ),
                migrations.AddField(
                    model_name='historicalindicator',
                    name='dropped_in',
                    field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.planrevision', verbose_name='廃止した改定'),
                ),
                migrations.AddField(
                    model_name='historicalplanrevision',
                    name='enforced_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='施行日時'),
                ),
                migrations.AddField(
                    model_name='historicalplanrevision',
                    name='enforced_by',
                    field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='施行した人'),
                ),
                migrations.AddField(
                    model_name='historicalplanrevision',
                    name='lines',
                    field=models.JSONField(default=list, editable=False, verbose_name='新旧の控え'),
                ),
                migrations.AddField(
                    model_name='implementationcontent',
                    name='added_in',
                    field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='added_%(class)ss', to='plans.planrevision', verbose_name='加えた改定'),
                ),
                migrations.AddField(
                    model_name='implementationcontent',
                    name='dropped_in',
                    field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dropped_%(class)ss', to='plans.planrevision', verbose_name='廃止した改定'),
                ),
                migrations.AddField(
                    model_name='implementationcontent',
                    name='former_titles',
                    field=models.JSONField(default=list, editable=False, verbose_name='改定前の実施内容'),
                ),
                migrations.AddField(
                    model_name='indicator',
                    name='added_in',
                    field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='added_%(class)ss', to='plans.planrevision', verbose_name='加えた改定'),
                ),
                migrations.AddField(
                    model_name='indicator',
                    name='dropped_in',
                    field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dropped_%(class)ss', to='plans.planrevision', verbose_name='廃止した改定'),
                ),
                migrations.AddField(
                    model_name='planrevision',
                    name='enforced_at',
                    field=models.DateTimeField(editable=False, null=True, verbose_name='施行日時'),
                ),
                migrations.AddField(
                    model_name='planrevision',
                    name='enforced_by',
                    field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='施行した人'),
                ),
                migrations.AddField(
                    model_name='planrevision',
                    name='lines',
                    field=models.JSONField(default=list, editable=False, verbose_name='新旧の控え'),
                ),
                migrations.CreateModel(
                    name='HistoricalItemSuccession',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('predecessor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.actionitem', verbose_name='前の計画の項目')),
                        ('successor', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.actionitem', verbose_name='引き継ぐ項目')),
                    ],
                    options={
                        'verbose_name': '項目の引継ぎの変更履歴',
                        'verbose_name_plural': 'historical 項目の引継ぎ',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='HistoricalRevisionDraft',
                    fields=[
                        ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                        ('name', models.CharField(max_length=50, verbose_name='名称')),
                        ('from_year', models.PositiveSmallIntegerField(verbose_name='適用開始年度')),
                        ('decided_on', models.DateField(blank=True, null=True, verbose_name='決定日')),
                        ('reason', models.TextField(blank=True, verbose_name='理由')),
                        ('entries', models.JSONField(default=dict, editable=False, verbose_name='案の中身')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                        ('saved_at', models.DateTimeField(editable=False, verbose_name='保存日時')),
                        ('history_id', models.AutoField(primary_key=True, serialize=False)),
                        ('history_date', models.DateTimeField(db_index=True)),
                        ('history_change_reason', models.TextField(null=True)),
                        ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                        ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('plan', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='plans.plan', verbose_name='計画')),
                        ('saved_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='保存した人')),
                    ],
                    options={
                        'verbose_name': '見直しの案の変更履歴',
                        'verbose_name_plural': 'historical 計画の見直しの案',
                        'ordering': ('-history_date', '-history_id'),
                        'get_latest_by': ('history_date', 'history_id'),
                    },
                    bases=(simple_history.models.HistoricalChanges, models.Model),
                ),
                migrations.CreateModel(
                    name='ItemSuccession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('predecessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='successor_links', to='plans.actionitem', verbose_name='前の計画の項目')),
                        ('successor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='predecessor_links', to='plans.actionitem', verbose_name='引き継ぐ項目')),
                    ],
                    options={
                        'verbose_name': '項目の引継ぎ',
                        'verbose_name_plural': '項目の引継ぎ',
                        'ordering': ('successor', 'predecessor'),
                        'constraints': [models.UniqueConstraint(fields=('successor', 'predecessor'), name='item_succeeds_an_item_once'), models.CheckConstraint(condition=models.Q(('successor', models.F('predecessor')), _negated=True), name='item_does_not_succeed_itself')],
                    },
                ),
                migrations.CreateModel(
                    name='RevisionDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=50, verbose_name='名称')),
                        ('from_year', models.PositiveSmallIntegerField(verbose_name='適用開始年度')),
                        ('decided_on', models.DateField(blank=True, null=True, verbose_name='決定日')),
                        ('reason', models.TextField(blank=True, verbose_name='理由')),
                        ('entries', models.JSONField(default=dict, editable=False, verbose_name='案の中身')),
                        ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版')),
                        ('saved_at', models.DateTimeField(editable=False, verbose_name='保存日時')),
                        ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='revision_draft', to='plans.plan', verbose_name='計画')),
                        ('saved_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='保存した人')),
                    ],
                    options={
                        'verbose_name': '計画の見直しの案',
                        'verbose_name_plural': '計画の見直しの案',
                        'ordering': ('plan',),
                        'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='revision_draft_has_a_name')],
                    },
                ),
            ]
        ),
    ]
