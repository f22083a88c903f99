// 書きかけを預ける。打ってから数秒後と、欄を離れたときに送り、結果を言葉で示す。
const form = document.querySelector("form[data-draft-url]");
const status = document.querySelector("[data-draft-status]");
const PAUSE = 4000;
const MESSAGES = {
  401: "ログインの有効期限が切れました。打った内容はこの画面に残っています。別のタブでログインしてください。",
  offline: "書きかけを預けられませんでした。打った内容はこの画面に残っています。通信をご確認ください。",
};

let timer = 0;
let isChanged = false;
let isSending = false;
let isLeaving = false;
let isPressing = false;
let message = "";
let sending = new AbortController();

// 押している最中に文が出てボタンが動くと、押したことにならないので、指が離れてから示す。
function show() {
  if (!isPressing) status.textContent = message;
}

function say(words) {
  message = words;
  show();
}

function release() {
  isPressing = false;
  // click は pointerup の後に届く。
  setTimeout(show);
}

function readMessage(response) {
  const isOwn = (response.headers.get("Content-Type") || "").includes("json");
  if (isOwn) return response.json().then((answer) => answer.message);
  return Promise.resolve(MESSAGES[response.status] || MESSAGES.offline);
}

async function keep() {
  clearTimeout(timer);
  if (!isChanged || isSending || isLeaving) return;
  isChanged = false;
  isSending = true;
  sending = new AbortController();
  try {
    const response = await fetch(form.dataset.draftUrl, {
      method: "POST",
      body: new URLSearchParams(new FormData(form)),
      headers: { Accept: "application/json" },
      signal: sending.signal,
    });
    say(await readMessage(response));
  } catch {
    if (!isLeaving) say(MESSAGES.offline);
  }
  isSending = false;
  if (isChanged) keepSoon();
}

function keepSoon() {
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

function noteChange() {
  isChanged = true;
  keepSoon();
}

// この道具を読み込む前に打たれた文も、預ける。
function isTypedAlready() {
  return [...form.elements].some(
    (box) => ["text", "textarea"].includes(box.type) && box.value !== box.defaultValue,
  );
}

if (form && status) {
  if (isTypedAlready()) noteChange();
  form.addEventListener("input", noteChange);
  form.addEventListener("change", noteChange);
  form.addEventListener("focusout", keep);
  document.addEventListener("visibilitychange", keep);
  document.addEventListener("pointerdown", () => {
    isPressing = true;
  });
  document.addEventListener("pointerup", release);
  document.addEventListener("pointercancel", release);
  // 保存を送った後に古い書きかけが届いて、捨てたはずの文が残らないようにする。
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
    sending.abort();
  });
  // 前の画面に戻ったときは、また預け始める。
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
}
