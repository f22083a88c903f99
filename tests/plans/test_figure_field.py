"""値の欄（FigureField）: 列には正規の文字、PythonではFigure。"""

import json
from collections.abc import Iterator

import pytest
from django import forms
from django.apps.registry import Apps
from django.contrib.admin.utils import display_for_field
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.migrations.writer import MigrationWriter
from django.db.models import Q
from django.test.utils import isolate_apps

from plans.figures import Figure, FigureError, FigureField, FigureFormField
from plans.models import Plan
from tests.builders import make_indicator, make_item


@pytest.fixture
def sheet(db: None) -> Iterator[type[models.Model]]:
    """値の欄を一つだけ持つ、試験の間だけの表。"""
    with isolate_apps("plans") as apps:
        model = make_sheet(apps)
        # SQLiteは取引の中でスキーマを変えるとき、外部キーの検査を切れない。表に外部キーはない。
        with connection.cursor() as cursor:
            for statement in create_statements(model):
                cursor.execute(statement)
        yield model


def make_sheet(apps: Apps) -> type[models.Model]:
    class Sheet(models.Model):  # noqa: DJ008
        value = FigureField("値")
        absence = models.CharField(max_length=20, blank=True)

        class Meta:
            app_label = "plans"
            constraints = (
                models.CheckConstraint(
                    condition=(~Q(value="") & Q(absence="")) | (Q(value="") & ~Q(absence="")),
                    name="sheet_has_value_or_absence",
                ),
            )

    return Sheet


def create_statements(model: type[models.Model]) -> list[str]:
    editor = connection.schema_editor(collect_sql=True, atomic=False)
    editor.deferred_sql = []
    editor.create_model(model)
    return [sql for sql in editor.collected_sql if not sql.startswith("--")]


def raw_value(pk: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM plans_sheet WHERE id = %s", [pk])
        return str(cursor.fetchone()[0])


def test_the_column_holds_the_canonical_text_and_python_a_figure(sheet: type[models.Model]) -> None:
    row = sheet.objects.create(value=Figure.parse("年１回（年4～6回）"))
    assert raw_value(row.pk) == "年1回（年4～6回）"
    assert sheet.objects.get().value == Figure.parse("年1回（年4～6回）")


def test_text_given_by_hand_becomes_a_figure_on_saving(sheet: type[models.Model]) -> None:
    row = sheet.objects.create(value=" １２ 人")
    assert row.value == Figure.parse("12人")
    assert raw_value(row.pk) == "12人"


def test_no_figure_is_none_in_python_and_empty_in_the_column(sheet: type[models.Model]) -> None:
    row = sheet.objects.create(absence="not_entered")
    assert row.value is None
    assert raw_value(row.pk) == ""
    assert sheet.objects.get().value is None
    assert list(sheet.objects.filter(value="")) == list(sheet.objects.exclude(absence="")) == [row]


def test_zero_is_a_figure_and_not_nothing(sheet: type[models.Model]) -> None:
    row = sheet.objects.create(value=Figure.of(0))
    assert raw_value(row.pk) == "0"
    assert sheet.objects.get().value.number == 0


def test_rows_are_found_by_figure_by_text_and_by_part(sheet: type[models.Model]) -> None:
    row = sheet.objects.create(value=Figure.parse("1,234人"))
    sheet.objects.create(value=Figure.parse("5人"))
    for lookup in ({"value": Figure.parse("1,234人")}, {"value": "１,２３４ 人"}):
        assert sheet.objects.get(**lookup) == row
    assert sheet.objects.get(value__icontains="234") == row
    assert sheet.objects.filter(value__in=[Figure.parse("1,234人"), "5人"]).count() == 2


def test_bulk_writes_store_the_canonical_text(sheet: type[models.Model]) -> None:
    rows = sheet.objects.bulk_create([sheet(value="１人"), sheet(value=Figure.of(2, unit="人"))])
    for row in rows:
        row.value = Figure.of(3, unit="人")
    sheet.objects.bulk_update(rows, ["value"])
    assert [raw_value(row.pk) for row in rows] == ["3人", "3人"]
    sheet.objects.update(value="４人")
    assert [raw_value(row.pk) for row in rows] == ["4人", "4人"]


def test_hostile_text_never_reaches_the_column(sheet: type[models.Model]) -> None:
    with pytest.raises(ValidationError, match="使えない文字"), transaction.atomic():
        sheet.objects.create(value="12\x00人")
    assert not sheet.objects.exists()
    with pytest.raises(FigureError, match="区分を選んで"):
        sheet.objects.update(value="－")


def test_the_check_of_value_or_absence_works_in_python(sheet: type[models.Model]) -> None:
    sheet(value=Figure.of(1)).full_clean()
    sheet(absence="not_entered").full_clean()
    for wrong in (sheet(), sheet(value="1人", absence="excluded")):
        with pytest.raises(ValidationError, match="sheet_has_value_or_absence"):
            wrong.full_clean()


def test_figures_survive_the_serializer(sheet: type[models.Model]) -> None:
    sheet.objects.create(value=Figure.parse("66人（31人）"))
    sheet.objects.create(absence="undetermined")
    field = sheet._meta.get_field("value")
    dumped = json.loads(serializers.serialize("json", sheet.objects.order_by("pk")))
    assert [row["fields"]["value"] for row in dumped] == ["66人（31人）", None]
    assert field.to_python(dumped[0]["fields"]["value"]) == Figure.parse("66人（31人）")
    assert field.to_python(dumped[1]["fields"]["value"]) is None
    assert field.value_to_string(sheet(value=Figure.of(5))) == "5"
    assert field.value_to_string(sheet()) == ""


def test_a_form_takes_a_figure_and_keeps_refused_text(sheet: type[models.Model]) -> None:
    form_class = forms.modelform_factory(sheet, fields=["value"])
    good = form_class({"value": "１２人"}, instance=sheet(absence=""))
    assert good.is_valid()
    assert good.cleaned_data["value"] == Figure.parse("12人")
    bad = form_class({"value": "12 34"})
    assert not bad.is_valid()
    assert "数字の間に空白があります" in bad.errors["value"][0]
    assert 'value="12 34"' in str(bad["value"])
    assert 'type="text"' in str(bad["value"])


def test_a_form_sees_a_change_only_where_the_figure_changed(sheet: type[models.Model]) -> None:
    form_class = forms.modelform_factory(sheet, fields=["value"])
    row = sheet.objects.create(value="12人")
    for typed, changed in (("12人", False), ("１２ 人", False), ("13人", True), ("", True)):
        assert form_class({"value": typed}, instance=row).has_changed() is changed
    assert not form_class({"value": ""}, instance=sheet()).has_changed()
    assert 'value="12人"' in str(form_class(instance=row)["value"])


def test_an_empty_box_is_none_unless_required() -> None:
    assert FigureFormField(required=False).clean(" \u3000") is None
    with pytest.raises(ValidationError):
        FigureFormField().clean("")


def test_a_read_only_page_shows_the_figure_as_printed() -> None:
    assert display_for_field(Figure.parse("66人（31人）"), FigureField(), "-") == "66人（31人）"


def test_the_migration_names_the_lasting_import_path() -> None:
    written, imports = MigrationWriter.serialize(FigureField("値"))
    assert written == "plans.figures.FigureField(blank=True, verbose_name='値')"
    assert imports == {"import plans.figures"}
    _, path, args, kwargs = FigureField("値", help_text="例").deconstruct()
    assert (path, args) == ("plans.figures.FigureField", [])
    assert kwargs == {"verbose_name": "値", "blank": True, "help_text": "例"}


def test_history_keeps_each_figure_and_tells_the_change(plan: Plan) -> None:
    indicator = make_indicator(make_item(plan), targets={2021: "66人（31人）"})
    target = indicator.targets.get()
    target.value = Figure.parse("70人（43人）")
    target.save()
    newer, older = target.history.order_by("-history_id")
    assert (older.value, newer.value) == (Figure.parse("66人（31人）"), target.value)
    changes = {
        change.field: (change.old, change.new) for change in newer.diff_against(older).changes
    }
    assert changes["value"] == (older.value, newer.value)
