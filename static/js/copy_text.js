// 「本文を写す」。data-copy の欄の文を写し、終わったことを言葉で知らせる。
for (const button of document.querySelectorAll("[data-copy]")) {
  const box = document.getElementById(button.dataset.copy);
  const status = button.parentElement.querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    box.select();
    try {
      await navigator.clipboard.writeText(box.value);
      status.textContent = button.dataset.done;
    } catch {
      status.textContent = "文を選びました。コピーの操作をしてください。";
    }
  });
}
