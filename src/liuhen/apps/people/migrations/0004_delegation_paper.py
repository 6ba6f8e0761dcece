from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_delegation'),
    ]

    operations = [
        migrations.AddField(
            model_name='rolegrant',
            name='scan_digest',
            field=models.CharField(blank=True, default='', max_length=71),
        ),
    ]
