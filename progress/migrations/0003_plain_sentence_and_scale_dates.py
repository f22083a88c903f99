"""報告に紹介の一文を、評価の尺度に使う期間を添える。"""

from django.db import migrations, models

from plans.period_triggers import KeepPeriodTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('progress', '0002_period_triggers'),
    ]

    operations = [
        KeepPeriodTriggers(
            [
                migrations.AddField(
                    model_name='historicalprogressrecord',
                    name='sentence',
                    field=models.CharField(blank=True, help_text='空欄なら、規則で作った文を使います。', max_length=200, verbose_name='紹介の一文'),
                ),
                migrations.AddField(
                    model_name='historicalratingscale',
                    name='ends_on',
                    field=models.DateField(blank=True, help_text='この日より後に用意する年度では選べません。すでに使った年度は変わりません。', null=True, verbose_name='使い終わる日'),
                ),
                migrations.AddField(
                    model_name='historicalratingscale',
                    name='starts_on',
                    field=models.DateField(blank=True, help_text='この日から後に用意する年度で選べます。空欄なら、いつでも選べます。', null=True, verbose_name='使い始める日'),
                ),
                migrations.AddField(
                    model_name='progressrecord',
                    name='sentence',
                    field=models.CharField(blank=True, help_text='空欄なら、規則で作った文を使います。', max_length=200, verbose_name='紹介の一文'),
                ),
                migrations.AddField(
                    model_name='ratingscale',
                    name='ends_on',
                    field=models.DateField(blank=True, help_text='この日より後に用意する年度では選べません。すでに使った年度は変わりません。', null=True, verbose_name='使い終わる日'),
                ),
                migrations.AddField(
                    model_name='ratingscale',
                    name='starts_on',
                    field=models.DateField(blank=True, help_text='この日から後に用意する年度で選べます。空欄なら、いつでも選べます。', null=True, verbose_name='使い始める日'),
                ),
                migrations.AddConstraint(
                    model_name='ratingscale',
                    constraint=models.CheckConstraint(condition=models.Q(('starts_on__isnull', True), ('ends_on__isnull', True), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='scale_starts_before_it_ends', violation_error_message='使い終わる日は、使い始める日以後にしてください。'),
                ),
            ]
        ),
    ]
