import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0001_initial'),
        ('attendance', '0001_initial'),
        ('people', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contest',
            fields=[
                ('activity_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='activities.activity')),
                ('theme', models.CharField(blank=True, default='', max_length=300, verbose_name='Chủ đề')),
                ('rounds', models.JSONField(blank=True, default=list, verbose_name='Các phần thi')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hosted_contests', to='people.organisation', verbose_name='Trường đăng cai')),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
            },
            bases=('activities.activity',),
        ),
        migrations.CreateModel(
            name='Team',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='Tên đội')),
                ('represents', models.CharField(blank=True, default='', max_length=120, verbose_name='Đại diện cho (khối, lớp, cụm)')),
                ('contest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='teams', to='contests.contest')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='people.organisation', verbose_name='Trường, đơn vị dự thi')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Result',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Xếp hạng')),
                ('prize', models.CharField(choices=[('first', 'Giải Nhất'), ('second', 'Giải Nhì'), ('third', 'Giải Ba'), ('consolation', 'Giải Khuyến khích'), ('special', 'Giải phụ'), ('none', 'Không có giải')], max_length=12, verbose_name='Giải')),
                ('title', models.CharField(blank=True, default='', max_length=120, verbose_name='Tên giải phụ')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='contests.team')),
            ],
            options={
                'ordering': ['place', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='TeamMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('captain', 'Đội trưởng'), ('official', 'Chính thức'), ('reserve', 'Dự bị'), ('support', 'Phụ diễn')], default='official', max_length=10, verbose_name='Vai trong đội')),
                ('registration', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='team_member', to='attendance.registration')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='contests.team')),
            ],
            options={
                'ordering': ['part', 'registration__person__sort_key'],
            },
        ),
        migrations.AddConstraint(
            model_name='team',
            constraint=models.UniqueConstraint(fields=('contest', 'name'), name='a_team_is_named_once_per_contest'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(condition=models.Q(('prize', 'special'), _negated=True), fields=('team',), name='a_team_has_one_ranked_result'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.UniqueConstraint(condition=models.Q(('prize', 'special')), fields=('team', 'title'), name='a_team_has_a_special_prize_once'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('prize', 'special'), _negated=True), models.Q(('title', ''), _negated=True), _connector='OR'), name='a_special_prize_has_a_name'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(('place__isnull', True), ('place__gte', 1), _connector='OR'), name='a_place_counts_from_one'),
        ),
        migrations.AddConstraint(
            model_name='teammember',
            constraint=models.UniqueConstraint(condition=models.Q(('part', 'captain')), fields=('team',), name='a_team_has_one_captain'),
        ),
    ]
