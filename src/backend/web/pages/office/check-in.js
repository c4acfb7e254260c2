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

  const say = (text, isIn) => {
    status.textContent = text;
    status.className = isIn === null ? "" : isIn ? "in" : "out";
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
      say(told.text, told.in);
      if (told.in && next.registration) mark(next.registration);
    } catch {
      say("つながりません。送信待ちに入れました。", null);
      setTimeout(() => { isSending = false; send(); }, 3000);
      return;
    }
    isSending = false;
    send();
  };

  const mark = (registration) => {
    const row = document.querySelector(`[data-registration="${registration}"]`);
    if (row) row.replaceChildren(document.createTextNode("受付済み"));
  };

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
