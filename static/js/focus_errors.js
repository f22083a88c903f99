// 保存できなかったときは、その知らせから読み始められるようにする。
document.getElementById("error-summary")?.focus();
