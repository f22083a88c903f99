"""「閲覧と出力」の部屋で使う選択肢。"""

from django.db import models


class PackState(models.TextChoices):
    """委員会資料の段階。"""

    DRAFT = "draft", "作成中"
    DISTRIBUTED = "distributed", "配布済"


class PackFileKind(models.TextChoices):
    """委員会資料のファイルの種類。"""

    PDF = "pdf", "PDF"
    LARGE_PDF = "large_pdf", "大きな文字のPDF"
    WORKBOOK = "workbook", "Excel"


class PublicationState(models.TextChoices):
    """公表版の段階。"""

    PREPARED = "prepared", "公表の準備中"
    DISCARDED = "discarded", "準備の取りやめ"
    RELEASED = "released", "公表中"
    RETRACTED = "retracted", "公表取下げ"
