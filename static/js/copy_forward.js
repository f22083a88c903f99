// 前年度の文を、押した欄に写す。すでに書いてあれば、その後に足す。
for (const button of document.querySelectorAll("button[data-copies]")) {
  const box = document.getElementById(button.dataset.copies);
  if (!box) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    box.value = box.value.trim() ? `${box.value}\n${button.dataset.text}` : button.dataset.text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  });
}
