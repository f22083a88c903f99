"""「閲覧と出力」の部屋のモデル。作って固めたものだけを持つ。"""

from reports.models.pack import CommitteePack, PackFile
from reports.models.published import MediaNotice, PublishedFile, PublishedReport

__all__ = ["CommitteePack", "MediaNotice", "PackFile", "PublishedFile", "PublishedReport"]
