"""管理画面の登録が、すべて決まりの土台の上にあること。"""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import site as stock_site
from import_export.admin import ImportExportMixinBase

from plans.admin_site import RuledInline, RuledModelAdmin, site
from tests.structure.sources import OWN_APPS, ROOMS, name_of, python_files

RULES = (
    "has_view_permission",
    "has_add_permission",
    "has_change_permission",
    "has_delete_permission",
    "has_module_permission",
)
REGISTERED = sorted(site._registry.values(), key=str)


def own_bodies(cls: type, name: str) -> list[type]:
    """name を自分で書いている、標準の管理画面ではないクラス。"""
    return [base for base in cls.__mro__ if name in vars(base)]


@pytest.mark.parametrize("model_admin", REGISTERED, ids=str)
def test_every_registered_admin_and_inline_stands_on_the_ruled_bases(model_admin: Any) -> None:
    assert isinstance(model_admin, RuledModelAdmin)
    assert [inline for inline in model_admin.inlines if not issubclass(inline, RuledInline)] == []


@pytest.mark.parametrize("model_admin", REGISTERED, ids=str)
@pytest.mark.parametrize("rule", RULES)
def test_no_permission_is_answered_by_the_stock_admin(model_admin: Any, rule: str) -> None:
    stock = {admin.ModelAdmin, admin.options.InlineModelAdmin, admin.options.BaseModelAdmin}
    for cls in (type(model_admin), *model_admin.inlines):
        assert own_bodies(cls, rule)[0] not in stock


@pytest.mark.parametrize("model_admin", REGISTERED, ids=str)
def test_only_models_of_the_rooms_are_registered(model_admin: Any) -> None:
    assert model_admin.opts.app_label in OWN_APPS


@pytest.mark.parametrize("model_admin", REGISTERED, ids=str)
def test_bulk_deletion_and_counting_everything_are_off(model_admin: Any) -> None:
    assert model_admin.actions is None or "delete_selected" not in dict(site.actions)
    assert model_admin.show_full_result_count is False


def test_something_is_registered_and_the_stock_site_is_not_reachable() -> None:
    assert REGISTERED
    assert site is not stock_site


def test_no_stock_import_or_export_is_reachable() -> None:
    assert [admin_ for admin_ in REGISTERED if isinstance(admin_, ImportExportMixinBase)] == []


def test_workbooks_are_read_by_our_own_reader_only() -> None:
    words = ("load_workbook", "tablib", "base_formats")
    found = [
        name_of(path)
        for path in python_files(*ROOMS)
        if any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    assert found == []
