import activities.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Activity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('training-session', 'Lớp tập huấn'), ('contest', 'Hội thi')], editable=False, max_length=20, verbose_name='Loại')),
                ('title', models.CharField(max_length=300, verbose_name='Tên hoạt động')),
                ('folded', models.CharField(editable=False, max_length=600)),
                ('venue', models.CharField(blank=True, default='', max_length=200, verbose_name='Địa điểm')),
                ('organiser', models.CharField(blank=True, default='', max_length=200, verbose_name='Đơn vị tổ chức')),
                ('starts_on', models.DateField(db_index=True, verbose_name='Từ ngày')),
                ('ends_on', models.DateField(verbose_name='Đến ngày')),
                ('status', models.CharField(choices=[('draft', 'Nháp'), ('open', 'Đang mở'), ('closed', 'Đã kết thúc'), ('cancelled', 'Đã hủy')], default='draft', max_length=10, verbose_name='Trạng thái')),
                ('walk_ins', models.CharField(choices=[('none', 'Không nhận'), ('staff', 'Nhận tại bàn và máy quét'), ('anyone', 'Nhận cả ở trang mã QR điểm danh, người đến tự ghi tên')], default='staff', max_length=6, verbose_name='Đăng ký tại chỗ')),
                ('target_group', models.CharField(blank=True, default='', max_length=200, verbose_name='Đối tượng')),
                ('planned_participants', models.PositiveIntegerField(blank=True, null=True, verbose_name='Số người dự kiến')),
                ('programme_line', models.CharField(blank=True, default='', max_length=200, verbose_name='Nguồn kinh phí, dự án')),
                ('plan_reference', models.CharField(blank=True, default='', max_length=200, verbose_name='Căn cứ kế hoạch')),
                ('cancel_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='Lý do hủy')),
                ('cancelled_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='places.unit', verbose_name='Địa bàn')),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=60, verbose_name='Tên buổi')),
                ('starts_at', models.DateTimeField(verbose_name='Bắt đầu')),
                ('ends_at', models.DateTimeField(verbose_name='Kết thúc')),
                ('set_opens_at', models.DateTimeField(blank=True, null=True, verbose_name='Mở điểm danh lúc')),
                ('set_closes_at', models.DateTimeField(blank=True, null=True, verbose_name='Đóng điểm danh lúc')),
                ('door', models.CharField(choices=[('rotating', 'Mã đổi liên tục'), ('poster', 'Mã in cố định'), ('off', 'Tắt')], default='rotating', max_length=10, verbose_name='Mã QR điểm danh')),
                ('door_key', models.CharField(default=activities.models.new_door_key, editable=False, max_length=32)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sittings', to='activities.activity')),
            ],
            options={
                'ordering': ['starts_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='Năm')),
                ('kind', models.CharField(choices=[('training-session', 'Lớp tập huấn'), ('contest', 'Hội thi')], max_length=20, verbose_name='Loại')),
                ('planned_activities', models.PositiveIntegerField(verbose_name='Số cuộc theo kế hoạch')),
                ('planned_participants', models.PositiveIntegerField(blank=True, null=True, verbose_name='Số lượt người theo kế hoạch')),
                ('plan_reference', models.CharField(blank=True, default='', max_length=200, verbose_name='Căn cứ kế hoạch')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='places.unit', verbose_name='Địa bàn')),
            ],
            options={
                'ordering': ['-year', 'kind', 'unit__path'],
            },
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='an_activity_ends_no_earlier_than_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', False), ('status', 'cancelled')), models.Q(models.Q(('status', 'cancelled'), _negated=True), ('cancelled_at__isnull', True)), _connector='OR'), name='an_activity_is_cancelled_at_a_known_time'),
        ),
        migrations.AddConstraint(
            model_name='activity',
            constraint=models.CheckConstraint(condition=models.Q(('walk_ins__in', ['none', 'staff', 'anyone'])), name='walk_ins_are_taken_in_a_known_way'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='a_sitting_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='sitting',
            constraint=models.UniqueConstraint(fields=('activity', 'starts_at'), name='an_activity_has_one_sitting_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='target',
            constraint=models.UniqueConstraint(fields=('year', 'kind', 'unit'), name='a_target_is_set_once_per_year_kind_and_unit'),
        ),
        migrations.CreateModel(
            name='CalendarFeed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token_digest', models.CharField(editable=False, max_length=80, unique=True)),
                ('session_generation', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField()),
                ('unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit', verbose_name='Địa bàn')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_feeds', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['made_at', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('user', 'unit'), name='a_user_has_one_calendar_feed_per_unit'), models.UniqueConstraint(condition=models.Q(('unit', None)), fields=('user',), name='a_user_has_one_calendar_feed_of_everywhere')],
            },
        ),
    ]
