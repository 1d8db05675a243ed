from datetime import UTC, date, datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Luật 91/2025/QH15 Điều 19 k1 c (no consent is needed where a state agency does what the law charges it with) and Điều 4 of
# NĐ 356/2025 (ethnic group is sensitive): secondary sources, to be checked by the agency; see docs/operations.md.
SUMMARY = (
    "{agency} ghi họ tên, giới tính, năm sinh, dân tộc, nơi cư trú, điện thoại của người dự để đăng ký, điểm danh và báo cáo theo quy định. "
    "Dân tộc là dữ liệu nhạy cảm: chỉ cán bộ được phân công xem. Thông tin không công khai, không bán, không chuyển ra nước ngoài. "
    "Muốn xem, sửa, xóa: hỏi người tổ chức."
)
TEXT = """Ai thu thập: {agency}, là cơ quan tổ chức lớp tập huấn, hội thi này.

Thu thập những gì: họ và tên, giới tính, năm sinh hoặc ngày sinh, dân tộc, nơi cư trú, đơn vị và chức vụ, số điện thoại, đối tượng tham dự; các buổi đã dự và giờ đến. Nếu có quét thẻ căn cước: chỉ giữ bốn số cuối và một mã tính từ số định danh để nhận ra đúng người, không giữ số định danh, không giữ ảnh thẻ.

Dân tộc là dữ liệu cá nhân nhạy cảm. Chỉ cán bộ được phân công mới xem được; trong báo cáo chỉ nêu số lượng.

Để làm gì: đăng ký và điểm danh người dự; lập danh sách, báo cáo thống kê về phổ biến, giáo dục pháp luật và công tác dân tộc; thanh toán chế độ cho người dự nếu có. Không dùng vào việc khác, không bán, không công khai, không chuyển ra nước ngoài.

Căn cứ: phục vụ hoạt động của cơ quan nhà nước theo quy định của pháp luật (Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15, Điều 19 khoản 1 điểm c). Việc chụp ảnh đăng tin, công bố kết quả có tên người phải được người đó đồng ý riêng.

Giữ bao lâu: danh sách và điểm danh được giữ theo thời hạn lưu trữ hồ sơ, chứng từ (5 năm); sau đó xóa hoặc bỏ danh tính, chỉ giữ số liệu tổng hợp.

Ai nhận: cán bộ được phân công của cơ quan tổ chức; cơ quan cấp trên nhận báo cáo số liệu. Mỗi lần xem, tải danh sách đều được ghi lại.

Quyền của bạn: được biết, xem, nhận bản sao, đề nghị sửa, hạn chế, phản đối, xóa dữ liệu của mình. Trẻ em dưới 16 tuổi: cha, mẹ hoặc người giám hộ thực hiện thay. Hãy nói với người tổ chức, hoặc gửi yêu cầu đến {agency}; cơ quan xác nhận đã nhận yêu cầu trong 2 ngày làm việc."""
SUMMARY_EN = (
    "{agency} records name, gender, birth year, ethnic group, residence and phone of who attends, for registration, attendance and the "
    "reports that the law asks for. Ethnic group is sensitive: only assigned staff see it. Nothing is published, sold or sent abroad. "
    "To see, correct or erase it, ask the organiser."
)
TEXT_EN = """Who collects: {agency}, which holds this training session or contest.

What: full name, gender, birth year or date, ethnic group, residence, organisation and position, phone number, category; the sittings attended and the time of arrival. Where an identity card is scanned, only the last four digits and a code computed from the number are kept, so that the right person is recognised; neither the number nor a picture of the card is.

Ethnic group is sensitive personal data. Only assigned staff see it; reports state numbers only.

What for: registering people and taking attendance; lists and statistical reports on legal education and ethnic affairs; payment of allowances where there are any. For nothing else; it is not sold, not published and not sent abroad.

Legal ground: activity of a state agency under the law (Law on Personal Data Protection 91/2025/QH15, Article 19.1.c). Photographs for news and results published with names need your own consent.

How long: lists and attendance are kept as records and vouchers are (5 years); then they are erased or stripped of identity, and only totals stay.

Who receives it: assigned staff of the agency; higher agencies receive figures. Each viewing and download of a list is logged.

Your rights: to know, to see, to have a copy, to have data corrected, restricted or erased, to object. For children under 16 a parent or guardian acts. Speak to the organiser, or write to {agency}; the agency confirms within 2 working days that it has your request."""


def publish_the_first(apps, schema_editor):
    apps.get_model("people", "Notice").objects.get_or_create(
        version=1,
        defaults={
            "valid_from": date(2026, 1, 1),  # Luật 91/2025/QH15 is in force since
            "summary": SUMMARY,
            "text": TEXT,
            "summary_en": SUMMARY_EN,
            "text_en": TEXT_EN,
            "published_at": datetime(2026, 1, 1, tzinfo=UTC),
        },
    )


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_disclosures'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        migrations.AddField(
            model_name='person',
            name='anonymised_at',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.RunPython(publish_the_first, migrations.RunPython.noop),
    ]
