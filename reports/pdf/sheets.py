"""個票と個票集: year_facts の辞書から PDF を作る。"""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from reports.pdf.engine import PdfDocument, PdfError, compile_pdf
from reports.pdf.front import lay_out_frame, lay_out_summary
from reports.pdf.full_sheet import lay_out_full_sheet
from reports.pdf.text import clean, has_visible

Facts = Mapping[str, Any]

SCHEMA = 1


def render_sheet(facts: Facts, number: int, *, made_on: date, large: bool = False) -> PdfDocument:
    """個票（一項目）のPDF: 項目番号と作成日から。large は 14 ポイントの大きな文字。

    その番号の項目がないとき、組めないときは PdfError。
    """
    item = _find_item(facts, number)
    return _render(facts, [item], made_on=made_on, large=large, with_front=False)


def render_sheets(facts: Facts, *, made_on: date, large: bool = False) -> PdfDocument:
    """個票集（表紙、目次、総括表、全項目の個票）のPDF。組めないときは項目を示す PdfError。

    綴じる個票は、図と年度ごとの状態を略す（一枚ずつの個票にはある）。
    """
    items = facts["items"]
    try:
        return _render(facts, items, made_on=made_on, large=large, with_front=True)
    except PdfError as error:
        culprit = _find_culprit(facts, made_on=made_on, large=large)
        raise PdfError(f"{culprit}{error}") from error


def download_name(
    facts: Facts, number: int | None = None, *, large: bool = False
) -> tuple[str, str]:
    """保存するときのファイル名: (英数字だけの名, 日本語の名)。number は一枚だけのとき。"""
    year = facts["year"]["year"]
    which = ("all", "個票集") if number is None else (f"{number:02d}", f"個票{number}")
    if facts.get("narrowing"):
        which = ("narrowed", f"{which[1]}（絞り込み）")
    size = ("-large", "（大きな文字）") if large else ("", "")
    return (
        f"sheets-{year}-{which[0]}{size[0]}.pdf",
        f"{facts['plan']['short_name']}_{year}年度_{which[1]}{size[1]}.pdf",
    )


def _find_item(facts: Facts, number: int) -> Facts:
    for item in facts["items"]:
        if item["number"] == number:
            return cast(Facts, item)
    raise PdfError(f"項目番号{number}の実施項目はありません。")


def _render(
    facts: Facts, items: list[Facts], *, made_on: date, large: bool, with_front: bool
) -> PdfDocument:
    if facts["schema"] != SCHEMA:
        raise PdfError(f"この印刷は、facts の形式{SCHEMA}だけを読めます（{facts['schema']}）。")
    lost: set[str] = set()
    frame = lay_out_frame(facts, made_on, large=large)
    sheets = [_lay_out(facts, item, lost, large=large, bound=with_front) for item in items]
    data = cast(dict[str, object], clean(frame, lost))
    data["items"] = sheets
    data["summary"] = clean(lay_out_summary(facts), lost) if with_front else None
    return PdfDocument(compile_pdf(data, made_on), tuple(sorted(lost)))


def _lay_out(
    facts: Facts, item: Facts, lost: set[str], *, large: bool, bound: bool
) -> dict[str, object]:
    try:
        sheet = lay_out_full_sheet(facts, item, large=large, bound=bound)
    except (KeyError, TypeError, ValueError) as error:
        raise PdfError(f"{name_of_item(item)}を印刷用に並べられません（{error!r}）。") from error
    own: set[str] = set()
    cleaned = cast(dict[str, object], clean(sheet, own))
    lost |= own
    # 〓に替えた字があるときだけ、その項目の頁で断る。書いた人が打った〓は数えない。
    cleaned["has_lost"] = has_visible(own)
    return cleaned


def _find_culprit(facts: Facts, *, made_on: date, large: bool) -> str:
    for item in facts["items"]:
        try:
            _render(facts, [item], made_on=made_on, large=large, with_front=False)
        except PdfError:
            return f"{name_of_item(item)}を印刷できません。"
    return ""


def name_of_item(item: Facts) -> str:
    """項目の呼び名: 項目11「○○」。"""
    return f"項目{item.get('number', '?')}「{item.get('title', '')}」"
