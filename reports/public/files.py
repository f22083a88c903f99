"""公表版とともに配るファイル。CSV は固めた辞書から作り、Excel と PDF は公表のときのものを渡す。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.data_dictionary import FILE_NAME as DICTIONARY
from reports.data_dictionary import dictionary_csv
from reports.open_data import open_data_files, table_headings
from reports.rating_figure import figure_svg

if TYPE_CHECKING:
    from reports.public.edition import Edition

FIGURE = "ratings.svg"
KIND_NAMES = {
    "pdf": "個票集（PDF）",
    "xlsx": "進行管理表（Excel）",
    "svg": "評価の図（画像）",
    "zip": "データの表の一式（ZIP）",
}
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class ListedFile:
    """画面に並べるファイル。"""

    name: str
    title: str


def edition_files(edition: Edition) -> dict[str, bytes]:
    """公表版のすべてのファイルを、名（見本なら印の付いた名）ごとのバイト列で返す。"""
    files = {
        **open_data_files(edition.facts),
        DICTIONARY: dictionary_csv(),
        FIGURE: figure_svg(edition.facts).encode(),
        **edition.files,
    }
    return {f"{edition.file_prefix}{name}": content for name, content in files.items()}


def made_file(edition: Edition, name: str) -> bytes | None:
    """辞書から作るファイル。name は印を除いた名で、その名のものがなければ None。"""
    return edition_files(edition)[f"{edition.file_prefix}{name}"] if name in made_files() else None


def made_files() -> set[str]:
    """辞書から作るファイルの名。"""
    return {f"{table}.csv" for table in table_headings()} | {DICTIONARY, FIGURE}


def listed_files(edition: Edition) -> list[ListedFile]:
    """データの表（CSV）のほかのファイル（PDF、Excel、図、ZIP）。name は見本なら印の付いた名。"""
    names = [name for name in edition.files if extension_of(name) in KIND_NAMES]
    return [ListedFile(f"{edition.file_prefix}{name}", _title(name)) for name in [*names, FIGURE]]


def _title(name: str) -> str:
    large = "大きな文字の" if "large" in name else ""
    return f"{large}{KIND_NAMES[extension_of(name)]}"


def extension_of(name: str) -> str:
    """ファイルの形式の名。"""
    return name.rsplit(".", 1)[-1]
