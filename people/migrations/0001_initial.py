import json
from datetime import UTC, datetime
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FIRST_NOTICE = Path(__file__).parents[1] / "data/first_notice.json"


def publish_first_notice(apps, schema_editor):
    """Publish version 1 of the privacy notice: in force since Luật 91/2025/QH15 is, from 1 January 2026."""
    notice = json.loads(FIRST_NOTICE.read_text(encoding="utf-8"))
    defaults = notice | {"published_at": datetime(2026, 1, 1, tzinfo=UTC)}
    apps.get_model("people", "Notice").objects.get_or_create(version=notice["version"], defaults=defaults)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(unique=True, verbose_name='Áp dụng từ ngày')),
                ('name', models.CharField(max_length=200, verbose_name='Tên cơ quan')),
                ('parent_name', models.CharField(max_length=200, verbose_name='Cơ quan chủ quản')),
                ('abbreviation', models.CharField(max_length=20, verbose_name='Viết tắt trong ký hiệu văn bản')),
                ('place', models.CharField(max_length=60, verbose_name='Địa danh')),
                ('signatory_authority', models.CharField(blank=True, default='', max_length=100, verbose_name='Thẩm quyền ký (TM., KT., TL., để trống nếu ký trực tiếp)')),
                ('signatory_title', models.CharField(max_length=100, verbose_name='Chức vụ người ký')),
                ('signatory_name', models.CharField(blank=True, default='', max_length=100, verbose_name='Họ tên người ký')),
                ('preparer_name', models.CharField(blank=True, default='', max_length=100, verbose_name='Người lập biểu')),
            ],
            options={
                'ordering': ['-valid_from'],
            },
        ),
        migrations.CreateModel(
            name='EthnicGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=2, unique=True)),
                ('code_2008', models.CharField(max_length=2)),
                ('name', models.CharField(max_length=40, unique=True)),
                ('aliases', models.JSONField(default=list)),
                ('is_local', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['-is_local', 'code'],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveSmallIntegerField(unique=True, verbose_name='Bản số')),
                ('valid_from', models.DateField(verbose_name='Áp dụng từ ngày')),
                ('summary', models.CharField(max_length=400, verbose_name='Tóm tắt')),
                ('text', models.TextField(verbose_name='Toàn văn')),
                ('summary_en', models.CharField(blank=True, default='', max_length=400, verbose_name='Tóm tắt, tiếng Anh')),
                ('text_en', models.TextField(blank=True, default='', verbose_name='Toàn văn, tiếng Anh')),
                ('published_at', models.DateTimeField()),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-version'],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='Tên')),
                ('kind', models.CharField(choices=[('school', 'Trường học'), ('agency', 'Cơ quan'), ('commune_office', 'UBND xã, phường'), ('union', 'Mặt trận, đoàn thể'), ('other', 'Khác')], default='other', max_length=20, verbose_name='Loại')),
                ('folded', models.CharField(db_index=True, editable=False, max_length=200)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='places.unit', verbose_name='Địa bàn')),
            ],
            options={
                'ordering': ['folded'],
                'constraints': [
                    models.UniqueConstraint(fields=('folded', 'unit'), name='an_organisation_is_named_once_per_unit'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('full_name', models.CharField(max_length=100, verbose_name='Họ và tên')),
                ('folded', models.CharField(db_index=True, editable=False, max_length=200)),
                ('sort_key', models.TextField(db_index=True, editable=False)),
                ('gender', models.CharField(blank=True, choices=[('M', 'Nam'), ('F', 'Nữ')], max_length=1, null=True, verbose_name='Giới tính')),
                ('birth_year', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='Năm sinh')),
                ('birth_date', models.DateField(blank=True, null=True, verbose_name='Ngày sinh')),
                ('ethnicity_note', models.CharField(blank=True, default='', max_length=60)),
                ('phone', models.CharField(blank=True, db_index=True, max_length=15, null=True, verbose_name='Điện thoại')),
                ('position', models.CharField(blank=True, default='', max_length=120, verbose_name='Chức vụ')),
                ('national_id_digest', models.CharField(blank=True, db_index=True, max_length=80, null=True)),
                ('national_id_last4', models.CharField(blank=True, default='', max_length=4)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('changed_at', models.DateTimeField(auto_now=True)),
                ('anonymised_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('ethnic_group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='people.ethnicgroup', verbose_name='Dân tộc')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, to='people.organisation', verbose_name='Đơn vị công tác')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='people', to='places.unit', verbose_name='Nơi cư trú')),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('birth_year__isnull', True), ('birth_year__range', (1900, 2100)), _connector='OR'), name='a_birth_year_lies_between_1900_and_2100'),
                    models.CheckConstraint(condition=models.Q(('birth_date__isnull', True), ('birth_date__year', models.F('birth_year')), _connector='OR'), name='a_birth_date_falls_in_the_birth_year'),
                    models.CheckConstraint(condition=models.Q(('gender__isnull', True), ('gender__in', ['M', 'F']), _connector='OR'), name='a_gender_is_m_or_f_or_unknown'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Disclosure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(max_length=40)),
                ('way', models.CharField(choices=[('view', 'Xem trên màn hình'), ('print', 'Bản in'), ('xlsx', 'Tải Excel'), ('csv', 'Tải CSV'), ('json', 'Qua chương trình khác'), ('other', 'Tải tệp khác')], max_length=5)),
                ('about', models.CharField(blank=True, default='', max_length=300)),
                ('filters', models.JSONField(default=list)),
                ('activity_id', models.BigIntegerField(db_index=True, null=True)),
                ('people', models.PositiveIntegerField(null=True)),
                ('sensitive', models.JSONField(default=list)),
                ('at', models.DateTimeField(db_index=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='places.unit')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='disclosures', to='people.person')),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='DisclosedPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('disclosure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='disclosed_people', to='people.disclosure')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='NotTheSame',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
            options={
                'ordering': ['-decided_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='two_people_are_told_apart_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='the_smaller_id_of_a_pair_comes_first')],
            },
        ),
        migrations.RunPython(publish_first_notice, migrations.RunPython.noop),
    ]
