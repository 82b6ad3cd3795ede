"""Campaigns as they stood when the first sixteen migrations became this one.

A database that has all sixteen goes on: Django takes this one for applied. Their files are gone, since every release
so far brought its databases to the end of them. Only a new database runs what stands here.
"""

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

# Holidays (休) and weekend days that are worked instead (班), as the State Council published them for these years.
# Later years are entered by people.
PUBLISHED = """
2024-01-01 休 元旦
2024-02-04 班 春节
2024-02-10 休 春节
2024-02-11 休 春节
2024-02-12 休 春节
2024-02-13 休 春节
2024-02-14 休 春节
2024-02-15 休 春节
2024-02-16 休 春节
2024-02-17 休 春节
2024-02-18 班 春节
2024-04-04 休 清明节
2024-04-05 休 清明节
2024-04-06 休 清明节
2024-04-07 班 清明节
2024-04-28 班 劳动节
2024-05-01 休 劳动节
2024-05-02 休 劳动节
2024-05-03 休 劳动节
2024-05-04 休 劳动节
2024-05-05 休 劳动节
2024-05-11 班 劳动节
2024-06-10 休 端午节
2024-09-14 班 中秋节
2024-09-15 休 中秋节
2024-09-16 休 中秋节
2024-09-17 休 中秋节
2024-09-29 班 国庆节
2024-10-01 休 国庆节
2024-10-02 休 国庆节
2024-10-03 休 国庆节
2024-10-04 休 国庆节
2024-10-05 休 国庆节
2024-10-06 休 国庆节
2024-10-07 休 国庆节
2024-10-12 班 国庆节
2025-01-01 休 元旦
2025-01-26 班 春节
2025-01-28 休 春节
2025-01-29 休 春节
2025-01-30 休 春节
2025-01-31 休 春节
2025-02-01 休 春节
2025-02-02 休 春节
2025-02-03 休 春节
2025-02-04 休 春节
2025-02-08 班 春节
2025-04-04 休 清明节
2025-04-05 休 清明节
2025-04-06 休 清明节
2025-04-27 班 劳动节
2025-05-01 休 劳动节
2025-05-02 休 劳动节
2025-05-03 休 劳动节
2025-05-04 休 劳动节
2025-05-05 休 劳动节
2025-05-31 休 端午节
2025-06-01 休 端午节
2025-06-02 休 端午节
2025-09-28 班 国庆节
2025-10-01 休 国庆节
2025-10-02 休 国庆节
2025-10-03 休 国庆节
2025-10-04 休 国庆节
2025-10-05 休 国庆节
2025-10-06 休 中秋节
2025-10-07 休 国庆节
2025-10-08 休 国庆节
2025-10-11 班 国庆节
2026-01-01 休 元旦
2026-01-02 休 元旦
2026-01-03 休 元旦
2026-01-04 班 元旦
2026-02-14 班 春节
2026-02-15 休 春节
2026-02-16 休 春节
2026-02-17 休 春节
2026-02-18 休 春节
2026-02-19 休 春节
2026-02-20 休 春节
2026-02-21 休 春节
2026-02-22 休 春节
2026-02-23 休 春节
2026-02-28 班 春节
2026-04-04 休 清明节
2026-04-05 休 清明节
2026-04-06 休 清明节
2026-05-01 休 劳动节
2026-05-02 休 劳动节
2026-05-03 休 劳动节
2026-05-04 休 劳动节
2026-05-05 休 劳动节
2026-05-09 班 劳动节
2026-06-19 休 端午节
2026-06-20 休 端午节
2026-06-21 休 端午节
2026-09-20 班 国庆节
2026-09-25 休 中秋节
2026-09-26 休 中秋节
2026-09-27 休 中秋节
2026-10-01 休 国庆节
2026-10-02 休 国庆节
2026-10-03 休 国庆节
2026-10-04 休 国庆节
2026-10-05 休 国庆节
2026-10-06 休 国庆节
2026-10-07 休 国庆节
2026-10-10 班 国庆节
"""


def enter_published_days(apps, schema_editor):
    day_off = apps.get_model("campaigns", "DayOff")
    rows = (line.split() for line in PUBLISHED.strip().splitlines())
    day_off.objects.bulk_create(day_off(day=day, is_worked=kind == "班", name=name) for day, kind, name in rows)


class Migration(migrations.Migration):

    replaces = [
        ('campaigns', '0001_initial'),
        ('campaigns', '0002_initial'),
        ('campaigns', '0003_sheets'),
        ('campaigns', '0004_opinions_and_projects'),
        ('campaigns', '0005_sign_off'),
        ('campaigns', '0006_column_mapping'),
        ('campaigns', '0007_ledger'),
        ('campaigns', '0008_sheet_deadline'),
        ('campaigns', '0009_problems_and_vetoes'),
        ('campaigns', '0010_days_off'),
        ('campaigns', '0011_evidence'),
        ('campaigns', '0012_hall_links'),
        ('campaigns', '0013_applied_checklist'),
        ('campaigns', '0014_assignments'),
        ('campaigns', '0015_leaders_and_pairings'),
        ('campaigns', '0016_digest_mails'),
    ]

    initial = True

    dependencies = [
        ('villages', '0001_squashed_0002_accounts_of_ones_own'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='campaigns', to='villages.county', verbose_name='county')),
                ('year', models.PositiveSmallIntegerField(verbose_name='year')),
                ('word', models.CharField(choices=[('creation', 'creation'), ('building', 'building')], default='creation', max_length=8, verbose_name='the effort is called')),
                ('phase', models.CharField(choices=[('planning', 'planning'), ('creating', 'under way'), ('rating', 'rating'), ('closed', 'closed')], default='planning', max_length=8, verbose_name='phase')),
                ('planning_from', models.DateField(verbose_name='planning begins')),
                ('plan_due', models.DateField(help_text='The last day on which townships may submit, included.', verbose_name='plans due')),
                ('sheet_due', models.DateField(blank=True, help_text='The last day for the full plan sheets, included; empty for the same day as the stars.', null=True, verbose_name='plan sheets due')),
                ('assessment_on', models.DateField(help_text='Deadlines of tasks are counted back from this day.', verbose_name='assessment')),
                ('rating_due', models.DateField(verbose_name='rating ends')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, help_text='in 10,000 yuan', max_digits=10, null=True, verbose_name='reward budget')),
                ('rate', models.DecimalField(blank=True, decimal_places=2, help_text='in 10,000 yuan', max_digits=8, null=True, verbose_name='reward per star')),
                ('capstone', models.CharField(choices=[('off', 'not checked'), ('warning', 'a warning'), ('blocking', 'not allowed')], default='warning', max_length=8, verbose_name='solid-branch star without the other four')),
                ('winning', models.CharField(choices=[('required', 'all required tasks are done'), ('points', 'by points out of 100')], default='required', max_length=8, verbose_name='a star is won when')),
                ('points_needed', models.PositiveSmallIntegerField(default=80, help_text='Out of 100, where stars are won by points.', verbose_name='points needed')),
                ('rhythm', models.CharField(choices=[('week', 'weekly assignment'), ('ten_days', 'ten-day assignment'), ('half_month', 'half-monthly assignment'), ('month', 'monthly assignment'), ('days', 'regular assignment')], default='week', max_length=10, verbose_name='rhythm of assignments')),
                ('rhythm_days', models.PositiveSmallIntegerField(default=7, help_text='Counted from the day on which planning begins.', verbose_name="days of a rhythm of one's own")),
                ('visits_a_month', models.PositiveSmallIntegerField(default=1, help_text='Asked for in each unit; 0 where no visits are asked for.', verbose_name="contact leaders' visits a month")),
                ('standard', models.CharField(max_length=60, verbose_name='standard')),
                ('applied', models.JSONField(blank=True, help_text='While tasks are being changed the ledgers count on by this; empty where they follow the tasks.', null=True, verbose_name='checklist as applied')),
            ],
            options={
                'verbose_name': 'campaign',
                'verbose_name_plural': 'campaigns',
                'ordering': ['-year', 'county'],
                'constraints': [models.UniqueConstraint(fields=('county', 'year'), name='a_county_has_one_campaign_a_year', violation_error_message='This county already has a campaign in that year.'), models.CheckConstraint(condition=models.Q(('planning_from__lte', models.F('plan_due')), ('plan_due__lte', models.F('assessment_on')), ('assessment_on__lte', models.F('rating_due'))), name='the_dates_of_a_campaign_follow_each_other', violation_error_message='The dates must follow each other: planning, plans due, assessment, end of rating.'), models.CheckConstraint(condition=models.Q(('sheet_due', None), models.Q(('sheet_due__gte', models.F('plan_due')), ('sheet_due__lte', models.F('assessment_on'))), _connector='OR'), name='plan_sheets_are_due_between_stars_and_assessment', violation_error_message='Plan sheets are due on the day of the stars or later, before the assessment.'), models.CheckConstraint(condition=models.Q(models.Q(('budget', None), ('budget__gte', 0), _connector='OR'), models.Q(('rate', None), ('rate__gte', 0), _connector='OR')), name='money_is_not_negative', violation_error_message='Money cannot be negative.'), models.CheckConstraint(condition=models.Q(('points_needed__gte', 1), ('points_needed__lte', 100)), name='points_needed_are_out_of_a_hundred', violation_error_message='The points needed lie between 1 and 100.'), models.CheckConstraint(condition=models.Q(('rhythm_days__gte', 1), ('rhythm_days__lte', 100)), name='a_rhythm_has_some_days', violation_error_message='The days of a rhythm lie between 1 and 100.'), models.CheckConstraint(condition=models.Q(('visits_a_month__gte', 0), ('visits_a_month__lte', 31)), name='visits_a_month_fit_into_a_month', violation_error_message='Between 0 and 31 visits a month.')],
            },
        ),
        migrations.CreateModel(
            name='Star',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stars', to='campaigns.campaign', verbose_name='campaign')),
                ('kind', models.CharField(choices=[('village', 'village'), ('community', 'community')], max_length=9, verbose_name='star set')),
                ('code', models.SlugField(max_length=20, verbose_name='code')),
                ('name', models.CharField(max_length=20, verbose_name='name')),
                ('order', models.PositiveSmallIntegerField(verbose_name='order')),
                ('is_capstone', models.BooleanField(default=False, verbose_name='needs the other four')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='lead department')),
                ('task_force', models.CharField(blank=True, max_length=60, verbose_name='task force')),
            ],
            options={
                'verbose_name': 'star',
                'verbose_name_plural': 'stars',
                'ordering': ['campaign', '-kind', 'order'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'kind', 'code'), name='a_star_stands_once_in_its_set', violation_error_message='The star set already has a star of this code.'), models.UniqueConstraint(fields=('campaign', 'kind', 'order'), name='stars_of_a_set_have_an_order', violation_error_message='Two stars of a set cannot have the same place in the order.')],
            },
        ),
        migrations.CreateModel(
            name='StarPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('star', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='campaigns.star', verbose_name='star')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='villages.post', verbose_name='post')),
            ],
            options={
                'verbose_name': 'star of a task force',
                'verbose_name_plural': 'stars of task forces',
                'constraints': [models.UniqueConstraint(fields=('star', 'post'), name='a_post_has_a_star_once')],
            },
        ),
        migrations.AddField(
            model_name='star',
            name='posts',
            field=models.ManyToManyField(related_name='stars', through='campaigns.StarPost', to='villages.post', verbose_name='posts'),
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('star', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='campaigns.star', verbose_name='star')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='campaigns.task', verbose_name='part of')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('title', models.CharField(max_length=80, verbose_name='title')),
                ('done_when', models.TextField(blank=True, verbose_name='what counts as done')),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='usual evidence')),
                ('is_required', models.BooleanField(default=True, verbose_name='required')),
                ('points', models.PositiveSmallIntegerField(default=0, verbose_name='points')),
                ('weeks_before', models.PositiveSmallIntegerField(default=4, verbose_name='weeks before the assessment')),
                ('is_retired', models.BooleanField(default=False, help_text='It leaves the ledgers when the checklist is applied; what was written of it stays.', verbose_name='taken off in mid-year')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'ordering': ['star', 'number'],
                'constraints': [models.UniqueConstraint(fields=('star', 'number'), name='a_task_number_stands_once_in_its_star', violation_error_message='The star already has a task of this number.')],
            },
        ),
        migrations.CreateModel(
            name='Veto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vetoes', to='campaigns.campaign', verbose_name='campaign')),
                ('kind', models.CharField(blank=True, choices=[('village', 'village'), ('community', 'community')], max_length=9, verbose_name='star set')),
                ('star', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='vetoes', to='campaigns.star', verbose_name='star')),
                ('text', models.CharField(max_length=120, verbose_name='text')),
            ],
            options={
                'verbose_name': 'veto',
                'verbose_name_plural': 'vetoes',
                'ordering': ['campaign', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='campaigns.campaign', verbose_name='campaign')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='villages.township', verbose_name='township')),
                ('extended_until', models.DateField(blank=True, null=True, verbose_name='extended until')),
                ('signed_by_name', models.CharField(blank=True, max_length=40, verbose_name='signed by')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
            ],
            options={
                'verbose_name': "township's filing",
                'verbose_name_plural': "townships' filings",
                'ordering': ['campaign', 'township'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'township'), name='a_township_files_once_a_campaign')],
            },
        ),
        migrations.CreateModel(
            name='Plan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plans', to='campaigns.campaign', verbose_name='campaign')),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='villages.village', verbose_name='unit')),
                ('kind', models.CharField(choices=[('village', 'village'), ('community', 'community')], max_length=9, verbose_name='rated by')),
                ('state', models.CharField(choices=[('not_begun', 'not begun'), ('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned'), ('approved', 'approved')], default='not_begun', max_length=9, verbose_name='state')),
                ('no_target', models.BooleanField(default=False, verbose_name='no target this year')),
                ('no_target_reason', models.CharField(blank=True, max_length=120, verbose_name='reason for no target')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('approved_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of what was approved')),
                ('return_reason', models.TextField(blank=True, verbose_name='reason for return')),
                ('open_until', models.DateField(blank=True, help_text='A returned or reopened plan may be submitted until this day, included.', null=True, verbose_name='open until')),
            ],
            options={
                'verbose_name': 'plan sheet',
                'verbose_name_plural': 'plan sheets',
                'ordering': ['campaign', 'village'],
                'indexes': [models.Index(fields=['campaign', 'state'], name='plan_by_state')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'village'), name='a_unit_has_one_plan_a_year'), models.CheckConstraint(condition=models.Q(('submitted_by', None), ('approved_by', None), models.Q(('submitted_by', models.F('approved_by')), _negated=True), _connector='OR'), name='nobody_approves_what_they_submitted', violation_error_message='Whoever submitted a plan cannot approve it.'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at', None), ('approved_by', None)), _connector='OR'), name='an_approved_plan_says_who_approved_it'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'approved']), _negated=True), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='a_submitted_plan_says_who_submitted_it'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('return_reason', ''), _negated=True), _connector='OR'), name='a_returned_plan_says_why', violation_error_message='Say why it is returned.'), models.CheckConstraint(condition=models.Q(('no_target', False), models.Q(('no_target_reason', ''), _negated=True), _connector='OR'), name='a_unit_without_a_target_says_why', violation_error_message='Say why the unit has no target this year.')],
            },
        ),
        migrations.CreateModel(
            name='PlanStar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stars', to='campaigns.plan', verbose_name='plan sheet')),
                ('star', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='campaigns.star', verbose_name='star')),
                ('held', models.BooleanField(default=False, verbose_name='held')),
                ('target', models.BooleanField(default=False, verbose_name='target')),
            ],
            options={
                'verbose_name': 'star of a plan',
                'verbose_name_plural': 'stars of plans',
                'ordering': ['plan', 'star__order'],
                'constraints': [models.UniqueConstraint(fields=('plan', 'star'), name='a_plan_has_a_star_once')],
            },
        ),
        migrations.CreateModel(
            name='Problem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='problems', to='campaigns.plan', verbose_name='unit')),
                ('star', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='campaigns.star', verbose_name='star')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='problems', to='campaigns.task', verbose_name='task')),
                ('text', models.TextField(max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='problem')),
                ('source', models.CharField(choices=[('self', 'self-check'), ('township', 'township check'), ('task_force', 'task force check'), ('inspection', 'inspection from above'), ('letter', 'letter or visit'), ('opinion', 'opinion on the plan'), ('visit', "contact leader's visit"), ('other', 'other source')], default='self', max_length=10, verbose_name='source')),
                ('source_word', models.CharField(blank=True, max_length=60, verbose_name='more on the source')),
                ('found_on', models.DateField(verbose_name='found on')),
                ('support_unit', models.CharField(blank=True, max_length=60, verbose_name='support unit')),
                ('measure', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='planned measure')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='to be done by')),
                ('person', models.CharField(blank=True, max_length=40, verbose_name='responsible person')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='lead department')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.post', verbose_name='entered by')),
                ('state', models.CharField(choices=[('open', 'to be fixed'), ('fixed', 'fixed, to be rechecked'), ('rechecked', 'rechecked, to be closed'), ('closed', 'struck off'), ('returned', 'fix sent back')], default='open', max_length=9, verbose_name='state')),
                ('fix', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='what was done')),
                ('fixed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='fixed by')),
                ('fixed_at', models.DateTimeField(blank=True, null=True, verbose_name='fixed at')),
                ('rechecked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='rechecked by')),
                ('rechecked_at', models.DateTimeField(blank=True, null=True, verbose_name='rechecked at')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
                ('return_reason', models.TextField(blank=True, max_length=300, validators=[django.core.validators.MaxLengthValidator(300)], verbose_name='reason for sending back')),
            ],
            options={
                'verbose_name': 'problem',
                'verbose_name_plural': 'problems',
                'ordering': ['plan', 'pk'],
                'indexes': [models.Index(fields=['plan', 'state'], name='problem_by_state'), models.Index(fields=['due_on'], name='problem_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='a_problem_says_something', violation_error_message='Say what the problem is.'), models.CheckConstraint(condition=models.Q(('task', None), ('star__isnull', False), _connector='OR'), name='a_problem_of_a_task_is_of_its_star'), models.CheckConstraint(condition=models.Q(('due_on', None), ('due_on__gte', models.F('found_on')), _connector='OR'), name='a_problem_is_due_after_it_is_found', violation_error_message='A problem is due after it is found.'), models.CheckConstraint(condition=models.Q(models.Q(('fixed_at', None), ('fixed_by', None), ('state__in', ('open', 'returned'))), models.Q(models.Q(('state__in', ('open', 'returned')), _negated=True), ('fixed_at__isnull', False), ('fixed_by__isnull', False)), _connector='OR'), name='a_fixed_problem_says_who_fixed_it'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['rechecked', 'closed']), ('rechecked_at__isnull', False), ('rechecked_by__isnull', False)), models.Q(models.Q(('state__in', ['rechecked', 'closed']), _negated=True), ('rechecked_at', None), ('rechecked_by', None)), _connector='OR'), name='a_rechecked_problem_says_who_rechecked_it'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None), ('closed_by', None)), _connector='OR'), name='a_closed_problem_says_who_closed_it'), models.CheckConstraint(condition=models.Q(('fixed_by', None), models.Q(models.Q(('rechecked_by', None), models.Q(('fixed_by', models.F('rechecked_by')), _negated=True), _connector='OR'), models.Q(('closed_by', None), models.Q(('fixed_by', models.F('closed_by')), _negated=True), _connector='OR')), _connector='OR'), name='nobody_rechecks_or_closes_what_they_fixed', violation_error_message='Whoever reported a problem fixed can neither recheck nor close it.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('return_reason', ''), _negated=True), _connector='OR'), name='a_fix_sent_back_says_why', violation_error_message='Say why it is sent back.')],
            },
        ),
        migrations.CreateModel(
            name='UnitTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='campaigns.plan', verbose_name='unit')),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='campaigns.task', verbose_name='task')),
                ('in_force', models.BooleanField(default=True, help_text='A row leaves the ledger with its star, and comes back with it as it was.', verbose_name='in force')),
                ('state', models.CharField(choices=[('unsorted', 'reached or gap?'), ('not_started', 'gap, not started'), ('under_way', 'being worked on'), ('reported', 'reported done'), ('checked', 'checked'), ('returned', 'sent back')], default='unsorted', max_length=11, verbose_name='state')),
                ('was_reached', models.BooleanField(default=False, verbose_name="reached before the year's work began")),
                ('present', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='present state')),
                ('gap', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='gap')),
                ('measure', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='planned measure')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='lead department')),
                ('leader', models.CharField(blank=True, max_length=40, verbose_name='responsible leader')),
                ('person', models.CharField(blank=True, max_length=40, verbose_name='responsible person')),
                ('support_unit', models.CharField(blank=True, max_length=60, verbose_name='support unit')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='begins on')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='to be done by')),
                ('due_is_own', models.BooleanField(default=False, help_text='The schedule leaves such a day alone.', verbose_name='the day was set by hand')),
                ('progress', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='progress')),
                ('reported_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reported by')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='reported at')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked at')),
                ('return_reason', models.TextField(blank=True, max_length=300, validators=[django.core.validators.MaxLengthValidator(300)], verbose_name='reason for sending back')),
            ],
            options={
                'verbose_name': 'row of the ledger',
                'verbose_name_plural': 'rows of the ledger',
                'ordering': ['plan', 'task'],
                'indexes': [models.Index(fields=['plan', 'in_force', 'state'], name='ledger_by_state'), models.Index(fields=['due_on'], name='ledger_by_day')],
                'constraints': [models.UniqueConstraint(fields=('plan', 'task'), name='a_unit_has_a_task_once'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), ('state', 'checked')), models.Q(models.Q(('state', 'checked'), _negated=True), ('checked_at', None), ('checked_by', None)), _connector='OR'), name='a_checked_task_says_who_checked_it'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['reported', 'checked']), _negated=True), models.Q(('reported_at__isnull', False), ('reported_by__isnull', False)), _connector='OR'), name='a_reported_task_says_who_reported_it'), models.CheckConstraint(condition=models.Q(('reported_by', None), ('checked_by', None), models.Q(('reported_by', models.F('checked_by')), _negated=True), _connector='OR'), name='nobody_checks_what_they_reported', violation_error_message='Whoever reported a task done cannot check it.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('return_reason', ''), _negated=True), _connector='OR'), name='a_task_sent_back_says_why', violation_error_message='Say why it is sent back.'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('due_on', None), ('starts_on__lte', models.F('due_on')), _connector='OR'), name='a_task_is_due_after_it_begins', violation_error_message='A task is due after it begins.')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to='campaigns.unittask', verbose_name='row of the ledger')),
                ('until', models.DateField(verbose_name='asked until')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('open', 'asked'), ('granted', 'granted'), ('declined', 'declined')], default='open', max_length=8, verbose_name='state')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
            ],
            options={
                'verbose_name': 'request for more time',
                'verbose_name_plural': 'requests for more time',
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='more_time_is_asked_for_with_a_reason', violation_error_message='Say why more time is needed.'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('row',), name='a_task_has_one_open_request_for_time', violation_error_message='More time has been asked for already.')],
            },
        ),
        migrations.CreateModel(
            name='DayOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('is_worked', models.BooleanField(default=False, verbose_name='worked')),
                ('name', models.CharField(blank=True, max_length=40, verbose_name='name')),
            ],
            options={
                'verbose_name': 'day off',
                'verbose_name_plural': 'days off',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to='campaigns.campaign', verbose_name='campaign')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('text', models.TextField(max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='what is assigned')),
                ('demand', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='what is asked')),
                ('star', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.star', verbose_name='star')),
                ('task', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.task', verbose_name='task')),
                ('department', models.CharField(max_length=60, verbose_name='responsible department')),
                ('due_on', models.DateField(verbose_name='to be done by')),
                ('given_on', models.DateField(verbose_name='given on')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                ('state', models.CharField(choices=[('given', 'given, to be replied to'), ('replied', 'replied, to be closed'), ('returned', 'reply sent back'), ('closed', 'assignment struck off')], default='given', max_length=8, verbose_name='state')),
                ('reply', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='reply')),
                ('reply_from', models.CharField(blank=True, max_length=60, verbose_name='replied for the department by')),
                ('replied_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='reply typed by')),
                ('replied_at', models.DateTimeField(blank=True, null=True, verbose_name='replied at')),
                ('return_reason', models.TextField(blank=True, max_length=300, validators=[django.core.validators.MaxLengthValidator(300)], verbose_name='reason for sending back')),
                ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ('closed_at', models.DateTimeField(blank=True, null=True, verbose_name='closed at')),
            ],
            options={
                'verbose_name': 'assignment',
                'verbose_name_plural': 'assignments',
                'ordering': ['campaign', 'number'],
                'indexes': [models.Index(fields=['campaign', 'state'], name='assignment_by_state')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'number'), name='an_assignment_has_a_number_of_its_own', violation_error_message='Another assignment got this number just now. Send it once more.'), models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), models.Q(('department', ''), _negated=True)), name='an_assignment_says_what_and_to_whom', violation_error_message='Say what is assigned, and to which department.'), models.CheckConstraint(condition=models.Q(('due_on__gte', models.F('given_on'))), name='an_assignment_is_due_after_it_is_given', violation_error_message='An assignment is due after it is given.'), models.CheckConstraint(condition=models.Q(models.Q(('replied_at', None), ('replied_by', None), ('state__in', ('given', 'returned'))), models.Q(models.Q(('state__in', ('given', 'returned')), _negated=True), models.Q(('reply', ''), _negated=True), ('replied_at__isnull', False), ('replied_by__isnull', False)), _connector='OR'), name='a_reply_says_what_and_who_typed_it', violation_error_message='Say what was done.'), models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('state', 'closed')), models.Q(models.Q(('state', 'closed'), _negated=True), ('closed_at', None), ('closed_by', None)), _connector='OR'), name='a_closed_assignment_says_who_closed_it'), models.CheckConstraint(condition=models.Q(('replied_by', None), ('closed_by', None), models.Q(('replied_by', models.F('closed_by')), _negated=True), _connector='OR'), name='nobody_closes_what_they_replied', violation_error_message='Whoever typed the reply cannot close the assignment.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('return_reason', ''), _negated=True), _connector='OR'), name='a_reply_sent_back_says_why', violation_error_message='Say why it is sent back.')],
            },
        ),
        migrations.CreateModel(
            name='AssignmentRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='campaigns.assignment', verbose_name='assignment')),
                ('row', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='campaigns.unittask', verbose_name='row of the ledger')),
            ],
            options={
                'verbose_name': 'task of an assignment',
                'verbose_name_plural': 'tasks of assignments',
                'constraints': [models.UniqueConstraint(fields=('assignment', 'row'), name='an_assignment_gathers_a_task_once')],
            },
        ),
        migrations.AddField(
            model_name='assignment',
            name='rows',
            field=models.ManyToManyField(related_name='assignments', through='campaigns.AssignmentRow', to='campaigns.unittask', verbose_name='rows of the ledger'),
        ),
        migrations.CreateModel(
            name='AssignmentProblem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='campaigns.assignment', verbose_name='assignment')),
                ('problem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='campaigns.problem', verbose_name='problem')),
            ],
            options={
                'verbose_name': 'problem of an assignment',
                'verbose_name_plural': 'problems of assignments',
                'constraints': [models.UniqueConstraint(fields=('assignment', 'problem'), name='an_assignment_gathers_a_problem_once')],
            },
        ),
        migrations.AddField(
            model_name='assignment',
            name='problems',
            field=models.ManyToManyField(related_name='assignments', through='campaigns.AssignmentProblem', to='campaigns.problem', verbose_name='problems'),
        ),
        migrations.CreateModel(
            name='DigestMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='villages.post', verbose_name='post')),
                ('week', models.DateField(help_text='Its Monday.', verbose_name='week')),
                ('sent_at', models.DateTimeField(auto_now_add=True, verbose_name='sent at')),
            ],
            options={
                'verbose_name': 'weekly digest by e-mail',
                'verbose_name_plural': 'weekly digests by e-mail',
                'ordering': ['-week', 'post'],
                'constraints': [models.UniqueConstraint(fields=('post', 'week'), name='a_post_gets_one_digest_a_week')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceFile',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='files', to='villages.township', verbose_name='township')),
                ('name', models.CharField(help_text='as it was uploaded; only ever shown as text', max_length=120, verbose_name='file name')),
                ('kind', models.CharField(choices=[('picture', 'picture'), ('pdf', 'PDF'), ('word', 'Word document'), ('excel', 'workbook')], max_length=7, verbose_name='kind')),
                ('size', models.PositiveIntegerField(verbose_name='size in bytes')),
                ('digest', models.CharField(db_index=True, max_length=64, verbose_name='digest of the content')),
                ('origin', models.CharField(db_index=True, max_length=64, verbose_name='digest of the content as it came')),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('unused_since', models.DateTimeField(blank=True, help_text='Whatever serves nothing for long is swept away.', null=True, verbose_name='found unused at')),
            ],
            options={
                'verbose_name': 'evidence file',
                'verbose_name_plural': 'evidence files',
                'ordering': ['-uploaded_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('township', 'digest'), name='a_township_has_a_content_once', violation_error_message='A colleague is uploading the same file right now. Load the page anew.')],
            },
        ),
        migrations.CreateModel(
            name='EvidenceUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='campaigns.evidencefile', verbose_name='evidence file')),
                ('row', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='campaigns.unittask', verbose_name='row of the ledger')),
                ('problem', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='campaigns.problem', verbose_name='problem')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='attached by')),
                ('at', models.DateTimeField(verbose_name='attached at')),
            ],
            options={
                'verbose_name': 'use of evidence',
                'verbose_name_plural': 'uses of evidence',
                'ordering': ['at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('file', 'row'), name='a_file_serves_a_task_once', violation_error_message='The file is attached already.'), models.UniqueConstraint(fields=('file', 'problem'), name='a_file_serves_a_problem_once', violation_error_message='The file is attached already.'), models.CheckConstraint(condition=models.Q(models.Q(('problem', None), ('row__isnull', False)), models.Q(('problem__isnull', False), ('row', None)), _connector='OR'), name='evidence_serves_one_thing')],
            },
        ),
        migrations.CreateModel(
            name='FigureSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sheets', to='campaigns.campaign', verbose_name='campaign')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='villages.township', verbose_name='township')),
                ('source', models.CharField(choices=[('plan', 'county plan'), ('share', 'share'), ('declared', 'declared'), ('entered', 'entered'), ('approved', 'approved figure')], max_length=8, verbose_name='source')),
            ],
            options={
                'verbose_name': 'sheet of figures',
                'verbose_name_plural': 'sheets of figures',
                'ordering': ['campaign', 'township', 'source'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'township', 'source'), name='a_source_states_its_figures_once', violation_error_message='These figures have been entered by someone else in the meantime.'), models.UniqueConstraint(condition=models.Q(('township', None)), fields=('campaign', 'source'), name='a_county_states_its_figures_once', violation_error_message='These figures have been entered by someone else in the meantime.'), models.CheckConstraint(condition=models.Q(models.Q(('source', 'plan'), ('township', None)), models.Q(('source__in', ['share', 'declared']), ('township__isnull', False)), _connector='OR'), name='the_county_plans_and_townships_have_shares_and_declare')],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='campaigns.figuresheet', verbose_name='sheet')),
                ('kind', models.CharField(choices=[('village', 'village'), ('community', 'community')], max_length=9, verbose_name='star set')),
                ('measure', models.CharField(choices=[('level', 'units by level'), ('star', 'units by star')], max_length=5, verbose_name='measure')),
                ('key', models.CharField(max_length=20, verbose_name='level or star')),
                ('count', models.PositiveIntegerField(verbose_name='count')),
            ],
            options={
                'verbose_name': 'figure',
                'verbose_name_plural': 'figures',
                'ordering': ['sheet', '-kind', 'measure', 'key'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'kind', 'measure', 'key'), name='a_sheet_states_a_figure_once')],
            },
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='campaigns.campaign', verbose_name='campaign')),
                ('stage', models.CharField(choices=[('opinion', 'draft for comment'), ('review', 'draft for review'), ('issued', 'issued'), ('other', 'other')], max_length=7, verbose_name='stage')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                ('frozen_at', models.DateTimeField(verbose_name='frozen at')),
                ('content', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='content')),
                ('digest', models.CharField(max_length=64, verbose_name='digest')),
            ],
            options={
                'verbose_name': 'version of the creation plan',
                'verbose_name_plural': 'versions of the creation plan',
                'ordering': ['campaign', 'frozen_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'name'), name='versions_of_a_plan_have_different_names', violation_error_message='There is already a version of this name.')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='campaigns.campaign', verbose_name='campaign')),
                ('finding', models.CharField(max_length=120, verbose_name='finding')),
                ('place', models.CharField(max_length=12, verbose_name='place')),
                ('digest', models.CharField(max_length=64, verbose_name='digest of the figures')),
                ('figures', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='figures')),
                ('state', models.CharField(choices=[('open', 'open'), ('explained', 'explained'), ('confirmed', 'confirmed'), ('set_aside', 'set aside')], max_length=9, verbose_name='state')),
                ('text', models.TextField(blank=True, verbose_name='text')),
            ],
            options={
                'verbose_name': 'answer to a finding',
                'verbose_name_plural': 'answers to findings',
                'ordering': ['campaign', 'finding'],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'finding'), name='a_finding_has_one_answer', violation_error_message='Someone else has answered this in the meantime.'), models.CheckConstraint(condition=models.Q(('state__in', ['explained', 'set_aside']), ('text', ''), _negated=True), name='an_explanation_has_words', violation_error_message='Give the reason in a few words.')],
            },
        ),
        migrations.CreateModel(
            name='HallLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hall_links', to='campaigns.campaign', verbose_name='campaign')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hall_links', to='villages.township', verbose_name='township')),
                ('name', models.CharField(max_length=40, verbose_name='name of the link')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='digest')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='made by')),
                ('made_at', models.DateTimeField(verbose_name='made at')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
            ],
            options={
                'verbose_name': 'hall link',
                'verbose_name_plural': 'hall links',
                'ordering': ['campaign', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_hall_link_has_a_name', violation_error_message='Say where the screen hangs.')],
            },
        ),
        migrations.CreateModel(
            name='ContactLeader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leaders', to='campaigns.campaign', verbose_name='campaign')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('title', models.CharField(blank=True, max_length=60, verbose_name='title')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
            ],
            options={
                'verbose_name': 'contact leader',
                'verbose_name_plural': 'contact leaders',
                'ordering': ['campaign', 'order', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_contact_leader_has_a_name', violation_error_message="Give the contact leader's name."), models.UniqueConstraint(fields=('campaign', 'name', 'title'), name='a_contact_leader_is_listed_once', violation_error_message='This contact leader is listed already.')],
            },
        ),
        migrations.CreateModel(
            name='LeaderUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='units', to='campaigns.contactleader', verbose_name='contact leader')),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='contact', to='campaigns.plan', verbose_name='unit')),
            ],
            options={
                'verbose_name': 'unit of a contact leader',
                'verbose_name_plural': 'units of contact leaders',
                'ordering': ['leader', 'plan'],
            },
        ),
        migrations.CreateModel(
            name='Visit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='campaigns.plan', verbose_name='unit')),
                ('leader', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='campaigns.contactleader', verbose_name='contact leader')),
                ('on', models.DateField(verbose_name='visited on')),
                ('found', models.TextField(max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='what the visit found')),
                ('arranged', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='solved or arranged')),
                ('problem', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='campaigns.problem', verbose_name='problem')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.post', verbose_name='entered by')),
            ],
            options={
                'verbose_name': 'visit',
                'verbose_name_plural': 'visits',
                'ordering': ['-on', 'plan', 'pk'],
                'indexes': [models.Index(fields=['plan', 'on'], name='visit_by_day')],
                'constraints': [models.CheckConstraint(condition=models.Q(('found', ''), _negated=True), name='a_visit_says_what_was_found', violation_error_message='Say what was found; also that nothing was.'), models.UniqueConstraint(fields=('plan', 'leader', 'on'), name='a_leader_visits_a_unit_once_a_day', violation_error_message="This leader's visit to the unit on that day is written down already.")],
            },
        ),
        migrations.CreateModel(
            name='ColumnMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mappings', to='villages.county', verbose_name='county')),
                ('name', models.CharField(max_length=60, verbose_name='name of the mapping')),
                ('columns', models.JSONField(default=dict, verbose_name='columns')),
            ],
            options={
                'verbose_name': 'column mapping',
                'verbose_name_plural': 'column mappings',
                'ordering': ['county', 'name'],
                'constraints': [models.UniqueConstraint(fields=('county', 'name'), name='a_county_names_a_mapping_once', violation_error_message='There is a mapping of this name already.')],
            },
        ),
        migrations.CreateModel(
            name='Opinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='campaigns.campaign', verbose_name='campaign')),
                ('place', models.CharField(db_index=True, max_length=12, verbose_name='place')),
                ('star', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opinions', to='campaigns.star', verbose_name='star')),
                ('text', models.TextField(max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='opinion')),
                ('from_whom', models.CharField(max_length=60, verbose_name='opinion from')),
                ('received_on', models.DateField(verbose_name='received on')),
                ('by_letter', models.BooleanField(default=False, verbose_name='entered from a letter')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.post', verbose_name='entered by')),
                ('state', models.CharField(choices=[('open', 'to be answered'), ('adopted', 'adopted'), ('partly', 'adopted in part'), ('not_adopted', 'not adopted')], default='open', max_length=11, verbose_name='state')),
                ('answer', models.TextField(blank=True, max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='answer')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
            ],
            options={
                'verbose_name': 'opinion',
                'verbose_name_plural': 'opinions',
                'ordering': ['campaign', 'pk'],
                'indexes': [models.Index(fields=['campaign', 'state'], name='opinion_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='an_opinion_says_something', violation_error_message='An opinion needs words.'), models.CheckConstraint(condition=models.Q(('from_whom', ''), _negated=True), name='an_opinion_says_from_whom_it_is', violation_error_message='Say from whom the opinion is.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='an_answered_opinion_says_who_answered'), models.CheckConstraint(condition=models.Q(('answer', ''), ('state__in', ['partly', 'not_adopted']), _negated=True), name='an_opinion_that_is_not_adopted_is_told_why', violation_error_message='Say what is not adopted, and why.')],
            },
        ),
        migrations.CreateModel(
            name='Pairing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pairings', to='campaigns.campaign', verbose_name='campaign')),
                ('strong', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helps', to='campaigns.plan', verbose_name='strong unit')),
                ('weak', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='helped', to='campaigns.plan', verbose_name='weak unit')),
                ('agreed_on', models.DateField(verbose_name='agreed on')),
                ('agreement', models.TextField(max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='agreement')),
                ('keeper', models.CharField(blank=True, max_length=40, verbose_name='looked after by')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='pairing ended on')),
            ],
            options={
                'verbose_name': 'pairing',
                'verbose_name_plural': 'pairings',
                'ordering': ['campaign', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('strong', models.F('weak')), _negated=True), name='a_unit_is_not_paired_with_itself', violation_error_message='A unit cannot be paired with itself.'), models.CheckConstraint(condition=models.Q(('agreement', ''), _negated=True), name='a_pairing_says_what_was_agreed', violation_error_message='Say what was agreed.'), models.CheckConstraint(condition=models.Q(('ended_on', None), ('ended_on__gte', models.F('agreed_on')), _connector='OR'), name='a_pairing_ends_after_it_begins', violation_error_message='A pairing ends after it was agreed.'), models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('weak',), name='a_unit_is_helped_by_one_pairing_at_a_time', violation_error_message='This unit is helped by another one already: end that pairing first.')],
            },
        ),
        migrations.CreateModel(
            name='PairingEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('pairing', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='campaigns.pairing', verbose_name='pairing')),
                ('on', models.DateField(verbose_name='done on')),
                ('done', models.TextField(max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='what was done together')),
                ('result', models.TextField(blank=True, max_length=500, validators=[django.core.validators.MaxLengthValidator(500)], verbose_name='result')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.post', verbose_name='entered by')),
            ],
            options={
                'verbose_name': "entry of a pairing's log",
                'verbose_name_plural': "entries of pairings' logs",
                'ordering': ['-on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('done', ''), _negated=True), name='an_entry_of_a_pairing_says_what_was_done', violation_error_message='Say what was done together.')],
            },
        ),
        migrations.CreateModel(
            name='Project',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='projects', to='campaigns.plan', verbose_name='unit')),
                ('star', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='campaigns.star', verbose_name='star')),
                ('name', models.CharField(max_length=80, verbose_name='project name')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, help_text='in 10,000 yuan', max_digits=9, null=True, verbose_name='money')),
                ('source', models.CharField(blank=True, choices=[('fiscal', 'county and township budget'), ('superior', 'higher-level funds'), ('collective', 'village collective'), ('social', 'society'), ('other', 'other')], max_length=10, verbose_name='source of the money')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='lead department')),
                ('person', models.CharField(blank=True, max_length=40, verbose_name='responsible person')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='begins on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='to be finished by')),
                ('state', models.CharField(choices=[('planned', 'planned, not begun'), ('under_way', 'being carried out'), ('done', 'finished'), ('dropped', 'given up')], default='planned', max_length=9, verbose_name='state')),
                ('note', models.TextField(blank=True, max_length=300, validators=[django.core.validators.MaxLengthValidator(300)], verbose_name='note')),
            ],
            options={
                'verbose_name': 'project',
                'verbose_name_plural': 'projects',
                'ordering': ['plan', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='a_project_has_a_name', violation_error_message='Give the project a name.'), models.CheckConstraint(condition=models.Q(('amount', None), models.Q(('amount__gte', 0), models.Q(('source', ''), _negated=True)), _connector='OR'), name='money_of_a_project_has_a_source', violation_error_message='Say where the money comes from.'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('ends_on', None), ('starts_on__lte', models.F('ends_on')), _connector='OR'), name='a_project_ends_after_it_begins', violation_error_message='A project is finished after it has begun.')],
            },
        ),
        migrations.CreateModel(
            name='Sheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('plan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sheet', to='campaigns.plan', verbose_name='plan sheet')),
                ('organisation', models.CharField(blank=True, choices=[('branch', 'Party branch'), ('general', 'general Party branch'), ('committee', 'Party committee')], max_length=9, verbose_name='form of Party organisation')),
                ('members', models.PositiveIntegerField(blank=True, null=True, verbose_name='Party members')),
                ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='population')),
                ('households', models.PositiveIntegerField(blank=True, null=True, verbose_name='households')),
                ('groups', models.PositiveIntegerField(blank=True, null=True, verbose_name="villagers' groups")),
                ('farmland', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='farmland')),
                ('income', models.DecimalField(blank=True, decimal_places=2, max_digits=9, null=True, verbose_name='collective income, last year')),
                ('speciality', models.CharField(blank=True, max_length=60, verbose_name='speciality')),
                ('focus', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='campaigns.star', verbose_name='focus star')),
                ('pilot', models.CharField(blank=True, choices=[('3', '二进三'), ('4', '三进四'), ('5', '四进五')], max_length=1, verbose_name='pilot')),
                ('contact_leader', models.CharField(blank=True, max_length=40, verbose_name='contact leader')),
                ('officer_in_charge', models.CharField(blank=True, max_length=40, verbose_name='township officer in charge')),
                ('first_secretary', models.CharField(blank=True, max_length=40, verbose_name='first secretary')),
                ('support_unit', models.CharField(blank=True, max_length=60, verbose_name='support unit')),
                ('paired_village', models.CharField(blank=True, max_length=60, verbose_name='paired village')),
                ('meeting_on', models.DateField(blank=True, null=True, verbose_name="members' meeting")),
                ('jump_reason', models.TextField(blank=True, max_length=300, verbose_name='reason for rising two levels or more')),
                ('state', models.CharField(choices=[('not_begun', 'not begun'), ('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned'), ('approved', 'approved')], default='not_begun', max_length=9, verbose_name='state')),
                ('submitted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='submitted by')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='submitted at')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='approved at')),
                ('approved_digest', models.CharField(blank=True, max_length=64, verbose_name='digest of what was approved')),
                ('return_reason', models.TextField(blank=True, verbose_name='reason for return')),
                ('returned_content', models.JSONField(blank=True, encoder=django.core.serializers.json.DjangoJSONEncoder, null=True, verbose_name='content when it was returned')),
                ('open_until', models.DateField(blank=True, null=True, verbose_name='open until')),
            ],
            options={
                'verbose_name': 'full plan sheet',
                'verbose_name_plural': 'full plan sheets',
                'ordering': ['plan'],
                'constraints': [models.CheckConstraint(condition=models.Q(('submitted_by', None), ('approved_by', None), models.Q(('submitted_by', models.F('approved_by')), _negated=True), _connector='OR'), name='nobody_approves_the_sheet_they_submitted', violation_error_message='Whoever submitted a plan cannot approve it.'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('approved_at', None), ('approved_by', None)), _connector='OR'), name='an_approved_sheet_says_who_approved_it'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['submitted', 'approved']), _negated=True), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='a_submitted_sheet_says_who_submitted_it'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'returned'), _negated=True), models.Q(('return_reason', ''), _negated=True), _connector='OR'), name='a_returned_sheet_says_why', violation_error_message='Say why it is returned.')],
            },
        ),
        migrations.CreateModel(
            name='StarCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cases', to='campaigns.sheet', verbose_name='full plan sheet')),
                ('star', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='campaigns.star', verbose_name='star')),
                ('strengths', models.TextField(blank=True, max_length=500, verbose_name='strengths')),
                ('reached', models.TextField(blank=True, max_length=500, verbose_name='reached already')),
                ('gaps', models.TextField(blank=True, max_length=500, verbose_name='gaps')),
                ('measure', models.TextField(blank=True, max_length=500, verbose_name='planned measure')),
                ('person', models.CharField(blank=True, max_length=40, verbose_name='responsible person')),
                ('department', models.CharField(blank=True, max_length=60, verbose_name='lead department')),
                ('due', models.DateField(blank=True, null=True, verbose_name='to be done by')),
            ],
            options={
                'verbose_name': 'row of a plan sheet',
                'verbose_name_plural': 'rows of plan sheets',
                'ordering': ['sheet', 'star__order'],
                'constraints': [models.UniqueConstraint(fields=('sheet', 'star'), name='a_sheet_has_a_row_for_a_star_once')],
            },
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('sheet', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='campaigns.sheet', verbose_name='full plan sheet')),
                ('cell', models.CharField(max_length=60, verbose_name='cell')),
                ('text', models.CharField(max_length=300, verbose_name='comment')),
                ('was', models.TextField(blank=True, verbose_name='what stood there')),
                ('is_open', models.BooleanField(default=True, verbose_name='open')),
            ],
            options={
                'verbose_name': 'comment on a sheet',
                'verbose_name_plural': 'comments on sheets',
                'ordering': ['sheet', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='campaigns.plan', verbose_name='plan sheet')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('open', 'asked'), ('granted', 'granted'), ('declined', 'declined')], default='open', max_length=8, verbose_name='state')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
            ],
            options={
                'verbose_name': 'request for a change',
                'verbose_name_plural': 'requests for a change',
                'ordering': ['-asked_at'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('plan',), name='a_plan_has_one_open_request', violation_error_message='A change has been asked for already.')],
            },
        ),
        migrations.CreateModel(
            name='VetoHit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='veto_hits', to='campaigns.plan', verbose_name='unit')),
                ('veto', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hits', to='campaigns.veto', verbose_name='veto')),
                ('department', models.CharField(max_length=60, verbose_name='source department')),
                ('found', models.TextField(max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='what was found')),
                ('evidence', models.TextField(blank=True, max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name='evidence')),
                ('found_on', models.DateField(verbose_name='found on')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='villages.post', verbose_name='entered from')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('answer', models.TextField(blank=True, max_length=1000, validators=[django.core.validators.MaxLengthValidator(1000)], verbose_name="the unit's answer")),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('state', models.CharField(choices=[('open', 'to be decided'), ('upheld', 'upheld'), ('dismissed', 'dismissed')], default='open', max_length=9, verbose_name='decision')),
                ('decision_reason', models.TextField(blank=True, max_length=300, validators=[django.core.validators.MaxLengthValidator(300)], verbose_name='reason for the decision')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
            ],
            options={
                'verbose_name': 'veto hit',
                'verbose_name_plural': 'veto hits',
                'ordering': ['plan', 'pk'],
                'indexes': [models.Index(fields=['plan', 'state'], name='veto_hit_by_state')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('department', ''), _negated=True), models.Q(('found', ''), _negated=True)), name='a_veto_hit_says_who_found_what', violation_error_message='Say which department found what.'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='an_answer_to_a_veto_hit_says_who_answered'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('decided_by', None), ('decision_reason', ''), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), models.Q(('decision_reason', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='a_decided_veto_hit_says_who_decided_and_why', violation_error_message='Say why it is upheld or dismissed.'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('entered_by')), _negated=True), _connector='OR'), name='nobody_decides_the_veto_hit_they_entered', violation_error_message='Whoever entered a veto hit cannot decide it.'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('plan', 'veto'), name='a_unit_has_a_veto_hit_once_undecided', violation_error_message='This veto is entered for the unit already and waits to be decided.')],
            },
        ),
        migrations.RunPython(enter_published_days, migrations.RunPython.noop),
    ]
