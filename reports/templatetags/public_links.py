"""公開の画面の道と、様式（CSS）の場所。"""

from __future__ import annotations

from typing import Any

from django import template
from django.templatetags.static import static

from reports.public.links import ASSETS, relative_link

register = template.Library()


@register.simple_tag(takes_context=True)
def to(context: dict[str, Any], *parts: object) -> str:
    """いまの画面から、parts をつないだ場所への道。"""
    target = "".join(map(str, parts))
    return relative_link(context["page"].path, target, is_static=context["site"].is_static)


@register.simple_tag(takes_context=True)
def asset(context: dict[str, Any], name: str) -> str:
    """様式などの場所。静的な写しでは、いっしょに写したものを指す。"""
    if not context["site"].is_static:
        return static(name)
    return relative_link(context["page"].path, f"{ASSETS}{name}", is_static=True)
