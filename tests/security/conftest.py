"""道を歩く試験の道具。"""

from __future__ import annotations

import copy
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from reports import views
from reports.pdf.engine import PdfDocument
from tests.builders import make_plan
from tests.conftest import make_first_item
from tests.people import make_cast
from tests.security.scene import Scene, make_scene


@pytest.fixture(scope="module")
def built_scene(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Scene]:
    """ファイルごとに一度だけ組む場面。確定しないまま、ファイルの終わりに取り消す。"""
    media = tmp_path_factory.mktemp("media")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=media),
        transaction.atomic(),
    ):
        plan = make_plan()
        scene = make_scene(plan, make_first_item(plan), make_cast(plan))
        with django_db_blocker.block():
            yield scene
        transaction.set_rollback(True)


@pytest.fixture
def scene(built_scene: Scene, db: None, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """場面。PDF を組む手間は、権限と関わらないので省く。書いたことは、試験ごとに取り消される。"""
    paper = PdfDocument(b"%PDF-1.7", ())
    monkeypatch.setattr(views, "render_sheet", lambda *_, **__: paper)
    monkeypatch.setattr(views, "render_sheets", lambda *_, **__: paper)
    return copy.deepcopy(built_scene)
