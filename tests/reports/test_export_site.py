"""export_site: 公開の画面の静的な写し。どの道も写しの中で行き着き、住所の根によらない。"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reports.management.site_folder import LISTING
from tests.builders import make_plan
from tests.progress.rounds import open_year
from tests.reports.publications import add_file, publish_facts

if TYPE_CHECKING:
    from plans.models import ActionItem, Plan
    from tests.people import Cast

pytestmark = pytest.mark.django_db

ADDRESSES = {"href", "src", "action", "srcset", "data", "poster"}


class LinkReader(HTMLParser):
    """画面の道（links）と、行き先になれる印（anchors）を集める。"""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.anchors.append(value or "")
            if name in ADDRESSES and (tag, dict(attrs).get("rel")) != ("link", "canonical"):
                self.links.append(value or "")


@pytest.fixture
def published(plan: Plan, item: ActionItem, cast: Cast) -> Plan:
    """二つの版を公表した年度のある計画。"""
    open_year(plan, cast.secretariat)
    people = (cast.secretariat, cast.secretariat_head)
    report = publish_facts(plan, people, 2021)
    publish_facts(plan, people, 2021, version=2)
    add_file(report, "sheets.pdf", b"%PDF-frozen")
    return plan


def export(folder: Path, *options: str) -> dict[str, bytes]:
    call_command("export_site", str(folder), *options)
    return files_in(folder)


def files_in(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def broken_links(folder: Path) -> list[tuple[str, str]]:
    """行き着かない道と、写しの外へ出る道。"""
    pages = {path.resolve(): LinkReader(path.read_text("utf-8")) for path in folder.rglob("*.html")}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            place, _, anchor = link.partition("#")
            target = (path.parent / place).resolve() if place else path
            is_inside = folder.resolve() in target.parents and target.is_file()
            if not is_inside or (anchor and anchor not in pages[target].anchors):
                broken.append((str(path.relative_to(folder.resolve())), link))
    return broken


def test_every_link_and_anchor_leads_somewhere_in_the_copy(published: Plan, tmp_path: Path) -> None:
    files = export(tmp_path / "site")
    assert broken_links(tmp_path / "site") == []
    root = f"{published.pk}/2021"
    for name in ("index.html", "about/index.html", f"{published.pk}/index.html"):
        assert name in files
    for page in ("", "goals/", "criteria/", "data/", "corrections/", "items/1/"):
        for version in ("", "v1/", "v2/"):
            assert f"{root}/{version}{page}index.html" in files
    assert files[f"{root}/v1/data/sheets.pdf"] == b"%PDF-frozen"
    assert f"{root}/v2/data/items.csv" in files


def test_a_broken_link_would_be_found(published: Plan, tmp_path: Path) -> None:
    export(tmp_path / "site")
    (tmp_path / "site" / "about" / "index.html").unlink()
    assert broken_links(tmp_path / "site")


def test_the_copy_names_no_place_of_our_server(published: Plan, tmp_path: Path) -> None:
    for name, content in export(tmp_path / "site").items():
        if not name.endswith((".html", ".css")):
            continue
        text = content.decode("utf-8")
        assert re.findall(r"(?:href|src|action)=\"(?:/|[a-z]+:)", text) == [], name
        assert re.findall(r"url\(\s*['\"]?(?:/|[a-z]+:)", text) == [], name
        assert "localhost" not in text
        assert "<form" not in text


def test_the_style_sheets_of_the_pages_are_in_the_copy(published: Plan, tmp_path: Path) -> None:
    files = export(tmp_path / "site")
    assert "css/public.css" in files["index.html"].decode()
    assert files["assets/css/public.css"]


def test_the_same_publication_gives_the_same_bytes(published: Plan, tmp_path: Path) -> None:
    assert export(tmp_path / "one") == export(tmp_path / "two") == export(tmp_path / "one")


def test_nothing_published_gives_the_plan_alone(
    plan: Plan, item: ActionItem, tmp_path: Path
) -> None:
    files = export(tmp_path)
    assert "公表した年度はまだありません" in files["index.html"].decode()
    assert item.title in files[f"{plan.pk}/index.html"].decode()
    assert broken_links(tmp_path) == []


def test_an_empty_database_gives_an_entrance(tmp_path: Path) -> None:
    files = export(tmp_path)
    assert "公開した計画はまだありません" in files["index.html"].decode()
    assert broken_links(tmp_path) == []


def test_a_folder_with_other_files_is_refused_and_left_alone(
    published: Plan, tmp_path: Path
) -> None:
    (tmp_path / "other.txt").write_text("ほかの人のファイル", encoding="utf-8")
    with pytest.raises(CommandError, match="空のフォルダーを指定してください"):
        export(tmp_path)
    assert list(files_in(tmp_path)) == ["other.txt"]


def test_a_page_that_is_gone_is_gone_from_the_copy_and_own_files_stay(
    published: Plan, tmp_path: Path
) -> None:
    before = export(tmp_path)
    (tmp_path / "own.txt").write_text("足したファイル", encoding="utf-8")
    report = published.published_reports.get(version=2)
    report.state, report.ending_reason = "retracted", "誤り"
    report.ended_at, report.ended_by = report.released_at, report.released_by
    report.save()
    after = export(tmp_path)
    assert f"{published.pk}/2021/v2/index.html" in before
    assert not (tmp_path / str(published.pk) / "2021" / "v2").exists()
    assert after["own.txt"].decode() == "足したファイル"
    assert broken_links(tmp_path) == []


def test_a_copy_that_cannot_be_finished_leaves_the_earlier_one(
    published: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = export(tmp_path)
    write, written = Path.write_bytes, []

    def fill_up(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) > 5:
            raise OSError(28, "No space left on device")
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", fill_up)
    with pytest.raises(CommandError, match="空き容量がありません"):
        export(tmp_path)
    assert files_in(tmp_path) == before


def test_a_listing_that_names_files_outside_removes_nothing_there(
    published: Plan, tmp_path: Path
) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside.txt"
    export(site)
    outside.write_text("外のファイル", encoding="utf-8")
    listing = (site / LISTING).read_text(encoding="utf-8")
    (site / LISTING).write_text(f"{listing}../outside.txt\n", encoding="utf-8")
    export(site)
    assert outside.read_text(encoding="utf-8") == "外のファイル"


def test_the_address_of_the_copy_goes_into_the_map_for_searches(
    published: Plan, tmp_path: Path
) -> None:
    files = export(tmp_path, "--base-url", "https://www.example.jp/plan")
    address = f"https://www.example.jp/plan/{published.pk}/2021/"
    assert f"<loc>{address}</loc>" in files["sitemap.xml"].decode()
    page = files[f"{published.pk}/2021/v2/index.html"].decode()
    assert f'<link rel="canonical" href="{address}">' in page


@pytest.mark.parametrize(
    "address",
    [
        "example",
        "https://[::1",
        "https://www.example.jp:99999/",
        "https://www.example.jp:abc/",
        "https://www.example.jp/<x>/",
        "https://www.example.jp/a b/",
        "https://name:word@www.example.jp/",
        "https://www.example.jp/?a=1",
        "https:///plan/",
    ],
)
def test_an_address_that_is_none_is_refused_in_japanese(tmp_path: Path, address: str) -> None:
    with pytest.raises(CommandError, match="住所として読めません"):
        call_command("export_site", str(tmp_path), "--base-url", address)
    assert list(tmp_path.iterdir()) == []


def test_an_address_in_japanese_goes_into_the_map_in_plain_letters(
    published: Plan, tmp_path: Path
) -> None:
    files = export(tmp_path, "--base-url", "https://www.例え.jp/計画/")
    page = files["sitemap.xml"].decode()
    assert f"<loc>https://www.xn--r8jz45g.jp/%E8%A8%88%E7%94%BB/{published.pk}/</loc>" in page
    assert page.isascii()


def test_a_damaged_listing_is_told_and_nothing_is_touched(published: Plan, tmp_path: Path) -> None:
    export(tmp_path)
    (tmp_path / LISTING).write_bytes(b"index.html\n\xff\xfe")
    before = files_in(tmp_path)
    with pytest.raises(CommandError, match="が壊れています"):
        export(tmp_path)
    assert files_in(tmp_path) == before


def test_a_database_without_tables_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, db: None
) -> None:
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with pytest.raises(CommandError, match="先に migrate を実行してください"):
        export(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_was_put_into_the_copy_is_told_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(tmp_path / "empty")
    assert "公開した計画はまだありません" in capsys.readouterr().out
    make_plan()
    export(tmp_path / "plan")
    assert "計画だけを載せました" in capsys.readouterr().out
