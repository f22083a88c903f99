"""「閲覧と出力」の部屋のモデル。作って固めたものだけを持つ。"""

from reports.models.pack import CommitteePack, PackFile

__all__ = ["CommitteePack", "PackFile"]
