import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0001_initial'),
        ('attendance', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200, verbose_name='Tên tệp')),
                ('file_digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField(verbose_name='Cỡ')),
                ('original', models.BinaryField(null=True)),
                ('grid', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('received', 'Đã nhận tệp'), ('preview', 'Chờ ghi nhận'), ('refused', 'Không đọc được'), ('committed', 'Đã ghi nhận'), ('discarded', 'Đã bỏ')], default='received', max_length=9, verbose_name='Trạng thái')),
                ('refusal', models.CharField(blank=True, default='', max_length=300)),
                ('choices', models.JSONField(default=dict)),
                ('summary', models.JSONField(default=dict)),
                ('progress', models.PositiveSmallIntegerField(default=0)),
                ('working_since', models.DateTimeField(null=True)),
                ('uploaded_at', models.DateTimeField(verbose_name='Lúc')),
                ('committed_at', models.DateTimeField(null=True)),
                ('result', models.JSONField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_imports', to='activities.activity')),
                ('committed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('sheet', models.CharField(max_length=100)),
                ('number', models.PositiveIntegerField()),
                ('part', models.PositiveSmallIntegerField(default=1)),
                ('action', models.CharField(choices=[('create', 'Người mới'), ('match', 'Đã có hồ sơ'), ('duplicate', 'Trùng dòng khác'), ('error', 'Có lỗi')], max_length=9)),
                ('is_excluded', models.BooleanField(default=False)),
                ('data', models.JSONField()),
                ('problems', models.JSONField(default=list)),
                ('why', models.JSONField(default=list)),
                ('candidates', models.JSONField(default=list)),
                ('duplicate_of', models.PositiveIntegerField(null=True)),
                ('is_registered', models.BooleanField(default=False)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='roster_rows', to='people.person')),
                ('registration', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='roster_rows', to='attendance.registration')),
                ('roster', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='imports.rosterimport')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('committed_at__isnull', False), ('result__isnull', False), ('state', 'committed')), models.Q(models.Q(('state', 'committed'), _negated=True), ('committed_at__isnull', True)), _connector='OR'), name='a_committed_roster_has_its_time_and_result'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'preview', 'refused', 'committed', 'discarded'])), name='a_roster_is_in_a_known_state'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.UniqueConstraint(fields=('roster', 'position'), name='a_roster_has_one_row_in_each_place'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['create', 'match', 'duplicate', 'error'])), name='a_roster_row_does_a_known_thing'),
        ),
    ]
