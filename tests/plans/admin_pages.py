"""管理画面を、ブラウザーが送るとおりに開いて保存する。"""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpResponse
from django.test import Client

from tests.bench.forms import read_form

Posted = dict[str, list[str]]


def list_address(model: type[Model] | Model) -> str:
    """一覧の URL。"""
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/"


def change_address(row: Model) -> str:
    """変更の画面の URL。"""
    return f"{list_address(row)}{row.pk}/change/"


def opened(client: Client, address: str) -> Posted:
    """画面を開き、いま入っている値を読む。"""
    page = client.get(address).content.decode()
    model_name = address.split("/")[3]
    return read_form(page, f"{model_name}_form")


def save(client: Client, address: str, changes: dict[str, Any], button: str = "_save") -> Any:
    """画面を開き、changes だけを書き換えて、ボタンを押す。"""
    posted = {**opened(client, address), **changes, button: ["保存"]}
    return client.post(address, posted)


def text_of(response: HttpResponse) -> str:
    """画面の文字。"""
    return response.content.decode()
