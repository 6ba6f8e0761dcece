from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_known_to_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='approval',
            name='title',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='approval',
            name='grounds',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='approval',
            name='content_digest',
            field=models.CharField(blank=True, default='', max_length=71),
        ),
        migrations.AddField(
            model_name='approval',
            name='due',
            field=models.DateTimeField(null=True),
        ),
    ]
