"""版の確かめ。実施項目とその下の行は、項目の版（`ActionItem.version`）で守る。

後から保存しようとした人には、先に変わったことを知らせる。黙って上書きはしない。
"""

from __future__ import annotations

from django.db.models import F

from plans.models import ActionItem

CHANGED_MESSAGE = (
    "開いた後に、ほかの人がこの実施項目を変更しました。入力した内容はこの画面に残っています。"
    "別のタブで最新の内容を確かめてから、開き直して入れ直してください。"
)


def is_current(item_id: int, version: int) -> bool:
    """開いたときの版が、いまの版か。行を押さえるので、呼ぶ側は一つの取引の中で使う。"""
    rows = ActionItem.objects.select_for_update(of=("self",)).filter(pk=item_id)
    return rows.values_list("version", flat=True).first() == version


def advance(item_id: int) -> None:
    """版を一つ進める。版は中身ではないので、変更履歴には残さない。"""
    ActionItem.objects.filter(pk=item_id).update(version=F("version") + 1)
