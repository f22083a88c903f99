"""管理画面の登録が、すべて決まりの土台の上にあること。"""

from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin import site as stock_site
from django.db.models import DateField
from django.template.loader import get_template
from django.test import RequestFactory
from import_export.admin import ExportMixin, ImportExportMixinBase, ImportMixin
from import_export.formats.base_formats import TablibFormat

from plans.admin.lists import ListExportMixin, ListImportMixin
from plans.admin_site import RuledInline, RuledModelAdmin, site
from plans.lists.formats import LIST_FORMATS, ListCsv, ListWorkbook
from plans.lists.resources import ListResource
from tests.structure.sources import OWN_APPS, ROOMS, ROOT, name_of, python_files

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
def test_no_list_shows_a_date_without_its_era(model_admin: Any) -> None:
    dates = {field.name for field in model_admin.opts.fields if isinstance(field, DateField)}
    columns = model_admin.get_list_display(RequestFactory().get("/"))
    assert [column for column in columns if column in dates] == []


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


IMPORTED = {
    "担当課", "基本目標", "基本方針", "事業共通", "関連計画", "委員", "委員会の会議", "掲載記録",
}  # fmt: skip
EXPORTED = {*IMPORTED, "実施項目", "実施内容", "指標", "原典注記", "利用者", "進捗報告"}


def names_of(kind: type) -> set[str]:
    return {str(one.opts.verbose_name) for one in REGISTERED if isinstance(one, kind)}


def test_the_lists_that_go_out_and_in_are_the_named_ones() -> None:
    assert names_of(ListImportMixin) == IMPORTED
    assert names_of(ListExportMixin) == EXPORTED
    assert names_of(ImportExportMixinBase) == EXPORTED


@pytest.mark.parametrize(
    "model_admin", [one for one in REGISTERED if isinstance(one, ListExportMixin)], ids=str
)
def test_no_stock_format_view_or_template_of_import_export_is_reachable(model_admin: Any) -> None:
    assert model_admin.get_export_formats() == [ListWorkbook, ListCsv]
    assert all(issubclass(one, ListResource) for one in model_admin.resource_classes)
    names = {pattern.name for pattern in model_admin.get_urls()}
    assert not any(str(name).endswith("process_import") for name in names)
    stock = vars(ImportMixin) | vars(ExportMixin)
    for pattern in model_admin.get_urls():
        view = getattr(pattern.callback, "__wrapped__", pattern.callback)
        assert view not in stock.values()
    assert type(model_admin).export_action is ListExportMixin.export_action
    if isinstance(model_admin, ListImportMixin):
        assert model_admin.get_import_formats() == [ListWorkbook]
        assert type(model_admin).import_action is ListImportMixin.import_action
        assert type(model_admin).process_import is ListImportMixin.process_import


@pytest.mark.parametrize("template", ["change_list", "export", "import"])
def test_the_templates_of_import_export_are_our_own(template: str) -> None:
    found: Any = get_template(f"admin/import_export/{template}.html")
    assert Path(found.origin.name).is_relative_to(ROOT / "templates")


def test_our_formats_are_no_formats_of_tablib() -> None:
    assert [one for one in LIST_FORMATS if issubclass(one, TablibFormat)] == []


def test_workbooks_are_read_by_our_own_reader_only() -> None:
    words = ("load_workbook", "tablib", "base_formats")
    found = [
        name_of(path)
        for path in python_files(*ROOMS)
        if any(word in path.read_text(encoding="utf-8") for word in words)
    ]
    # 形式の土台（Format）だけを借りる。
    assert found == ["plans/lists/formats.py"]
    borrowed = "from import_export.formats.base_formats import Format\n"
    formats = (ROOT / found[0]).read_text(encoding="utf-8")
    assert borrowed in formats
    assert not any(word in formats.replace(borrowed, "") for word in words)
