"""The change log as it stood when its two first migrations became this one.

A database that has both goes on: Django takes this one for applied. Their files are gone, since every release so far
brought its databases to the end of them.
"""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [
        ('changes', '0001_initial'),
        ('changes', '0002_initial'),
    ]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChangeSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.CharField(max_length=40, verbose_name='deed')),
                ('at', models.DateTimeField(db_index=True, verbose_name='time')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('acting_as', models.CharField(blank=True, max_length=120, verbose_name='acting as')),
                ('on_behalf', models.BooleanField(default=False, verbose_name='on behalf of the township')),
                ('place', models.CharField(blank=True, db_index=True, max_length=12, verbose_name='place')),
                ('year', models.PositiveSmallIntegerField(null=True, verbose_name='year')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('summary', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='summary')),
                ('request_id', models.CharField(blank=True, max_length=36, verbose_name='request')),
                ('undoes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='changes.changeset', verbose_name='undoes')),
                ('previous', models.CharField(max_length=64, verbose_name='previous digest')),
                ('digest', models.CharField(max_length=64, unique=True, verbose_name='digest')),
            ],
            options={
                'verbose_name': 'change set',
                'verbose_name_plural': 'change sets',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changeset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='changes.changeset', verbose_name='change set')),
                ('kind', models.CharField(choices=[('created', 'created'), ('updated', 'changed'), ('deleted', 'deleted')], max_length=8, verbose_name='kind')),
                ('model', models.CharField(max_length=60, verbose_name='model')),
                ('object_id', models.CharField(max_length=40, verbose_name='record')),
                ('name', models.CharField(max_length=160, verbose_name='name')),
                ('place', models.CharField(blank=True, db_index=True, max_length=12, verbose_name='place')),
                ('before', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='before')),
                ('after', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder, verbose_name='after')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['model', 'object_id'], name='change_by_record')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('token', models.CharField(max_length=36, verbose_name='token')),
                ('changeset', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='changes.changeset', verbose_name='change set')),
                ('at', models.DateTimeField(auto_now_add=True, verbose_name='time')),
            ],
            options={
                'verbose_name': 'receipt',
                'verbose_name_plural': 'receipts',
                'constraints': [models.UniqueConstraint(fields=('by', 'token'), name='a_form_is_submitted_once')],
            },
        ),
    ]
