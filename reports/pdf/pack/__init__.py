"""印刷（PDF）: 委員会資料。入力は year_facts の辞書と、資料の中身（PackContents）だけ。"""

from reports.pdf.pack.rendering import render_pack

__all__ = ["render_pack"]
