// Keeps an open page of the preview up to date. Every page carries in its script element what it was made from:
// `stamp`, the output paths that it depends on (null: any), the path before the site's own paths, the language of what is
// said here, and for how many seconds a build has been under way that takes long.
(() => {
  "use strict";
  const own = document.currentScript.dataset;
  const pages = JSON.parse(own.pages);
  const base = own.base;
  const isJapanese = own.language === "ja";
  const HOST = "tsubame-fault";
  const WORKING = "tsubame-working";
  const SCROLL = "tsubame:scroll";
  let stamp = own.stamp;
  let wait = 250;

  function reload() {
    try {
      sessionStorage.setItem(SCROLL, JSON.stringify([location.href, scrollX, scrollY]));
    } catch {} // Without storage, the browser's own memory of the place has to do.
    location.reload();
  }

  function restoreScroll() {
    try {
      const [href, left, top] = JSON.parse(sessionStorage.getItem(SCROLL) ?? "[]");
      sessionStorage.removeItem(SCROLL);
      if (href !== location.href) return;
      const restore = () => scrollTo({ left, top, behavior: "instant" });
      if (document.readyState === "complete") restore();
      else addEventListener("load", restore, { once: true });
    } catch {}
  }

  // The output path behind an address of this server, under whatever name it is reached; otherwise null.
  function outputPath(href) {
    try {
      const url = new URL(href, document.baseURI);
      const path = decodeURIComponent(url.pathname);
      return url.port === location.port && path.startsWith(base) ? path.slice(base.length) : null;
    } catch {
      return null;
    }
  }

  function swapStyles(changed) {
    const links = [...document.querySelectorAll('link[rel~="stylesheet" i][href]')];
    const local = links.filter((link) => outputPath(link.href) !== null);
    const named = local.filter((link) => changed.includes(outputPath(link.href)));
    // A sheet that no link names may be imported by any of them.
    for (const old of named.length ? named : local) {
      const url = new URL(old.href);
      url.searchParams.set("tsubame", stamp);
      const fresh = old.cloneNode();
      fresh.href = url.href;
      fresh.addEventListener("load", () => old.remove());
      fresh.addEventListener("error", () => fresh.remove());
      old.after(fresh);
    }
  }

  function hideFault() {
    document.querySelectorAll(HOST).forEach((host) => host.remove());
  }

  function openFault(root) {
    const dialog = root?.querySelector("dialog");
    dialog?.close(); // It is open already, but not as one that holds the focus and closes with Esc.
    dialog?.showModal();
  }

  function showFault(html) {
    hideFault();
    const host = document.createElement(HOST);
    host.attachShadow({ mode: "open" }).innerHTML = html;
    (document.body ?? document.documentElement).append(host);
    openFault(host.shadowRoot);
  }

  function hideWorking() {
    document.querySelectorAll(WORKING).forEach((host) => host.remove());
  }

  // A note in a corner, above an overlay too, that counts on until it is taken away.
  function showWorking(seconds) {
    hideWorking();
    const since = Date.now() - seconds * 1000;
    const host = document.createElement(WORKING);
    const root = host.attachShadow({ mode: "open" });
    root.innerHTML = '<link rel="stylesheet" href="/__tsubame/overlay.css"><output></output>';
    root.querySelector("output").lang = isJapanese ? "ja" : "en";
    const tell = () => {
      const passed = Math.round((Date.now() - since) / 1000);
      root.querySelector("output").textContent = isJapanese
        ? `ビルドに時間がかかっています（${passed}秒）。終わりしだい、保存した内容を表示します。`
        : `The build takes long (${passed} s). What was saved shows as soon as it is done.`;
    };
    tell();
    const timer = setInterval(() => (host.isConnected ? tell() : clearInterval(timer)), 1000);
    host.popover = "manual";
    (document.body ?? document.documentElement).append(host);
    host.showPopover?.();
  }

  function receive(message) {
    if (message.kind === "working") return showWorking(message.seconds);
    if (message.kind === "idle") return hideWorking();
    if (message.stamp === stamp) return;
    if (message.kind === "hello") return reload();
    stamp = message.stamp;
    if (message.kind === "fault") return showFault(message.html);
    hideFault();
    const concerns = pages === null || message.assets.length > 0 || message.pages.some((path) => pages.includes(path));
    if (concerns) reload();
    else if (message.css.length > 0) swapStyles(message.css);
  }

  function connect() {
    const socket = new WebSocket(`${location.protocol.replace("http", "ws")}//${location.host}/__tsubame/socket`);
    socket.onopen = () => (wait = 250);
    socket.onmessage = (event) => receive(JSON.parse(event.data));
    socket.onclose = () => {
      setTimeout(connect, wait);
      wait = Math.min(wait * 1.5, 3000);
    };
  }

  restoreScroll();
  openFault(document.querySelector(HOST)?.shadowRoot);
  if (own.working) showWorking(Number(own.working));
  connect();
})();
