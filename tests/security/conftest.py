"""道を歩く試験の道具。"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from plans.models import ActionItem, Plan
from reports import views
from reports.pdf.engine import PdfDocument
from tests.people import Cast
from tests.security.scene import Scene, make_scene


@pytest.fixture
def scene(
    plan: Plan,
    item: ActionItem,
    cast: Cast,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    tmp_path: Path,
) -> Scene:
    """場面。PDF を組む手間は、権限と関わらないので省く。"""
    settings.MEDIA_ROOT = tmp_path
    paper = PdfDocument(b"%PDF-1.7", ())
    monkeypatch.setattr(views, "render_sheet", lambda *_, **__: paper)
    monkeypatch.setattr(views, "render_sheets", lambda *_, **__: paper)
    return make_scene(plan, item, cast)
