"""紹介の一文と、全体を述べる文。手で打った文と比べる。"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from reports.facts.sentences import LONGEST_SENTENCE, LONGEST_TEXT, make_sentence, make_text

Facts = dict[str, Any]
YEAR = {"year": 2021, "label": "令和3（2021）年度"}


def judgement(rate: str = "", band: str = "", second: Facts | None = None) -> Facts:
    return {"is_judged": bool(band), "rate_text": rate, "band_label": band, "second": second}


def indicator(name: str, target: str, actual: str, **values: Any) -> Facts:
    judged = values.pop("judged", judgement())
    status = values.pop("status", "entered" if actual else "not_entered")
    row = {
        "year": 2021,
        "target": {"text": target, "settled_text": values.pop("settled", "")},
        "actual": {"text": actual, "status": status, "status_label": values.pop("label", "未入力")},
        "judgement": judged,
    }
    return {"name": name, "baseline": None, "second_label": "", "years": [row], **values}


def content(key: str, code: str = "on_schedule", *, is_late: bool = False, **more: Any) -> Facts:
    return {
        "key": key,
        "title": f"取組{key}",
        "sentence": "検討、実施の順（年度の位置は推定）",
        "progress": {"pace_label": "遅れ" if is_late else "予定どおり" if code else ""},
        "judgement": {"code": code, "is_late": is_late},
        **more,
    }


def make_item(*indicators: Facts, **changes: Any) -> Facts:
    item = {
        "number": 1,
        "title": "見守り",
        "departments": ["支援課", "総務課"],
        "indicators": list(indicators),
        "contents": [content("1"), content("2")],
        "record": {
            "state": "finalized",
            "self_rating_label": "達成",
            "achievement": "回数が増えた",
            "issues": "",
            "improvement": "月二回にする。",
        },
        **changes,
    }
    return {**item, "sentence": "一文。"}


MET = judgement("105.0％", "達成")


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        (
            make_item(indicator("相談件数", "200件", "210件", judged=MET)),
            "令和3（2021）年度は、「相談件数」は目標200件に対して実績210件（達成率105.0％、達成）で、"
            "実施内容2件に遅れはなく、評価は「達成」です。",
        ),
        (
            make_item(indicator("活動者数", "－", "", status="excluded", label="中止・評価対象外")),
            "令和3（2021）年度は、「活動者数」の実績は中止・評価対象外で、"
            "実施内容2件に遅れはなく、評価は「達成」です。",
        ),
        (
            make_item(
                indicator("甲", "1件", "1件", judged=MET),
                indicator("乙", "1件", "0件", judged=judgement("", "未達成")),
                indicator("丙", "介護保険事業計画による", "3件"),
            ),
            "令和3（2021）年度は、数値の目標3件のうち達成が1件、未達成が1件、判定のないものが1件で、"
            "実施内容2件に遅れはなく、評価は「達成」です。",
        ),
        (
            make_item(contents=[content("1", is_late=True), content("2"), content("3", "")]),
            "令和3（2021）年度は、数値の目標はなく、実施内容3件（未記入1件を含む）のうち1件に遅れがあり、"
            "評価は「達成」です。",
        ),
        (
            make_item(
                contents=[content("1", "")],
                record={**make_item()["record"], "self_rating_label": ""},
            ),
            "令和3（2021）年度は、数値の目標はなく、実施内容の進みは未記入で、"
            "評価はまだ決まっていません。",
        ),
        (
            make_item(record={**make_item()["record"], "rating_label": "○"}),
            "令和3（2021）年度は、数値の目標はなく、実施内容2件に遅れはなく、評価は「まる」です。",
        ),
    ],
)
def test_one_sentence_tells_figures_contents_and_rating(item: Facts, sentence: str) -> None:
    assert make_sentence(YEAR, item) == sentence


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("not_opened", "令和3（2021）年度の進行管理は、まだ始まっていません。"),
        ("unfinalized", "令和3（2021）年度の報告は、まだ確定していません。"),
    ],
)
def test_a_year_without_a_report_to_show_says_so(state: str, sentence: str) -> None:
    assert make_sentence(YEAR, make_item(record={**make_item()["record"], "state": state})) == (
        sentence
    )


def test_a_very_long_name_of_an_indicator_gives_way_to_the_count() -> None:
    item = make_item(indicator("長" * 200, "200件", "210件", judged=MET))
    assert "数値の目標1件のうち達成が1件" in make_sentence(YEAR, item)
    assert len(make_sentence(YEAR, item)) <= LONGEST_SENTENCE


def test_the_whole_item_is_told_in_words() -> None:
    second = judgement("100.0％", "達成")
    item = make_item(
        indicator(
            "活動者数（*2）",
            "66人（31人）",
            "67人（31人）",
            judged={**MET, "second": second},
            second_label="障がいに関わる活動者数",
            baseline={"text": "△5"},
        )
    )
    assert make_text(YEAR, item) == (
        "実施項目1「見守り」。担当は支援課、総務課。一文。"
        "指標「活動者数（*2）」：計画前の値はマイナス5、目標は66人、障がいに関わる活動者数は31人、"
        "実績は67人、障がいに関わる活動者数は31人、判定は達成率105.0％、達成、"
        "障がいに関わる活動者数は達成率100.0％、達成。"
        "実施内容1「取組1」：実施時期は検討、実施の順（年度の位置は推定）。進みは予定どおり。"
        "実施内容2「取組2」：実施時期は検討、実施の順（年度の位置は推定）。進みは予定どおり。"
        "成果：回数が増えた。改善策・次年度の取組：月二回にする。"
    )


def test_a_figure_settled_by_another_plan_stands_beside_the_wording() -> None:
    told = make_text(YEAR, make_item(indicator("協力員", "計画による", "5人", settled="2,100人")))
    assert "目標は計画による（別に2,100人と決定）、実績は5人。" in told


def test_an_item_without_figures_says_so() -> None:
    assert "数値の目標はありません。" in make_text(YEAR, make_item())


def test_long_texts_are_cut_and_never_pass_the_limit() -> None:
    item = make_item(contents=[content(str(number)) for number in range(1, 31)])
    item["record"] |= dict.fromkeys(("achievement", "issues", "improvement"), "あ" * 4000)
    told = make_text(YEAR, item)
    assert len(told) <= LONGEST_TEXT
    assert told.count("（以下略）") == 3
    assert "ほかに実施内容が" in told
    wordy = copy.deepcopy(item)
    wordy["title"] = "題" * 900
    assert len(make_text(YEAR, wordy)) == LONGEST_TEXT


def test_a_part_of_a_whole_is_told_as_a_part() -> None:
    shared = indicator(
        "評価事務事業数", "総事務事業数の3分の1", "14（54）", second_label="総事務事業数"
    )
    row = shared["years"][0]
    row["target"]["kind"] = "share"
    row["actual"] |= {"number": "14", "second_number": "54"}
    assert "実績は総事務事業数54のうち14。" in make_text(YEAR, make_item(shared))


NOT_HELD = content("2", "", progress={"pace_label": "実施しなかった"})


@pytest.mark.parametrize(
    ("contents", "told"),
    [
        ([content("1", "cancelled"), content("2", "cancelled")], "実施内容2件は、すべて中止し"),
        (
            [content("1"), content("2", "cancelled"), NOT_HELD, content("3", "")],
            "実施内容4件（中止1件、未記入1件、判定しないもの1件を含む）に遅れはなく",
        ),
        ([content("1"), content("2", repeats="18-1")], "実施内容1件に遅れはなく"),
    ],
)
def test_contents_of_which_no_delay_can_be_asked_are_named(
    contents: list[Facts], told: str
) -> None:
    assert told in make_sentence(YEAR, make_item(contents=contents))


@pytest.mark.parametrize(
    ("target", "more", "told"),
    [
        ("－", {"absence": "not_applicable"}, "「甲」の実績は7件（目標は該当なし）で"),
        ("…", {"absence": "undetermined"}, "「甲」の実績は7件（目標は未確定）で"),
        ("", {"absence": "not_entered"}, "「甲」の実績は7件（目標はなし）で"),
        (
            "職員定員適正化計画が定める人数",
            {"kind": "text"},
            "「甲」は目標の「職員定員適正化計画が定める人数」に対して、実績は7件（判定なし）で",
        ),
        (
            "次期計画による",
            {"kind": "text", "settled_text": "9件"},
            "「甲」は目標9件に対して実績7件（判定なし）で",
        ),
    ],
)
def test_a_target_that_is_no_plain_number_reads_well(target: str, more: Facts, told: str) -> None:
    item = make_item(indicator("甲", target, "7件"))
    item["indicators"][0]["years"][0]["target"] |= more
    assert told in make_sentence(YEAR, item)


def test_a_year_without_a_target_row_says_there_is_none() -> None:
    item = make_item(indicator("甲", "1件", "7件"))
    item["indicators"][0]["years"][0]["target"] = None
    assert "「甲」の実績は7件（目標はなし）で" in make_sentence(YEAR, item)
    assert "目標はなし、実績は7件。" in make_text(YEAR, item)


def test_the_second_figure_counts_among_the_judged_values() -> None:
    second = judgement("75.0％", "未達成")
    pair = indicator("乙", "1（2）", "1（1）", judged={**MET, "second": second})
    item = make_item(indicator("甲", "1件", "1件", judged=MET), pair)
    told = "数値の目標2件（値3件）のうち達成が2件、未達成が1件で"
    assert told in make_sentence(YEAR, item)


def test_indicators_that_are_all_unjudged_are_said_to_be_so() -> None:
    item = make_item(indicator("甲", "計画による", "1件"), indicator("乙", "計画による", "2件"))
    assert "数値の目標2件は判定がなく" in make_sentence(YEAR, item)


def test_ratings_of_very_long_names_stay_within_the_limit() -> None:
    rows = [
        indicator(str(n), "1件", "1件", judged=judgement("", "長" * 49 + str(n))) for n in "1234"
    ]
    sentence = make_sentence(YEAR, make_item(*rows))
    assert "数値の目標は4件で" in sentence
    item = make_item(record={**make_item()["record"], "rating_label": "長" * 300})
    assert len(make_sentence(YEAR, item)) == LONGEST_SENTENCE


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("がんばりました！\nできた？", "課題：がんばりました！できた？"),
        (
            "・講座を3回開いた\n・参加者が増えた\n\n　（以上）",
            "課題：講座を3回開いた。参加者が増えた。（以上）。",
        ),
        ("続ける、", "課題：続ける。"),
        ("－", "課題：該当なし。"),
        ("△5％増えた", "課題：マイナス5％増えた。"),
    ],
)
def test_free_texts_are_read_as_closed_sentences(typed: str, heard: str) -> None:
    item = make_item()
    item["record"] |= {"issues": typed, "improvement": ""}
    assert make_text(YEAR, item).endswith(heard)


def test_a_text_is_never_cut_inside_a_letter() -> None:
    family = "👨‍👩‍👧‍👦"
    for length in range(96, 112):
        item = make_item()
        item["record"] |= {"issues": "あ" * length + family + "い" * 20, "improvement": ""}
        told = make_text(YEAR, item)
        assert told.count("👨") == told.count("👦")


def test_a_sentence_written_by_hand_is_closed_before_the_figures() -> None:
    item = make_item(indicator("甲", "1件", "1件"))
    item["sentence"] = "集まりが続いています"
    assert "集まりが続いています。指標「甲」" in make_text(YEAR, item)


def test_an_item_without_a_department_names_none() -> None:
    assert "担当は" not in make_text(YEAR, make_item(departments=[]))


def test_a_cancelled_figure_gives_its_reason() -> None:
    item = make_item(
        indicator("甲", "1件", "中止・評価対象外", status="excluded", label="中止・評価対象外")
    )
    item["indicators"][0]["years"][0]["actual"]["note"] = "感染症の流行のため"
    assert "実績は中止・評価対象外。わけは、感染症の流行のため" in make_text(YEAR, item)


def test_a_confirmed_schedule_and_a_common_theme_read_well() -> None:
    sentence = "検討は平成31（2019）年度、実施は令和2（2020）年度から令和5（2023）年度まで"
    told = make_text(YEAR, make_item(contents=[content("共通1", sentence=sentence)]))
    assert f"事業共通1「取組共通1」：実施時期：{sentence}。進みは予定どおり。" in told


def test_the_late_content_is_told_where_room_is_short() -> None:
    rows = [content(str(n), title="題" * 40) for n in range(1, 20)]
    rows.append(content("共通3", is_late=True))
    told = make_text(YEAR, make_item(contents=rows))
    assert "事業共通3「取組共通3」：進みは遅れ。" in told
    assert "ほかに実施内容が" in told
