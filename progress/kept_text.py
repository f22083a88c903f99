"""預かりの画面。保存できなかったときに、打った文を見せ、もう一度送れるようにする。

版の食い違い、期限の切れたログイン、画面の期限切れ（CSRF）、状態の変化の、どれもここに来る。
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.shortcuts import render

from progress.boxes import label_box, word_box
from progress.deeds import read_version
from progress.kept_forms import ENTRY, KeptForm, kept_form_of
from progress.saved_boxes import read_base, read_saved

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpRequest, HttpResponse

    from progress.entry_desk import EntryDesk


@dataclass(frozen=True, slots=True)
class Notice:
    """知らせ。status は応答の番号、heading は見出し、guidance は次にすること。

    may_send は、この内容をそのまま送り直せるか。
    """

    status: int
    heading: str
    guidance: str
    may_send: bool = True


EXPIRED = Notice(
    401,
    "ログインの有効期限が切れました",
    "まだ保存していません。打った内容は下に残っています。"
    "別のタブでログインしてから、この画面で送り直してください。",
)
STALE = Notice(
    403,
    "画面の有効期限が切れました",
    "まだ保存していません。打った内容は下に残っています。内容を確かめて、もう一度送ってください。",
)
CONFLICT = Notice(
    409,
    "ほかの人が先に保存しました",
    "まだ保存していません。違っている欄を並べました。残すほうを選んで、送ってください。",
)
CLOSED = Notice(
    403,
    "いまは保存できません",
    "まだ保存していません。打った内容は下に残っています。必要なら写してお使いください。",
    may_send=False,
)

REFUSED = Notice(
    409,
    "まだ保存していません",
    "打った内容は下に残っています。いまの画面を確かめてから、もう一度送ってください。",
)
DRAFT_ROUTES = frozenset({"record_draft", "committee_opinion_keep"})
NOWHERE_TO_WRITE = "この画面に書ける年度か課が、いまはありません。"


@dataclass(frozen=True, slots=True)
class KeptBox:
    """預かった欄。mine は打ったもの、theirs は保存されているもの（違わなければ None）。

    base は画面を開いたときのもの（分からなければ None）、*_words は人に見せる言葉。
    """

    name: str
    label: str
    mine: str
    mine_words: str
    theirs: str | None = None
    theirs_words: str = ""

    base: str | None = None

    @property
    def keeps_mine(self) -> bool:
        """初めから自分のほうを選んでおくか。相手が変えていない欄だけ。"""
        return self.theirs is not None and self.theirs == self.base

    @property
    def keeps_theirs(self) -> bool:
        """初めから相手のほうを選んでおくか。自分が変えていない欄だけ。"""
        return self.mine == self.base


def is_draft(request: HttpRequest) -> bool:
    """書きかけを預ける、画面の裏からの要求か。"""
    match = request.resolver_match
    return request.method == "POST" and match is not None and match.view_name in DRAFT_ROUTES


def answer_csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """画面の期限切れ（CSRF の印の不一致）への答え。403。入力の画面からなら、打った文を預かる。

    よその場所から送られたものは預からない。見せると、よその文をここから送らせることになる。
    """
    if kept_form_of(request) is None or not _is_own(request):
        return render(request, "errors/403_csrf.html", status=403)
    return show_stale(request) if request.user.is_authenticated else show_expired(request)


def _is_own(request: HttpRequest) -> bool:
    own = f"{request.scheme}://{request.get_host()}"
    return str(request.META.get("HTTP_ORIGIN", own)) == own


def show_expired(request: HttpRequest) -> HttpResponse:
    """ログインの有効期限が切れたとき。401。"""
    return _show(request, EXPIRED, _keep(request))


def show_stale(request: HttpRequest) -> HttpResponse:
    """画面の期限（CSRF の印）が切れたとき。403。"""
    return _show(request, STALE, _keep(request))


def show_lost(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """送り先がいまは使えないとき（年度が終わった、担当を離れたなど）。番号は status のまま。"""
    return _show(request, replace(CLOSED, status=status), _keep(request), message=message)


def show_again(request: HttpRequest, message: str) -> HttpResponse:
    """断られたが、直して送り直せるとき。message はそのわけ。409。"""
    return _show(request, REFUSED, _keep(request), message=message)


def show_closed(request: HttpRequest, desk: EntryDesk) -> HttpResponse:
    """その人には、いまの状態で書けないとき。403。"""
    state = desk.record.get_state_display()
    return show_refusal(request, desk, f"この報告はいま「{state}」で、あなたは書きかえられません。")


def show_refusal(request: HttpRequest, desk: EntryDesk, message: str) -> HttpResponse:
    """保存の途中で断られたとき。message はそのわけ。403。"""
    boxes = _keep(request, _subjects_of(desk), _rating_words(desk))
    return _show(request, CLOSED, boxes, message=message, record=desk.record)


def show_conflict(request: HttpRequest, desk: EntryDesk) -> HttpResponse:
    """開いた後にほかの人が保存したとき。違う欄を並べ、新しい版の上に送れるようにする。409。"""
    words = _rating_words(desk)
    saved = read_saved(desk, request.POST)
    base = read_base(desk, request.POST, read_version(request.POST.get("form_version", "")))
    boxes = [
        _compare(box, saved.get(box.name, box.mine), base.get(box.name), words)
        for box in _keep(request, _subjects_of(desk), words)
    ]
    return _show(request, CONFLICT, boxes, record=desk.record, version=desk.record.version)


def _keep(
    request: HttpRequest,
    subjects: Mapping[str, str] | None = None,
    words: Mapping[str, str] | None = None,
) -> list[KeptBox]:
    form = kept_form_of(request) or ENTRY
    return [
        KeptBox(name, _label(form, name, subjects), text, _word(name, text, words or {}))
        for name, text in form.take(request.POST)
    ]


def _label(form: KeptForm, name: str, subjects: Mapping[str, str] | None) -> str:
    return label_box(name, subjects) if form is ENTRY else form.label(name)


def _word(name: str, text: str, ratings: Mapping[str, str]) -> str:
    return ratings.get(text, "") if name == "self_rating" else word_box(name, text)


def _compare(box: KeptBox, theirs: str, base: str | None, ratings: Mapping[str, str]) -> KeptBox:
    mine, theirs = _flatten(box.mine), _flatten(theirs)
    if not box.label or mine == theirs:
        return box
    words = _word(box.name, theirs, ratings)
    opened = None if base is None else _flatten(base)
    return KeptBox(box.name, box.label, mine, box.mine_words, theirs, words, opened)


def _flatten(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _subjects_of(desk: EntryDesk) -> dict[str, str]:
    return dict(_name_rows(desk))


def _name_rows(desk: EntryDesk) -> Iterator[tuple[str, str]]:
    for index, actual in enumerate(desk.sheet.actuals):
        yield f"actuals-{index}", f"指標{actual.indicator.number}「{actual.indicator.name}」"
    for index, row in enumerate(desk.sheet.contents):
        yield f"contents-{index}", f"実施内容{row.content.key}「{row.content.title}」"


def _rating_words(desk: EntryDesk) -> dict[str, str]:
    return {str(row.pk): row.label for row in desk.ratings}


def _show(
    request: HttpRequest, notice: Notice, boxes: list[KeptBox], **context: Any
) -> HttpResponse:
    version = context.get("version")
    form = kept_form_of(request) or ENTRY
    context |= {
        "notice": notice,
        "address": request.get_full_path(),
        "differing": [box for box in boxes if box.theirs is not None],
        "shown": [
            box for box in boxes if box.theirs is None and box.label and box.mine_words.strip()
        ],
        "hidden": [box for box in boxes if box.theirs is None and box.name != "form_version"],
        "version": version or request.POST.get("form_version", ""),
        "page": form.page_of(request),
        "buttons": form.buttons_of(request.POST),
        "may_send": notice.may_send,
    }
    return render(request, "progress/kept_text.html", context, status=notice.status)
