"""公開データの一式: CSV に、データの説明書と、利用条件を書いた readme を添える。"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from reports.data_dictionary import ABOUT, FILE_NAME, dictionary_csv
from reports.open_data import open_data_files

Facts = dict[str, Any]

README_NAME = "readme.txt"
# 見本の年度のファイルの名の頭に付ける印。CSV には印を書く欄がないので、名で示す。
SAMPLE_PREFIX = "sample-"
BYTE_ORDER_MARK = "\ufeff"


def open_data_set(facts: Facts) -> dict[str, bytes]:
    """公開データの一式を、ファイル名ごとのバイト列で返す。同じ事実からは同じバイト列になる。"""
    return {
        **open_data_files(facts),
        FILE_NAME: dictionary_csv(),
        README_NAME: _readme(facts).replace("\n", "\r\n").encode(),
    }


def sample_prefix(*, is_sample: bool) -> str:
    """ファイルの名の頭に付ける印。見本でなければ空。"""
    return SAMPLE_PREFIX if is_sample else ""


def _readme(facts: Facts) -> str:
    plan, publication = facts["plan"], facts.get("publication", {})
    notices = facts["notices"]
    marks = [
        notices["sample_text"]
        and f"{notices['sample_text']}を含みます。実際の実績ではありません。",
        "確定前の報告を含みます（内部用）。" if notices["drafts_included"] else "",
    ]
    made = [publication[name] for name in ("label", "made_on_label") if publication.get(name)]
    head = [
        f"{plan['name']}　公開データ",
        plan["organization"],
        "　".join([f"{facts['year']['label']}まで", *made]),
        *(mark for mark in marks if mark),
    ]
    files = [f"{name}.csv　{title}。{about}" for name, (title, about, _) in ABOUT.items()]
    parts = (
        head,
        ["データの利用条件", publication.get("licence") or settings.OPEN_DATA_LICENCE],
        [
            "ファイル",
            *files,
            f"{FILE_NAME}　データの説明書。それぞれの列の意味、単位、例。",
        ],
        [
            "文字コードは UTF-8 です。「項目番号」で表どうしがつながります。",
            f"名の頭の「{SAMPLE_PREFIX}」は、見本（架空）の年度のファイルの印です。",
        ],
    )
    return BYTE_ORDER_MARK + "\n\n".join("\n".join(lines) for lines in parts) + "\n"
