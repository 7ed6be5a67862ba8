// A page that pes serve shows: it reloads when the project was built anew, where it was, and shows what is wrong.
(() => {
  const script = document.currentScript;
  const built = Number(script.dataset.built);
  const place = "pes-scroll " + location.pathname;
  const kept = sessionStorage.getItem(place);
  if (kept !== null) {
    sessionStorage.removeItem(place);
    const back = () => scrollTo(0, Number(kept));
    back();
    addEventListener("load", back);
  }

  const overlay = document.createElement("div");
  overlay.id = "pes-problems";
  overlay.setAttribute("role", "alert");
  overlay.style.cssText =
    "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;z-index:2147483647;padding:1rem;" +
    "background:#2b0b0b;color:#fff;font:14px/1.5 ui-monospace,monospace;white-space:pre-wrap;border-top:4px solid #e33";

  // Messages hold words of files: they are text and never markup.
  const show = (problems) => {
    overlay.replaceChildren();
    for (const p of problems) {
      const place = p.file ? `${p.file}:${p.line}:${p.column}: ` : "";
      const lines = [`${place}${p.severity}: ${p.message} [${p.rule}]`];
      for (const n of p.notes || []) lines.push("  note: " + (n.message || n.text || n));
      if (p.suggestion) lines.push("  did you mean " + p.suggestion + "?");
      const item = document.createElement("p");
      item.style.margin = "0 0 .5rem";
      item.textContent = lines.join("\n");
      overlay.append(item);
    }
    if (problems.length) document.documentElement.append(overlay);
    else overlay.remove();
  };

  new EventSource("/.pes/events").onmessage = (e) => {
    const state = JSON.parse(e.data);
    show(state.problems);
    if (state.built !== built && !state.problems.length) {
      sessionStorage.setItem(place, String(scrollY));
      location.reload();
    }
  };
})();
