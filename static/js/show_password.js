// パスワードの表示を切り替える。スクリプトが動かないときは、切替え自体を出さない。
for (const box of document.querySelectorAll("input[data-shows]")) {
  const password = document.getElementById(box.dataset.shows);
  box.closest("[hidden]").hidden = false;
  box.addEventListener("change", () => {
    password.type = box.checked ? "text" : "password";
  });
}
