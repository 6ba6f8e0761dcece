# SPDX-License-Identifier: Apache-2.0
"""A demonstration that was restored from a backup has no list of sign-ins, and is served anyway."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from liuhen.cli.demo import print_sign_ins


def test_sign_ins_that_are_not_there_are_a_note(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.LIUHEN_HOME = tmp_path

    print_sign_ins()

    says = capsys.readouterr()
    assert says.out == ""
    assert "copy it from where it was built" in says.err
