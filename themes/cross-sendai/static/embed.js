// For pages of other sites: shows an entry of this one as a card, from its content API. A page there says
//
//     <script src="https://HERE/embed.js" defer></script>
//     <div data-cross-sendai="video" data-id="job-reco__side-job"><a href="https://HERE/videos/job-reco/side-job/">題</a></div>
//
// The link stays where the script or the answer does not come. Everything is set as text, so nothing of the answer becomes
// markup; how the card looks is the page's own to say, by the classes `cross-sendai-card`, `-image`, `-title` and `-text`.
(() => {
  const source = new URL(document.currentScript.src);

  const element = (tag, part, text = "") => {
    const made = document.createElement(tag);
    made.className = `cross-sendai-${part}`;
    made.textContent = text;
    return made;
  };

  // An address of this site, with where the visit came from.
  const address = (path, type) => {
    const url = new URL(path, source);
    const tags = { utm_source: location.hostname, utm_medium: "embed", utm_campaign: type };
    for (const [name, value] of Object.entries(tags)) url.searchParams.set(name, value);
    return url.href;
  };

  async function fill(place) {
    const { crossSendai: type, id } = place.dataset;
    const answer = await fetch(new URL(`api/v1/${encodeURIComponent(type)}/entries/${encodeURIComponent(id)}.json`, source));
    if (!answer.ok) return;
    const { url, fields } = await answer.json();
    const card = element("a", "card");
    card.href = address(url, type);
    if (fields.image?.url) {
      const image = Object.assign(element("img", "image"), { src: new URL(fields.image.url, source).href, alt: "", loading: "lazy" });
      card.append(image);
    }
    card.append(element("span", "title", fields.title), element("span", "text", fields.description ?? ""));
    place.replaceChildren(card);
  }

  // Without an answer the link stays.
  for (const place of document.querySelectorAll("[data-cross-sendai][data-id]")) fill(place).catch(() => {});
})();
