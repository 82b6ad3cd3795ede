"""Places and people as they stood when the two first migrations became this one.

A database that has both goes on: Django takes this one for applied. Their files are gone, since every release so far
brought its databases to the end of them.
"""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('villages', '0001_initial'),
        ('villages', '0002_accounts_of_ones_own'),
    ]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='Province',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('official_name', models.CharField(max_length=80, verbose_name='official name')),
                ('pinyin', models.CharField(blank=True, db_index=True, max_length=160, verbose_name='pinyin')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='initials')),
            ],
            options={
                'verbose_name': 'province',
                'verbose_name_plural': 'provinces',
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='City',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('official_name', models.CharField(max_length=80, verbose_name='official name')),
                ('pinyin', models.CharField(blank=True, db_index=True, max_length=160, verbose_name='pinyin')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='initials')),
                ('province', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cities', to='villages.province', verbose_name='province')),
            ],
            options={
                'verbose_name': 'city',
                'verbose_name_plural': 'cities',
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='County',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('official_name', models.CharField(max_length=80, verbose_name='official name')),
                ('pinyin', models.CharField(blank=True, db_index=True, max_length=160, verbose_name='pinyin')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='initials')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='counties', to='villages.city', verbose_name='city')),
            ],
            options={
                'verbose_name': 'county',
                'verbose_name_plural': 'counties',
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Township',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('official_name', models.CharField(max_length=80, verbose_name='official name')),
                ('pinyin', models.CharField(blank=True, db_index=True, max_length=160, verbose_name='pinyin')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='initials')),
                ('county', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='townships', to='villages.county', verbose_name='county')),
                ('kind', models.CharField(choices=[('xiang', 'rural township'), ('town', 'town'), ('street', 'street'), ('other', 'other')], max_length=6, verbose_name='kind')),
            ],
            options={
                'verbose_name': 'township',
                'verbose_name_plural': 'townships',
                'ordering': ['code'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='areas', to='villages.township', verbose_name='township')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('order', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
            ],
            options={
                'verbose_name': 'area',
                'verbose_name_plural': 'areas',
                'ordering': ['township', 'order', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('township', 'name'), name='areas_of_a_township_have_different_names', violation_error_message='The township already has an area of this name.')],
            },
        ),
        migrations.CreateModel(
            name='Village',
            fields=[
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name='code')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('official_name', models.CharField(max_length=80, verbose_name='official name')),
                ('pinyin', models.CharField(blank=True, db_index=True, max_length=160, verbose_name='pinyin')),
                ('initials', models.CharField(blank=True, db_index=True, max_length=40, verbose_name='initials')),
                ('township', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='villages', to='villages.township', verbose_name='township')),
                ('area', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='villages', to='villages.area', verbose_name='area')),
                ('kind', models.CharField(choices=[('village', 'village'), ('community', 'community')], max_length=9, verbose_name='registered as')),
                ('rated_as', models.CharField(blank=True, choices=[('village', 'village'), ('community', 'community')], help_text='The star set the unit is rated by; empty for a unit that is not rated.', max_length=9, verbose_name='rated by')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('retired_on', models.DateField(blank=True, null=True, verbose_name='retired on')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='villages.village', verbose_name='successor')),
            ],
            options={
                'verbose_name': 'unit',
                'verbose_name_plural': 'units',
                'ordering': ['code'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('successor', None), ('retired_on__isnull', False), _connector='OR'), name='only_a_retired_unit_has_a_successor', violation_error_message='Only a retired unit has a successor.'), models.CheckConstraint(condition=models.Q(('successor', models.F('code')), _negated=True), name='a_unit_does_not_succeed_itself', violation_error_message='A unit cannot be its own successor.')],
            },
        ),
        migrations.CreateModel(
            name='Officer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, unique=True, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('name', models.CharField(max_length=40, verbose_name='name')),
                ('phone', models.CharField(blank=True, max_length=20, verbose_name='phone')),
                ('is_demo', models.BooleanField(default=False, editable=False, verbose_name='demo account')),
                ('must_change_password', models.BooleanField(default=False, editable=False, help_text='Somebody else has given the password; at the next sign-in the person sets an own one first.', verbose_name='must set an own password')),
                ('unlocked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='sign-in unlocked at')),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
            options={
                'verbose_name': 'officer',
                'verbose_name_plural': 'officers',
            },
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='officer')),
                ('role', models.CharField(choices=[('county_office', 'county office'), ('county_leader', 'county leader'), ('task_force', 'task force'), ('township_organizer', 'township organizer'), ('city_leader', 'city leader'), ('province_leader', 'province leader'), ('administrator', 'administrator')], max_length=18, verbose_name='role')),
                ('title', models.CharField(blank=True, help_text='As it stands on the door, e.g. the Party building office.', max_length=60, verbose_name='title')),
                ('province', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='villages.province', verbose_name='province')),
                ('city', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='villages.city', verbose_name='city')),
                ('county', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='villages.county', verbose_name='county')),
                ('township', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='villages.township', verbose_name='township')),
                ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
            ],
            options={
                'verbose_name': 'post',
                'verbose_name_plural': 'posts',
                'ordering': ['officer', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('role', 'township_organizer'), ('city__isnull', True), ('county__isnull', True), ('province__isnull', True), ('township__isnull', False)), models.Q(('role', 'county_office'), ('city__isnull', True), ('county__isnull', False), ('province__isnull', True), ('township__isnull', True)), models.Q(('role', 'county_leader'), ('city__isnull', True), ('county__isnull', False), ('province__isnull', True), ('township__isnull', True)), models.Q(('role', 'task_force'), ('city__isnull', True), ('county__isnull', False), ('province__isnull', True), ('township__isnull', True)), models.Q(('role', 'city_leader'), ('city__isnull', False), ('county__isnull', True), ('province__isnull', True), ('township__isnull', True)), models.Q(('role', 'province_leader'), ('city__isnull', True), ('county__isnull', True), ('province__isnull', False), ('township__isnull', True)), models.Q(('role', 'administrator'), ('city__isnull', True), ('county__isnull', True), ('province__isnull', False), ('township__isnull', True)), models.Q(('role', 'administrator'), ('city__isnull', False), ('county__isnull', True), ('province__isnull', True), ('township__isnull', True)), models.Q(('role', 'administrator'), ('city__isnull', True), ('county__isnull', False), ('province__isnull', True), ('township__isnull', True)), _connector='OR'), name='a_post_names_the_place_of_its_role', violation_error_message='A post names exactly one place, of the level that its role has.')],
            },
        ),
    ]
