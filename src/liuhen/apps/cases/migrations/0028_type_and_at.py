# SPDX-License-Identifier: Apache-2.0
"""An index of documents by type and time: every desk asks until when parties may plead.

Without it all documents were passed, with 100,000 cases for 1.6 seconds.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    """See the head."""

    dependencies = [("cases", "0027_received_corrected")]
    operations = [
        migrations.AddIndex(
            "document", models.Index(fields=["type", "at"], name="document_type_and_at")
        ),
    ]
