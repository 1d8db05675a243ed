import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Night',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('night', models.DateField(unique=True)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('swept', models.JSONField(default=dict)),
                ('trouble', models.CharField(blank=True, default='', max_length=300)),
            ],
            options={
                'ordering': ['-night'],
            },
        ),
        migrations.CreateModel(
            name='Erasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('how', models.CharField(choices=[('anonymised', 'Xóa danh tính, giữ số liệu'), ('deleted', 'Xóa hẳn')], max_length=10)),
                ('reason', models.CharField(max_length=300, verbose_name='Lý do')),
                ('removed', models.JSONField(default=dict)),
                ('erased_at', models.DateTimeField()),
                ('erased_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='erasures', to='people.person')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'ordering': ['-erased_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('access', 'Được biết, xem dữ liệu'), ('correct', 'Chỉnh sửa'), ('provide', 'Cung cấp bản sao'), ('restrict', 'Hạn chế xử lý'), ('object', 'Phản đối xử lý'), ('withdraw', 'Rút lại sự đồng ý'), ('erase', 'Xóa dữ liệu')], max_length=8, verbose_name='Yêu cầu')),
                ('name', models.CharField(max_length=100, verbose_name='Người yêu cầu')),
                ('representative', models.CharField(blank=True, default='', max_length=100, verbose_name='Người đại diện')),
                ('contact', models.CharField(blank=True, default='', max_length=200, verbose_name='Trả lời đến')),
                ('text', models.TextField(blank=True, default='', max_length=2000, verbose_name='Nội dung')),
                ('way', models.CharField(choices=[('in_person', 'Gặp trực tiếp'), ('letter', 'Văn bản'), ('phone', 'Điện thoại'), ('message', 'Thư điện tử, tin nhắn')], default='in_person', max_length=9, verbose_name='Cách gửi')),
                ('through_others', models.BooleanField(default=False, verbose_name='Phải hỏi cơ quan khác đã nhận dữ liệu')),
                ('received_on', models.DateField(verbose_name='Ngày nhận')),
                ('acknowledged_on', models.DateField(null=True, verbose_name='Ngày xác nhận')),
                ('extended_on', models.DateField(null=True)),
                ('extension_reason', models.CharField(blank=True, default='', max_length=300, verbose_name='Lý do gia hạn')),
                ('outcome', models.CharField(blank=True, choices=[('done', 'Đã thực hiện'), ('refused', 'Từ chối')], default='', max_length=7, verbose_name='Kết quả')),
                ('answered_on', models.DateField(null=True, verbose_name='Ngày trả lời')),
                ('answer', models.CharField(blank=True, default='', max_length=1000, verbose_name='Trả lời')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='data_requests', to='people.person')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit', verbose_name='Địa bàn')),
            ],
            options={
                'ordering': ['received_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='a_refused_request_has_its_reason'), models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', True), ('outcome', '')), models.Q(('answered_on__isnull', False), ('outcome__in', ['done', 'refused'])), _connector='OR'), name='an_answered_request_has_an_outcome'), models.CheckConstraint(condition=models.Q(('extended_on__isnull', True), models.Q(('extension_reason', ''), _negated=True), _connector='OR'), name='an_extension_of_a_request_has_a_reason')],
            },
        ),
    ]
