"""管理画面のどの一覧・追加・変更・削除の画面も、狭い幅で読みやすさと安全の決まりを守ること。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse
from playwright.sync_api import Page

from plans.admin_site import site
from plans.models import Department, User
from tests.browser.conftest import lasting_page as browser_page
from tests.browser.sample_site import (
    SECRETARIAT,
    build_site,
    foreign_words,
    overflow,
    small_targets,
    user_named,
)
from tests.browser.screens import MANAGER

__all__ = ["browser_page"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NARROW = {"width": 390, "height": 900}
# 原典注記の別案は、決まった形の記述で持つ。その欄の説明に、形の名が出る。
WORDS_OF_A_FORM = {"sourcenote": {"label", "rows"}}


def pages_of(model: type[Model]) -> Iterator[str]:
    """モデルの、一覧・追加と、最初の行の変更・削除の画面の道。"""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    yield from (reverse(f"{name}_{page}") for page in ("changelist", "add"))
    row = model._default_manager.order_by("pk").first()
    if row is not None:
        yield from (reverse(f"{name}_{page}", args=(row.pk,)) for page in ("change", "delete"))


@pytest.mark.parametrize(
    ("username", "models"),
    [(SECRETARIAT, list(site._registry)), (MANAGER, [User, Department])],
    ids=["secretariat", "manager"],
)
def test_every_page_of_the_admin_keeps_the_rules_on_a_narrow_screen(
    username: str,
    models: list[type[Model]],
    sign_in: Callable[[Any], Page],
    accessibility_violations: Callable[..., list[str]],
    policy_violations: Callable[[Page], list[str]],
) -> None:
    build_site()
    page = sign_in(user_named(username))
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    seen, broken = 0, {}
    for model in models:
        known = WORDS_OF_A_FORM.get(str(model._meta.model_name), set())
        for address in pages_of(model):
            response = page.goto(address)
            assert response is not None
            if response.status == 403:
                continue
            assert response.status == 200, address
            seen += 1
            found: dict[str, Any] = {
                "policy": policy_violations(page),
                "words": set(foreign_words(page)) - known,
                "overflow": overflow(page),
                "targets": small_targets(page),
                "accessibility": accessibility_violations(page, names_only=True),
            }
            broken |= {(address, rule): what for rule, what in found.items() if what}
    assert broken == {}
    assert seen > 2 * len(models)
