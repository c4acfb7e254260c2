// Counts what visitors do, for those who said yes: a form sent (its name), a way to LINE, to a talk or to the job portal taken, a
// film begun. Nothing is asked of another host, and nothing is kept but the answer itself, before that. What is told is what was
// done and on which page: no answers to forms, no names, no addresses with anything in them but the tags of a campaign.

// Names of its own: other scripts of a page have the same.
(() => {
  const settings = document.currentScript.dataset;
  const bar = document.querySelector("[data-consent-bar]");
  const KEY = "measuring";

  let chosen = null;
  try { chosen = localStorage.getItem(KEY); } catch { /* Then the answer holds for this page. */ }
  // Some browsers say no for their people.
  if (chosen === null && navigator.globalPrivacyControl) chosen = "no";

  const pixels = JSON.parse(settings.pixels || "[]");
  const place = { page_location: plain(location.href), page_referrer: document.referrer && plain(document.referrer) };
  let isLoaded = false;

  // An address without what may be in its query, but the tags of a campaign where it is one of this site.
  function plain(address) {
    const url = new URL(address);
    const tags = new URLSearchParams([...url.searchParams].filter(([name]) => url.origin === location.origin && /^utm_[a-z]+$/.test(name)));
    const query = tags.size ?? [...tags].length;
    return url.origin + url.pathname + (query ? `?${tags}` : "");
  }

  function gtag() {
    // Google's tag reads this list, and wants what a function was called with.
    window.dataLayer.push(arguments);
  }

  function load() {
    if (isLoaded || !settings.ga4) return;
    isLoaded = true;
    window.dataLayer = window.dataLayer || [];
    gtag("js", new Date());
    const server = settings.server ? { server_container_url: settings.server } : {};
    gtag("config", settings.ga4, { ...place, ...server, allow_google_signals: false, allow_ad_personalization_signals: false });
    const script = document.createElement("script");
    script.async = true;
    script.src = `${settings.server || "https://www.googletagmanager.com"}/gtag/js?id=${encodeURIComponent(settings.ga4)}`;
    document.head.append(script);
  }

  function tell(name, values = {}) {
    if (chosen !== "yes") return;
    if (settings.ga4) gtag("event", name, { ...values, ...place, transport_type: "beacon" });
    for (const pixel of pixels) {
      if (pixel.on !== name) continue;
      const image = new Image();
      image.referrerPolicy = "origin";
      image.src = pixel.url;
    }
  }

  function choose(answer) {
    chosen = answer;
    try { localStorage.setItem(KEY, answer); } catch { /* As above. */ }
    if (settings.ga4) window[`ga-disable-${settings.ga4}`] = answer !== "yes";
    if (answer === "yes") load();
    else forget();
    show();
  }

  // What Google's tag has kept in the meantime.
  function forget() {
    for (const part of document.cookie.split("; ")) {
      const [name] = part.split("=");
      if (!/^_ga/.test(name)) continue;
      const hosts = location.hostname.split(".").map((_, at, all) => all.slice(at).join("."));
      for (const domain of ["", ...hosts.map((host) => `; domain=${host}`)]) document.cookie = `${name}=; path=/; max-age=0${domain}`;
    }
  }

  function show() {
    if (bar) bar.hidden = chosen !== null;
    for (const line of document.querySelectorAll("[data-consent-now]")) {
      line.textContent = { yes: "いまは「数えてよい」になっています。", no: "いまは「断る」になっています。" }[chosen] ?? "まだ選んでいません。数えていません。";
    }
    for (const choices of document.querySelectorAll("[data-consent-change]")) choices.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-consent-choice]");
    if (button) choose(button.dataset.consentChoice);
    const link = event.target.closest("a[href]");
    if (!link) return;
    if (link.href.startsWith(settings.line)) tell("line_click");
    else if (link.matches("[data-portal]")) tell("portal_click");
    else if (link.origin + link.pathname === settings.talk || new URL(settings.talk, location.href).pathname === link.pathname) tell("talk_click");
    if (link.matches(".poster")) tell("video_play");
  });
  // A clip that goes on after a pause was begun once.
  const begun = new WeakSet();
  document.addEventListener("play", ({ target }) => {
    if (!begun.has(target)) tell("video_play");
    begun.add(target);
  }, true);
  document.addEventListener("form-sent", ({ detail }) => tell("form_sent", { form: detail }));

  if (chosen === "yes") load();
  show();
})();
