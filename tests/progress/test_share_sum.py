"""割合の目標の、続く年度の計。"""

from fractions import Fraction

import pytest

from plans.figures import Figure
from progress.share_sum import tell_share_sum

NAMES = ("評価した事務事業数", "総事務事業数")
THIRD = Fraction(1, 3)


def tell(actuals: dict[int, str], year: int, share: Fraction = THIRD) -> str:
    figures = {one: Figure.parse(printed) for one, printed in actuals.items()}
    return tell_share_sum(share, figures, year, names=NAMES)


def test_three_years_of_a_third_are_added_up_against_the_latest_whole() -> None:
    actuals = {2019: "18（54）", 2020: "14（54）", 2021: "20（55）"}
    assert tell(actuals, 2021) == (
        "平成31（2019）年度から令和3（2021）年度までの評価した事務事業数の計は52で、"
        "令和3（2021）年度の総事務事業数55の94.5％です。"
    )


def test_fewer_years_say_how_many_they_are() -> None:
    assert tell({2019: "18（54）", 2020: "18（54）"}, 2020) == (
        "平成31（2019）年度から令和2（2020）年度まで（3年度のうち2年度分）の"
        "評価した事務事業数の計は36で、令和2（2020）年度の総事務事業数54の66.6％です。"
    )


def test_the_window_moves_on_with_the_years() -> None:
    actuals = {year: f"{year - 2018}（10）" for year in range(2019, 2024)}
    assert "の計は12で" in tell(actuals, 2023)
    assert "の計は9で" in tell(actuals, 2023, Fraction(1, 2))


@pytest.mark.parametrize(
    ("actuals", "year"),
    [
        ({}, 2021),
        ({2021: "18（54）"}, 2021),
        ({2019: "18（54）", 2020: "18（54）"}, 2021),
        ({2017: "18（54）", 2021: "18（54）"}, 2021),
        ({2020: "実施", 2021: "18（54）"}, 2021),
    ],
)
def test_nothing_is_said_of_fewer_than_two_years_or_without_the_year_itself(
    actuals: dict[int, str], year: int
) -> None:
    assert tell(actuals, year) == ""


@pytest.mark.parametrize("latest", ["14", "14（0）"])
def test_without_a_whole_the_sum_stands_alone(latest: str) -> None:
    assert tell({2020: "18（54）", 2021: latest}, 2021).endswith("の計は32です。")
