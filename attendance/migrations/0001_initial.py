import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('activities', '0001_initial'),
        ('people', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Scan',
            fields=[
                ('id', models.UUIDField(primary_key=True, serialize=False)),
                ('content', models.CharField(max_length=32)),
                ('method', models.CharField(choices=[('pass', 'Quét thẻ'), ('card', 'Căn cước'), ('list', 'Đánh dấu tay'), ('door', 'Mã QR điểm danh')], max_length=5)),
                ('read', models.CharField(blank=True, default='', max_length=80)),
                ('device_at', models.DateTimeField()),
                ('scanned_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('not_before', models.DateTimeField(null=True)),
                ('former_registration', models.PositiveBigIntegerField(null=True)),
                ('outcome', models.CharField(choices=[('welcome', 'Có mặt'), ('already', 'Đã điểm danh trước đó'), ('unknown', 'Không có trong danh sách'), ('withdrawn', 'Đã rút đăng ký'), ('closed', 'Ngoài giờ điểm danh'), ('elsewhere', 'Thẻ của hoạt động khác')], max_length=9)),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='activities.activity')),
            ],
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('participant', 'Học viên'), ('contestant', 'Thí sinh'), ('speaker', 'Báo cáo viên'), ('judge', 'Giám khảo'), ('coach', 'Phụ trách đội'), ('guest', 'Đại biểu, khách mời'), ('audience', 'Khán giả, cổ động viên')], default='participant', max_length=12, verbose_name='Vai trò')),
                ('category', models.CharField(blank=True, choices=[('prestigious', 'Người có uy tín'), ('elder', 'Già làng'), ('village_head', 'Bí thư chi bộ, trưởng thôn'), ('commune_official', 'Cán bộ, công chức xã'), ('province_official', 'Công chức tỉnh'), ('union', 'Mặt trận, đoàn thể'), ('propagandist', 'Tuyên truyền viên, hòa giải viên'), ('teacher', 'Giáo viên'), ('pupil', 'Học sinh'), ('household', 'Hộ dân, đồng bào DTTS'), ('armed_forces', 'Lực lượng vũ trang'), ('other', 'Khác')], default='', max_length=20, verbose_name='Đối tượng')),
                ('status', models.CharField(choices=[('registered', 'Đã đăng ký'), ('withdrawn', 'Đã rút')], default='registered', max_length=10, verbose_name='Trạng thái')),
                ('withdrawals', models.JSONField(default=list, editable=False)),
                ('code', models.CharField(editable=False, max_length=26)),
                ('code_digest', models.CharField(editable=False, max_length=80, unique=True)),
                ('short_code', models.CharField(editable=False, max_length=6, verbose_name='Mã ngắn')),
                ('is_walk_in', models.BooleanField(default=False, editable=False, verbose_name='Đăng ký tại chỗ')),
                ('walk_in_id', models.UUIDField(editable=False, null=True, unique=True)),
                ('registered_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='activities.activity')),
                ('notice', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='people.notice')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='people.person')),
                ('registered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('activity', 'person'), name='a_person_is_registered_once_per_activity'),
                    models.UniqueConstraint(fields=('activity', 'short_code'), name='a_short_code_names_one_person_per_activity'),
                    models.CheckConstraint(condition=models.Q(('role__in', ['participant', 'contestant', 'speaker', 'judge', 'coach', 'guest', 'audience'])), name='a_registration_has_a_known_role'),
                    models.CheckConstraint(condition=models.Q(('category__in', ['', 'prestigious', 'elder', 'village_head', 'commune_official', 'province_official', 'union', 'propagandist', 'teacher', 'pupil', 'household', 'armed_forces', 'other'])), name='a_registration_has_a_known_category'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_at', models.DateTimeField(verbose_name='Giờ đến')),
                ('method', models.CharField(choices=[('pass', 'Quét thẻ'), ('card', 'Căn cước'), ('list', 'Đánh dấu tay'), ('door', 'Mã QR điểm danh')], max_length=5, verbose_name='Cách điểm danh')),
                ('arrival_scan', models.UUIDField()),
                ('recorded_by_scan', models.UUIDField()),
                ('annulled_at', models.DateTimeField(blank=True, null=True)),
                ('annul_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='Lý do')),
                ('annulled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='activities.sitting')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='attendance.registration')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('sitting', 'registration'), name='one_attendance_per_registration_and_sitting'),
                    models.CheckConstraint(condition=models.Q(models.Q(('annul_reason', ''), ('annulled_at__isnull', True)), models.Q(('annulled_at__isnull', False), models.Q(('annul_reason', ''), _negated=True)), _connector='OR'), name='an_annulment_has_a_time_and_a_reason'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Annulment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('arrived_at', models.DateTimeField()),
                ('reason', models.CharField(max_length=300)),
                ('annulled_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('annulled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='annulments', to='attendance.attendance')),
            ],
            options={
                'ordering': ['annulled_at'],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='Tên máy')),
                ('pairing_digest', models.CharField(editable=False, max_length=80, null=True, unique=True)),
                ('pairing_expires_at', models.DateTimeField()),
                ('token_digest', models.CharField(editable=False, max_length=80, null=True, unique=True)),
                ('invited_at', models.DateTimeField()),
                ('inviter_generation', models.PositiveIntegerField(default=0)),
                ('paired_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('clock_offset', models.FloatField(null=True)),
                ('waiting', models.PositiveIntegerField(null=True)),
                ('unknown_scans', models.PositiveIntegerField(default=0)),
                ('unknown_since', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='devices', to='activities.activity')),
                ('invited_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['invited_at', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(models.Q(('paired_at__isnull', True), ('token_digest__isnull', True)), models.Q(('paired_at__isnull', False), ('pairing_digest__isnull', True), ('token_digest__isnull', False)), _connector='OR'), name='a_paired_device_has_a_token_and_no_code'),
                ],
            },
        ),
        migrations.CreateModel(
            name='CardLookup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('compared', models.PositiveIntegerField(default=0)),
                ('missed', models.PositiveIntegerField(default=0)),
                ('traces', models.JSONField(default=list)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.activity')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='attendance.device')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('user', 'activity', 'day'), name='one_count_of_cards_per_user_activity_and_day'),
                    models.UniqueConstraint(fields=('device', 'activity', 'day'), name='one_count_of_cards_per_device_activity_and_day'),
                    models.CheckConstraint(condition=models.Q(models.Q(('device__isnull', False), ('user__isnull', True)), models.Q(('device__isnull', True), ('user__isnull', False)), _connector='OR'), name='cards_are_compared_for_a_user_or_a_device'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DoorEntry',
            fields=[
                ('scan', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='door_entry', serialize=False, to='attendance.scan')),
                ('grant', models.UUIDField()),
                ('place', models.PositiveSmallIntegerField()),
                ('phone', models.CharField(db_index=True, max_length=32)),
                ('has_cookie', models.BooleanField()),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('grant', 'place'), name='a_grant_gives_each_place_to_one_person'),
                ],
            },
        ),
        migrations.AddField(
            model_name='scan',
            name='attendance',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='attendance.attendance'),
        ),
        migrations.AddField(
            model_name='scan',
            name='device',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='attendance.device'),
        ),
        migrations.AddField(
            model_name='scan',
            name='sitting',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='activities.sitting'),
        ),
        migrations.AddField(
            model_name='scan',
            name='user',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='scan',
            name='voided_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voids', to='attendance.annulment'),
        ),
        migrations.CreateModel(
            name='DoorTry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('device', models.CharField(db_index=True, max_length=32)),
                ('at', models.DateTimeField()),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.sitting')),
            ],
        ),
        migrations.CreateModel(
            name='Headcount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=60, verbose_name='Đối tượng')),
                ('count', models.PositiveIntegerField(verbose_name='Số người')),
                ('women', models.PositiveIntegerField(null=True, verbose_name='Trong đó nữ')),
                ('minorities', models.PositiveIntegerField(null=True, verbose_name='Trong đó dân tộc thiểu số')),
                ('shares_are_missing', models.BooleanField(default=False)),
                ('basis', models.CharField(choices=[('counted', 'Đếm thực tế'), ('estimated', 'Ước tính')], max_length=10, verbose_name='Cách đếm')),
                ('counted_at', models.DateTimeField()),
                ('counted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('device', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attendance.device')),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='headcounts', to='activities.sitting')),
            ],
            options={
                'ordering': ['category'],
                'constraints': [
                    models.UniqueConstraint(fields=('sitting', 'category'), name='a_category_is_counted_once_per_sitting'),
                    models.CheckConstraint(condition=models.Q(('basis__in', ['counted', 'estimated'])), name='a_headcount_has_a_known_basis'),
                    models.CheckConstraint(condition=models.Q(('women', None), ('women__lte', models.F('count')), _connector='OR'), name='women_counted_are_among_all_counted'),
                    models.CheckConstraint(condition=models.Q(('minorities', None), ('minorities__lte', models.F('count')), _connector='OR'), name='minorities_counted_are_among_all_counted'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PaperList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('registrations', models.JSONField()),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_lists', to='activities.sitting')),
            ],
            options={
                'ordering': ['-made_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='scan',
            name='registration',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='scans', to='attendance.registration'),
        ),
        migrations.CreateModel(
            name='FormerPass',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('former_id', models.PositiveBigIntegerField(unique=True)),
                ('code', models.CharField(blank=True, db_index=True, max_length=26)),
                ('short_code', models.CharField(blank=True, db_index=True, max_length=6, verbose_name='Mã ngắn')),
                ('walk_in_id', models.UUIDField(null=True, unique=True)),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_passes', to='attendance.registration')),
            ],
        ),
        migrations.CreateModel(
            name='Excuse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=300, verbose_name='Lý do')),
                ('excused_at', models.DateTimeField()),
                ('excused_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='excuses', to='activities.sitting')),
                ('registration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='excuses', to='attendance.registration')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('sitting', 'registration'), name='an_absence_is_excused_once_per_sitting'),
                ],
            },
        ),
        migrations.CreateModel(
            name='BulkChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('action', models.CharField(choices=[('change_role', 'Đổi vai trò, đối tượng'), ('copy', 'Đăng ký thêm vào hoạt động khác'), ('move', 'Chuyển sang hoạt động khác'), ('withdraw', 'Rút đăng ký'), ('tick', 'Ghi có mặt'), ('excuse', 'Ghi vắng có phép')], max_length=11, verbose_name='Thao tác')),
                ('changes', models.JSONField(default=list)),
                ('count', models.PositiveIntegerField(verbose_name='Số người')),
                ('done_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.activity')),
                ('done_by', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sitting', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.sitting')),
                ('target', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='activities.activity')),
            ],
        ),
        migrations.CreateModel(
            name='Resolution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('accept', 'Nhận vào buổi'), ('attach', 'Gắn với một người'), ('dismiss', 'Bỏ qua')], max_length=7, verbose_name='Quyết định')),
                ('stood_again', models.BooleanField(default=False)),
                ('reason', models.CharField(max_length=300, verbose_name='Lý do')),
                ('resolved_at', models.DateTimeField()),
                ('undone_at', models.DateTimeField(null=True)),
                ('made_scan', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='attendance.scan')),
                ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='resolutions', to='attendance.scan')),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['resolved_at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('undone_at__isnull', True)), fields=('scan',), name='a_scan_has_one_standing_resolution'),
                    models.CheckConstraint(condition=models.Q(models.Q(('action', 'dismiss'), ('made_scan__isnull', True)), models.Q(('action__in', ['accept', 'attach']), ('made_scan__isnull', False)), _connector='OR'), name='a_scan_resolved_into_a_sitting_has_one_that_counts'),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['welcome', 'already', 'unknown', 'withdrawn', 'closed', 'elsewhere'])), name='a_scan_has_a_known_outcome'),
        ),
        migrations.AddConstraint(
            model_name='scan',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('attendance__isnull', False), ('outcome__in', ['welcome', 'already'])), models.Q(models.Q(('outcome__in', ['welcome', 'already']), _negated=True), ('attendance__isnull', True)), _connector='OR'), name='a_scan_that_counts_has_its_attendance'),
        ),
        ]
