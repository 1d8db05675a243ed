from django.db import migrations


def move_to_the_one_log(apps, schema_editor):
    """What was taken before stands in people.Disclosure with everything else that left."""
    record, disclosure = apps.get_model("exports", "ExportRecord"), apps.get_model("people", "Disclosure")
    moved = (
        disclosure(
            what=one.report, way=one.form, filters=one.filters, people=one.rows, user_id=one.taken_by_id, at=one.taken_at,
            sensitive=["ethnic_group"] if one.report in ("attendance-register", "attendance-list") else [],
        )
        for one in record.objects.order_by("pk").iterator(chunk_size=1000)
    )
    disclosure.objects.bulk_create(moved, batch_size=1000)


class Migration(migrations.Migration):

    dependencies = [
        ('exports', '0001_initial'),
        ('people', '0003_disclosures'),
    ]

    operations = [
        migrations.RunPython(move_to_the_one_log, migrations.RunPython.noop),
        migrations.DeleteModel(name='ExportRecord'),
    ]
