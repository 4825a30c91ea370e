from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("attachments", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="attachment",
            name="attachment_sort_known",
        ),
        migrations.AlterField(
            model_name="attachment",
            name="sort",
            field=models.TextField(
                choices=[
                    ("jpeg", "照片（JPG）"),
                    ("png", "图片（PNG）"),
                    ("webp", "图片（WebP）"),
                    ("pdf", "PDF"),
                    ("docx", "Word"),
                    ("xlsx", "Excel"),
                    ("mp3", "语音（MP3）"),
                    ("m4a", "语音（M4A）"),
                    ("aac", "语音（AAC）"),
                    ("ogg", "语音（OGG）"),
                    ("webm", "语音（WebM）"),
                    ("wav", "语音（WAV）"),
                    ("amr", "语音（AMR）"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "sort__in",
                        [
                            *("jpeg", "png", "webp", "pdf", "docx", "xlsx"),
                            *("mp3", "m4a", "aac", "ogg", "webm", "wav", "amr"),
                        ],
                    )
                ),
                name="attachment_sort_known",
            ),
        ),
    ]
