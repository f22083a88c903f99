"""公表版とともに配るファイル。CSV は固めた辞書から作り、Excel と PDF は公表のときのものを渡す。"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.data_dictionary import FILE_NAME as DICTIONARY
from reports.data_dictionary import dictionary_csv
from reports.open_data import open_data_files, table_headings
from reports.open_data_set import open_data_set
from reports.publication.freezing import OPEN_DATA_NAME, zip_files
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
    prefix = edition.file_prefix
    made = {
        **open_data_files(edition.facts),
        DICTIONARY: dictionary_csv(),
        FIGURE: figure_svg(edition.facts).encode(),
    }
    files = {**made, **(_made_again(edition) if edition.hidden_years else edition.files)}
    return {f"{prefix}{name}": content for name, content in files.items()}


def _made_again(edition: Edition) -> dict[str, bytes]:
    """取り下げた年度を含む版の ZIP。その年度を抜いた辞書から作り直す。"""
    tables = open_data_set(edition.facts)
    return {
        OPEN_DATA_NAME: zip_files(
            {f"{edition.file_prefix}{name}": one for name, one in tables.items()}
        )
    }


def keep_files(files: dict[str, bytes]) -> dict[str, bytes]:
    """公表のときに作ったファイルのうち、取り下げた年度を含む版でも配るもの（辞書から作り直せるもの）。

    PDF と Excel は、中の年度を抜けないので配らない。
    """
    return {OPEN_DATA_NAME: b""} if OPEN_DATA_NAME in files else {}


def made_file(edition: Edition, name: str) -> bytes | None:
    """辞書から作るファイル。name は印を除いた名で、その名のものがなければ None。"""
    files = edition_files(edition) if name in made_files(edition) else {}
    return files.get(f"{edition.file_prefix}{name}")


def made_files(edition: Edition) -> set[str]:
    """辞書から作るファイルの名。"""
    names = {f"{table}.csv" for table in table_headings()} | {DICTIONARY, FIGURE}
    return names | {OPEN_DATA_NAME} if edition.hidden_years else names


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
