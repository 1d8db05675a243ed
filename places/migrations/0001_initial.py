import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=5, verbose_name='mã')),
                ('name', models.CharField(max_length=100, verbose_name='tên')),
                ('kind', models.CharField(max_length=20, verbose_name='loại')),
                ('level', models.CharField(choices=[('province', 'cấp tỉnh'), ('district', 'cấp huyện'), ('commune', 'cấp xã')], max_length=8, verbose_name='cấp')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='có từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết ngày')),
                ('path', models.CharField(editable=False, max_length=100)),
                ('lowered', models.CharField(editable=False, max_length=100)),
                ('folded', models.CharField(editable=False, max_length=100)),
                ('sort_key', models.TextField(editable=False)),
                ('spans_districts', models.BooleanField(default=False, editable=False)),
                ('current_commune', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
                ('former_district', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
                ('former_province', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='places.unit', verbose_name='thuộc')),
            ],
            options={
                'verbose_name': 'đơn vị hành chính',
                'verbose_name_plural': 'đơn vị hành chính',
                'ordering': ['sort_key', 'pk'],
                'indexes': [
                    models.Index(fields=['sort_key', 'id'], name='unit_by_name'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('code', 'valid_from'), name='one_unit_per_code_and_start'),
                    models.UniqueConstraint(condition=models.Q(('valid_from', None)), fields=('code',), name='one_unit_per_code_without_a_start'),
                    models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='a_unit_ends_after_it_starts'),
                    models.CheckConstraint(condition=models.Q(('level__in', ['province', 'district', 'commune'])), name='a_unit_is_of_a_known_level'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Succession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('share', models.CharField(choices=[('whole', 'toàn bộ'), ('part', 'một phần')], max_length=5)),
                ('is_default', models.BooleanField()),
                ('new', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incoming', to='places.unit')),
                ('old', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outgoing', to='places.unit')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('old', 'new'), name='one_succession_per_old_and_new_unit'),
                    models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('old',), name='one_default_successor_per_old_unit'),
                    models.CheckConstraint(condition=models.Q(('share__in', ['whole', 'part'])), name='a_succession_is_whole_or_part'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Cover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('now', 'cùng thời'), ('past', 'tiền thân'), ('future', 'kế tục')], max_length=6)),
                ('ancestor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='covers', to='places.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='covered_by', to='places.unit')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('ancestor', 'unit'), name='one_cover_per_ancestor_and_unit'),
                    models.CheckConstraint(condition=models.Q(('kind__in', ['now', 'past', 'future'])), name='a_cover_is_now_past_or_future'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Area',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, verbose_name='Tên khu vực')),
                ('valid_from', models.DateField(blank=True, null=True, verbose_name='Áp dụng từ ngày')),
                ('valid_to', models.DateField(blank=True, null=True, verbose_name='Áp dụng đến hết ngày')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='Lưu trữ lúc')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit', verbose_name='Tỉnh')),
            ],
            options={
                'ordering': ['name', 'pk'],
                'constraints': [
                    models.UniqueConstraint(fields=('unit', 'name'), name='a_province_names_an_area_once'),
                    models.CheckConstraint(condition=models.Q(('valid_from', None), ('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='an_area_ends_after_it_starts'),
                ],
            },
        ),
        migrations.CreateModel(
            name='AreaUnit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='places.area')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.unit')),
            ],
            options={
                'constraints': [
                    models.UniqueConstraint(fields=('area', 'unit'), name='a_unit_is_in_an_area_once'),
                ],
            },
        ),
        migrations.AddField(
            model_name='area',
            name='units',
            field=models.ManyToManyField(related_name='areas', through='places.AreaUnit', to='places.unit', verbose_name='Các đơn vị'),
        ),
        ]
