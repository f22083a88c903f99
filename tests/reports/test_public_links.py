"""公開の画面どうしの道: どこからどこへも相対で、静的な写しではファイルを指す。"""

from __future__ import annotations

import pytest

from reports.public.links import file_of, relative_link

ROUTES = (
    ("", "", "./", "index.html"),
    ("", "1/2019/", "1/2019/", "1/2019/index.html"),
    ("1/2019/", "", "../../", "../../index.html"),
    ("1/2019/", "1/2019/", "./", "index.html"),
    ("1/2019/items/5/", "1/2019/items/6/", "../6/", "../6/index.html"),
    ("1/2019/items/5/", "about/#terms", "../../../../about/#terms", None),
    ("1/2019/data/", "1/2019/v1/data/items.csv", "../v1/data/items.csv", "../v1/data/items.csv"),
)


@pytest.mark.parametrize(("here", "target", "live", "static"), ROUTES)
def test_a_link_leads_from_here_to_there(
    here: str, target: str, live: str, static: str | None
) -> None:
    assert relative_link(here, target) == live
    if static is not None:
        assert relative_link(here, target, is_static=True) == static


def test_an_anchor_follows_the_file_name() -> None:
    assert relative_link("", "about/#terms", is_static=True) == "about/index.html#terms"


def test_a_page_is_a_file_in_its_own_folder() -> None:
    assert file_of("") == "index.html"
    assert file_of("about/") == "about/index.html"
    assert file_of("sitemap.xml") == "sitemap.xml"
