// Notes, for this tab only, how the visit began: the tags of a campaign, the page that led here and the first page seen.
// Forms send it along, so that the office can tell which notice brought a registration. Nothing is kept after the tab closes.
try {
  const key = "visit";
  const params = new URLSearchParams(location.search);
  const seen = JSON.parse(sessionStorage.getItem(key) || "null");
  const tagged = [...params.keys()].some((name) => name.startsWith("utm_"));
  if (!seen || tagged) {
    const visit = {};
    for (const name of ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"]) {
      visit[name] = (params.get(name) || "").slice(0, 100);
    }
    const from = document.referrer && new URL(document.referrer);
    visit.referrer = from && from.origin !== location.origin ? (from.origin + from.pathname).slice(0, 300) : seen?.referrer || "";
    visit.landing_page = seen?.landing_page || location.pathname.slice(0, 300);
    sessionStorage.setItem(key, JSON.stringify(visit));
  }
} catch {
  // Storage may be closed to the page; then the forms send empty fields.
}
