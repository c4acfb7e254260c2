// The door of an event: reads codes with the camera, and keeps what the line did not carry until it does.
"use strict";
(() => {
  const form = document.getElementById("code-form");
  const field = document.getElementById("code");
  const status = document.getElementById("status");
  const waiting = document.getElementById("waiting");
  const camera = document.getElementById("camera");
  const start = document.getElementById("camera-start");
  const store = "tsubame-check-in " + form.elements.event.value;
  const read = () => JSON.parse(localStorage.getItem(store) || "[]");
  let queue = read();
  let isSending = false;

  const undoLink = (registration) => {
    const link = document.createElement("a");
    link.href = `${status.dataset.undo}&registration=${encodeURIComponent(registration)}`;
    link.textContent = "取り消す";
    return link;
  };
  const say = (text, isIn, registration) => {
    status.replaceChildren(text);
    status.className = isIn === null ? "" : isIn ? "in" : "out";
    if (registration) status.append(" ", undoLink(registration));
  };
  const keep = () => {
    localStorage.setItem(store, JSON.stringify(queue));
    waiting.textContent = queue.length ? `送信待ち ${queue.length}件（つながりしだい送ります。この画面を閉じないでください）` : "";
  };

  // Each has a name of its own: the server answers the same name as it did the first time.
  const add = (values) => {
    queue.push({ ...values, request: crypto.randomUUID(), at: new Date().toISOString() });
    keep();
    send();
  };

  const send = async () => {
    if (isSending || !queue.length) return;
    isSending = true;
    const [next] = queue;
    const body = new URLSearchParams({ ...next, csrf: form.elements.csrf.value, event: form.elements.event.value });
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { accept: "application/json" }, signal: AbortSignal.timeout(10000) });
      if (response.status === 401 || response.status === 403) {
        say("サインインの期限が切れました。この画面を読み込み直して、サインインしてください。送信待ちは残っています。", false);
        isSending = false;
        return;
      }
      if (!response.ok) throw new Error(String(response.status));
      const told = await response.json();
      queue.shift();
      keep();
      say(told.text, told.in, told.registration);
      if (told.registration) mark(told.registration, told.time);
    } catch {
      say("つながりません。送信待ちに入れました。", null);
      setTimeout(() => { isSending = false; send(); }, 3000);
      return;
    }
    isSending = false;
    send();
  };

  // Each line counts once, however often its code is read.
  const mark = (registration, time) => {
    const row = document.querySelector(`[data-registration="${registration}"]`);
    if (!row || !row.querySelector("form")) return;
    row.replaceChildren(`受付済み ${time}　`, undoLink(registration));
    const entered = document.getElementById("entered");
    entered.textContent = String(Number(entered.textContent) + 1);
  };

  // The list is narrowed here, as the server does where there is no script.
  const find = document.getElementById("find");
  const fold = (text) => text.normalize("NFKC").toLowerCase()
    .replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60)).replace(/[\s・ー-]/g, "");
  const lines = Array.from(document.querySelectorAll(".door-rows > li"), (line) => ({ line, text: fold(line.querySelector("p").textContent) }));
  const narrow = () => {
    const words = find.value.trim().split(/\s+/).map(fold);
    let shown = 0;
    for (const { line, text } of lines) {
      line.hidden = !words.every((word) => text.includes(word));
      shown += line.hidden ? 0 : 1;
    }
    document.getElementById("nobody").hidden = shown > 0 || !find.value.trim();
  };
  document.getElementById("find-button").hidden = true;
  document.getElementById("find-form").addEventListener("submit", (event) => event.preventDefault());
  find.addEventListener("input", narrow);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) add({ code: field.value });
    field.value = "";
    field.focus();
  });
  for (const line of document.querySelectorAll("form.line-in")) {
    line.addEventListener("submit", (event) => {
      event.preventDefault();
      add({ registration: line.elements.registration.value });
    });
  }
  addEventListener("online", send);

  // A browser that reads no codes itself has the server read what the camera sees: 256 points a side, in shades of grey.
  const side = 256;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const readThere = async () => {
    const context = canvas.getContext("2d", { willReadFrequently: true });
    const edge = Math.min(camera.videoWidth, camera.videoHeight);
    if (!edge) return [];
    context.drawImage(camera, (camera.videoWidth - edge) / 2, (camera.videoHeight - edge) / 2, edge, edge, 0, 0, side, side);
    const { data } = context.getImageData(0, 0, side, side);
    let points = "";
    for (let at = 0; at < data.length; at += 4) {
      points += String.fromCharCode((data[at] * 77 + data[at + 1] * 151 + data[at + 2] * 28) >> 8);
    }
    const body = new URLSearchParams({ points: btoa(points), csrf: form.elements.csrf.value });
    const response = await fetch(form.action + "/read", { method: "POST", body, headers: { accept: "application/json" }, signal: AbortSignal.timeout(5000) });
    const { code } = await response.json();
    return code ? [{ rawValue: code }] : [];
  };

  const scan = async () => {
    const detector = "BarcodeDetector" in window ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
    const detect = detector ? () => detector.detect(camera) : readThere;
    camera.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    camera.hidden = false;
    start.hidden = true;
    await camera.play();
    let last = "";
    const look = async () => {
      const [found] = await detect().catch(() => []);
      if (found && found.rawValue !== last) {
        last = found.rawValue;
        add({ code: last });
        setTimeout(() => { last = ""; }, 4000);
      }
      setTimeout(look, detector ? 150 : 400);
    };
    look();
  };
  if (navigator.mediaDevices) {
    start.hidden = false;
    start.addEventListener("click", () => scan().catch(() => say("カメラを使えません。ブラウザーの設定で許可するか、コードを入力してください。", false)));
  }
  keep();
  send();
})();
