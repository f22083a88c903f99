"""年度: 4月1日から翌年3月31日まで。西暦の数で持ち、和暦（西暦）で見せる。"""

from datetime import date

FIRST_YEAR = 1989
LAST_YEAR = 2200

# 元号を改める政令（平成は1989年1月8日、令和は2019年5月1日から）。新しいものから順に並べる。
ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
)


class FiscalYearError(ValueError):
    """年度の誤り: 和暦で示せない年度や日付が渡された。"""


def first_day(fiscal_year: int) -> date:
    """年度の初日: 西暦の年度から4月1日を返す。1989～2200年度の外はFiscalYearError。"""
    if not FIRST_YEAR <= fiscal_year <= LAST_YEAR:
        raise FiscalYearError(
            f"年度は{FIRST_YEAR}から{LAST_YEAR}までの西暦で指定してください（{fiscal_year}）。"
        )
    return date(fiscal_year, 4, 1)


def last_day(fiscal_year: int) -> date:
    """年度の末日: 西暦の年度から翌年3月31日を返す。1989～2200年度の外はFiscalYearError。"""
    return date(first_day(fiscal_year).year + 1, 3, 31)


def fiscal_year_of(day: date) -> int:
    """日付の属する年度: 西暦の数で返す。1989～2200年度の外はFiscalYearError。"""
    fiscal_year = day.year if day.month >= 4 else day.year - 1
    return first_day(fiscal_year).year


def wareki_label(fiscal_year: int) -> str:
    """年度の表記: 2021から「令和3（2021）年度」。

    元号は年度の初日で決める。計画書も2019年度を「平成31(2019)年度」と記している。
    """
    return f"{_era_year(first_day(fiscal_year))}（{fiscal_year}）年度"


def short_label(fiscal_year: int) -> str:
    """年度の短い表記: 2021から「令和3年度」。元号は年度の初日で決める。"""
    return f"{_era_year(first_day(fiscal_year))}年度"


def format_date(day: date) -> str:
    """日付の表記: 「令和4年5月31日」。元号はその日のもの。

    平成元年1月8日から2200年度末までを受け付け、外はFiscalYearError。
    """
    return f"{_era_year(day)}年{day.month}月{day.day}日"


def _era_year(day: date) -> str:
    # datetimeはdateと大小を比べられないので、日付だけを取り出す。
    plain_day = date(day.year, day.month, day.day)
    if plain_day > last_day(LAST_YEAR):
        raise FiscalYearError(f"和暦で示せない日付です（{plain_day.isoformat()}）。")
    for started_on, era in ERAS:
        if plain_day >= started_on:
            year = plain_day.year - started_on.year + 1
            return f"{era}{'元' if year == 1 else year}"
    raise FiscalYearError(f"和暦で示せない日付です（{plain_day.isoformat()}）。")
