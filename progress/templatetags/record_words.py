"""報告にまつわる語を画面に出す。"""

from __future__ import annotations

from django import template

from progress.deeds import remark_label

register = template.Library()
register.filter("remark_label", remark_label)
