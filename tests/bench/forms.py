"""画面に出た入力欄を、そのまま送り返せる形で読み取る。"""

from html.parser import HTMLParser

SKIPPED_TYPES = {"submit", "button", "file", "image", "reset"}


class FormReader(HTMLParser):
    """指定した id の form の欄を、ブラウザーが送るとおりに fields に集める。"""

    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.form_id = form_id
        self.inside = False
        self.fields: dict[str, list[str]] = {}
        self.select = ""
        self.textarea = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = values.get("id") == self.form_id
        if not self.inside or "disabled" in values:
            return
        if tag == "input":
            self.read_input(values)
        if tag == "select":
            self.select = values["name"]
        if tag == "option" and self.select and "selected" in values:
            self.fields.setdefault(self.select, []).append(values.get("value", ""))
        if tag == "textarea":
            self.textarea = values["name"]
            self.fields[self.textarea] = [""]

    def read_input(self, values: dict[str, str]) -> None:
        """一つの input。押されていないボタンと、印のない選択肢は送られない。"""
        kind = values.get("type", "text")
        if kind in SKIPPED_TYPES or "name" not in values:
            return
        if kind in {"checkbox", "radio"} and "checked" not in values:
            return
        default = "on" if kind == "checkbox" else ""
        self.fields.setdefault(values["name"], []).append(values.get("value", default))

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.fields[self.textarea][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if tag == "select":
            self.select = ""
        if tag == "textarea":
            self.fields[self.textarea][0] = self.fields[self.textarea][0].removeprefix("\n")
            self.textarea = ""


def read_form(html: str, form_id: str) -> dict[str, list[str]]:
    """html の中の form_id の欄と値。"""
    reader = FormReader(form_id)
    reader.feed(html)
    return reader.fields
