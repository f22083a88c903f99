"""実績の根拠資料。種類は中身で確かめ、報告を見られる人にだけ渡す。"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from openpyxl import Workbook

from plans.models import ActionItem
from progress.evidence import clean_title, download_name
from progress.file_kinds import MAXIMUM_BYTES
from progress.models import Actual, Evidence, ProgressRecord
from tests.counting import count_queries
from tests.people import Cast, sign_in
from tests.progress.rounds import do, finish

if TYPE_CHECKING:
    from django.http import HttpResponse
    from pytest_django.fixtures import SettingsWrapper

    from plans.models import User

pytestmark = pytest.mark.one_database

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 32


def workbook() -> bytes:
    """本物の xlsx。"""
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def archive(*names: str) -> bytes:
    """名だけの入った zip。"""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return stream.getvalue()


@pytest.fixture(autouse=True)
def uploads(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """ファイルの置き場所。"""
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path / "uploads"


@pytest.fixture
def actual(record: ProgressRecord) -> Actual:
    """項目1の、ただ一つの実績。"""
    return Actual.objects.get(record=record)


def page_url(actual: Actual) -> str:
    """根拠資料の画面。"""
    return f"/records/{actual.record_id}/evidence/"


def send(person: User, actual: Actual, **typed: Any) -> Any:
    """根拠資料の様式を送る。"""
    boxes = {f"actual-{actual.pk}-{name}": value for name, value in typed.items()}
    response: HttpResponse = sign_in(person).post(
        page_url(actual), {"actual": str(actual.pk), **boxes}
    )
    return response


def send_file(person: User, actual: Actual, content: bytes, name: str = "資料.pdf") -> Any:
    """ファイルを送る。種類の申告はいつも偽る。"""
    return send(person, actual, file=SimpleUploadedFile(name, content, content_type="text/html"))


def stored_files(folder: Path) -> list[Path]:
    """置かれているファイル。"""
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "content_type", "name"),
    [
        (PDF, "application/pdf", "会議録.pdf"),
        (PNG, "image/png", "写真.PNG"),
        (JPEG, "image/jpeg", "写真.jpeg"),
        (
            workbook(),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "集計.xlsx",
        ),
    ],
    ids=["pdf", "png", "jpeg", "xlsx"],
)
def test_a_file_is_known_by_its_content_and_comes_back_unchanged(
    actual: Actual, cast: Cast, uploads: Path, content: bytes, content_type: str, name: str
) -> None:
    assert send_file(cast.staff, actual, content, name).status_code == 302
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.content_type) == (name, content_type)
    response = sign_in(cast.reader).get(f"/evidence/{evidence.pk}/")
    assert b"".join(response.streaming_content) == content
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script></html>",
        b"MZ\x90\x00",
        b" %PDF-1.7",
        b"GIF89a",
        archive("word/document.xml", "[Content_Types].xml"),
        archive("xl/workbook.xml"),
        archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"),
        workbook()[:-30],
        b"PK\x03\x04" + b"\x00" * 50,
        b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18,
    ],
    ids=["html", "exe", "late pdf", "gif", "docx", "no types", "macro", "cut", "stub", "bomb"],
)
def test_a_file_that_is_something_else_is_refused_whatever_its_name(
    actual: Actual, cast: Cast, uploads: Path, content: bytes
) -> None:
    response = send_file(cast.staff, actual, content, "会議録.pdf")
    assert "PDF、画像（PNG・JPEG）、Excel" in response.content.decode()
    assert not Evidence.objects.exists()
    assert stored_files(uploads) == []


def test_a_file_over_ten_megabytes_is_refused(actual: Actual, cast: Cast, uploads: Path) -> None:
    response = send_file(cast.staff, actual, PDF + b"0" * MAXIMUM_BYTES)
    assert "10MBまで" in response.content.decode()
    assert stored_files(uploads) == []


def test_an_empty_file_is_refused(actual: Actual, cast: Cast) -> None:
    send_file(cast.staff, actual, b"")
    assert not Evidence.objects.exists()


def test_the_stored_name_tells_nothing_and_stays_in_its_folder(
    actual: Actual, cast: Cast, uploads: Path
) -> None:
    send_file(cast.staff, actual, PDF, "..\\..\\秘密<名簿>.pdf")
    (path,) = stored_files(uploads)
    assert path.parent == uploads / "evidence"
    assert re.fullmatch(r"[0-9a-f]{32}", path.name)
    assert Evidence.objects.get().title == "秘密<名簿>.pdf"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("/etc/passwd", "passwd"),
        ("C:\\名簿.xlsx", "名簿.xlsx"),
        ("報告\u202efdp.exe", "報告fdp.exe"),
        ("改行\nあり\x00.pdf", "改行あり.pdf"),
        ("長" * 300, "長" * 100),
    ],
)
def test_display_names_are_cleaned_and_short(typed: str, shown: str) -> None:
    assert clean_title(typed) == shown


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("会議録", "会議録.pdf"),
        ("会議録.PDF", "会議録.PDF"),
        ("4/1の会議", "4＿1の会議.pdf"),
        ("..", "根拠資料.pdf"),
        ("集計.xlsx", "集計.xlsx.pdf"),
    ],
)
def test_a_download_is_named_by_its_title_and_its_real_kind(title: str, name: str) -> None:
    assert download_name(Evidence(title=title, content_type="application/pdf")) == name


def test_a_link_is_shown_with_its_title(actual: Actual, cast: Cast) -> None:
    send(cast.staff, actual, title="市の公表資料", link="https://example.jp/a?b=1&c=2")
    evidence = Evidence.objects.get()
    assert (evidence.title, evidence.link) == ("市の公表資料", "https://example.jp/a?b=1&c=2")
    page = sign_in(cast.staff).get(page_url(actual)).content.decode()
    assert 'href="https://example.jp/a?b=1&amp;c=2" rel="noreferrer"' in page
    assert sign_in(cast.staff).get(f"/evidence/{evidence.pk}/").status_code == 404


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "ftp://example.jp/"])
def test_only_web_addresses_are_links(actual: Actual, cast: Cast, link: str) -> None:
    assert send(cast.staff, actual, link=link).status_code == 200
    assert not Evidence.objects.exists()


def test_a_link_and_a_file_together_or_neither_are_refused(actual: Actual, cast: Cast) -> None:
    both = {"link": "https://example.jp/", "file": SimpleUploadedFile("a.pdf", PDF)}
    for typed in (both, {"title": "題だけ"}):
        response = send(cast.staff, actual, **typed)
        assert "どちらか一つを入れてください" in response.content.decode()
    assert not Evidence.objects.exists()


def test_adding_and_removing_are_signed_in_the_history_and_the_file_goes(
    actual: Actual, cast: Cast, uploads: Path, django_capture_on_commit_callbacks: Any
) -> None:
    send_file(cast.staff, actual, PDF)
    evidence = Evidence.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        response = sign_in(cast.head).post(f"/evidence/{evidence.pk}/remove/")
    assert response.status_code == 302
    assert not Evidence.objects.exists()
    assert stored_files(uploads) == []
    rows = [
        (row.history_type, row.history_user, row.history_change_reason)
        for row in Evidence.history.order_by("history_id")
    ]
    assert rows == [
        ("+", cast.staff, "根拠資料の登録"),
        ("-", cast.head, "根拠資料の取外し"),
    ]


def test_the_record_keeps_its_version_so_that_an_open_form_can_still_be_saved(
    actual: Actual, cast: Cast
) -> None:
    send_file(cast.staff, actual, PDF)
    assert ProgressRecord.objects.get().version == 1


def test_people_who_cannot_save_the_record_change_nothing(
    actual: Actual, cast: Cast, uploads: Path
) -> None:
    send_file(cast.staff, actual, PDF)
    evidence = Evidence.objects.get()
    for person, status in (
        (cast.reader, 403),
        (cast.other_staff, 403),
        (cast.committee_member, 404),
        (cast.administrator, 404),
        (cast.outsider, 404),
    ):
        client = sign_in(person)
        assert send_file(person, actual, PDF).status_code == status
        assert client.post(f"/evidence/{evidence.pk}/remove/").status_code == status
        assert client.get(f"/evidence/{evidence.pk}/remove/").status_code == 405
    assert Evidence.objects.get() == evidence
    assert len(stored_files(uploads)) == 1


def test_nothing_is_added_or_removed_after_submission(
    actual: Actual, cast: Cast, uploads: Path
) -> None:
    send_file(cast.staff, actual, PDF)
    evidence = Evidence.objects.get()
    for verb in ("save", "submit"):
        do(actual.record, verb, cast.staff)
    assert send_file(cast.staff, actual, PDF).status_code == 403
    assert sign_in(cast.staff).post(f"/evidence/{evidence.pk}/remove/").status_code == 403
    page = sign_in(cast.staff).get(page_url(actual)).content.decode()
    assert "資料を加える" not in page
    assert Evidence.objects.count() == len(stored_files(uploads)) == 1


def test_the_committee_receives_evidence_only_of_finalized_records(
    actual: Actual, cast: Cast
) -> None:
    send_file(cast.staff, actual, PDF)
    address = f"/evidence/{Evidence.objects.get().pk}/"
    client = sign_in(cast.committee_member)
    assert client.get(address).status_code == 404
    assert client.get(page_url(actual)).status_code == 404
    finish(actual.record, cast.staff, cast.head, cast.secretariat)
    assert client.get(address).status_code == 200
    assert client.get(page_url(actual)).status_code == 200


def test_people_without_a_part_and_strangers_receive_nothing(
    actual: Actual, cast: Cast, client: Any
) -> None:
    send_file(cast.staff, actual, PDF)
    address = f"/evidence/{Evidence.objects.get().pk}/"
    for person in (cast.administrator, cast.outsider):
        assert sign_in(person).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_evidence_goes_to_an_actual_of_this_record_only(
    actual: Actual, cast: Cast, item: ActionItem
) -> None:
    response = sign_in(cast.staff).post(page_url(actual), {"actual": str(actual.pk + 1)})
    assert response.status_code == 404


def test_a_file_lost_from_the_disk_is_not_found(actual: Actual, cast: Cast, uploads: Path) -> None:
    send_file(cast.staff, actual, PDF)
    stored_files(uploads)[0].unlink()
    address = f"/evidence/{Evidence.objects.get().pk}/"
    assert sign_in(cast.staff).get(address).status_code == 404


def test_one_actual_takes_twenty_at_most(actual: Actual, cast: Cast) -> None:
    for number in range(21):
        send(cast.staff, actual, link=f"https://example.jp/{number}")
    assert Evidence.objects.count() == 20


def test_the_page_needs_a_fixed_number_of_queries(actual: Actual, cast: Cast) -> None:
    for number in range(5):
        send(cast.staff, actual, link=f"https://example.jp/{number}")
    client = sign_in(cast.staff)
    client.get(page_url(actual))
    with count_queries(10):
        client.get(page_url(actual))


def test_the_entry_form_can_show_the_evidence_of_an_actual(actual: Actual, cast: Cast) -> None:
    send_file(cast.staff, actual, PDF, "会議録.pdf")
    page = render_to_string(
        "progress/evidence_of_actual.html", {"actual": actual, "may_save": True}
    )
    assert "会議録.pdf" in page
    assert f"/evidence/{Evidence.objects.get().pk}/" in page
    assert f'href="{page_url(actual)}#actual-{actual.pk}"' in page
