"""取込の結果。だれが、いつ、どのファイルで、どこを変えたかを総務課が見る。直すことはできない。"""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from plans.admin_site import RuledModelAdmin, Rules, site
from plans.models import ImportRun
from plans.templatetags.japanese_dates import wareki_time
from progress.permissions import can_read_imports

BLANK = "（空欄）"


@admin.register(ImportRun, site=site)
class ImportRunAdmin(RuledModelAdmin):
    """取込の結果の画面。"""

    rules = Rules(view=lambda actor, run: can_read_imports(actor))
    list_display = ("moment", "user", "kind", "file_name", "row_count")
    list_select_related = ("user",)
    list_display_links = ("moment", "file_name")
    search_fields = ("file_name", "sha256", "user__last_name", "user__first_name")
    search_help_text = "ファイル名、ハッシュ、確定した人の氏名から探します。"
    ordering = ("-at",)
    fields = ("moment", "user", "kind", "file_name", "digest", "changes")
    readonly_fields = fields

    @admin.display(description="確定した日時", ordering="at")
    def moment(self, run: ImportRun) -> str:
        """確定した日時。"""
        return wareki_time(run.at)

    @admin.display(description="変えた行")
    def row_count(self, run: ImportRun) -> str:
        """変えた行の数。"""
        return f"{len(run.rows)}行"

    @admin.display(description="ファイルのハッシュ")
    def digest(self, run: ImportRun) -> str:
        """ハッシュ。狭い画面で折り返せるように、八字ずつ区切る。"""
        return " ".join(run.sha256[start : start + 8] for start in range(0, 64, 8))

    @admin.display(description="変えたところ")
    def changes(self, run: ImportRun) -> SafeString:
        """行ごとの、前の内容と取り込んだ内容。"""
        lines = [
            (row["sheet"], row["name"], label, old or BLANK, new or BLANK)
            for row in run.rows
            for label, old, new in row["changes"]
        ]
        return format_html_join("", "<p>{}　{}　{}：{} → {}</p>", lines)
