// Linking: twins lit, scrolled to and told apart, and keys to go through the sentences. All of it is in the HTML too.
function link(view) {
  const sentences = [...view.querySelectorAll(".sentence")];
  const panel = view.querySelector(".panel");
  const empty = panel && panel.firstElementChild;
  const named = (name) => view.querySelector("#" + CSS.escape(name));

  const twinsOf = (sentence) => (sentence.dataset.twins || "").split(" ").filter(Boolean).map(named);

  const clear = () => {
    view.querySelectorAll(".current, .linked").forEach((one) => one.classList.remove("current", "linked"));
    if (panel) panel.replaceChildren(empty.cloneNode(true));
  };

  const intoView = (sentence) => {
    const column = sentence.closest(".column"); // scrolled by itself, so that what is read stays where it is
    const place = sentence.getBoundingClientRect(), frame = column.getBoundingClientRect();
    const top = Math.max(frame.top, 0), bottom = Math.min(frame.bottom, panel.getBoundingClientRect().top);
    if (place.top < top || place.bottom > bottom) column.scrollTop += place.top - top - (bottom - top - place.height) / 3;
  };

  const tell = (sentence) => {
    const changes = [...sentence.querySelectorAll(".twin")].map((one) => named(one.dataset.changes));
    panel.replaceChildren(...changes.map((one) => one.querySelector(".changed").cloneNode(true)));
  };

  const light = (sentence) => {
    clear();
    sentence.classList.add("current");
    const twins = twinsOf(sentence);
    twins.forEach((twin) => twin.classList.add("linked"));
    twins.forEach(intoView);
    if (twins.length) tell(sentence);
  };

  const openReasons = (sentence) => {
    const reasons = sentence.querySelector("details.reasons");
    if (!reasons) return;
    reasons.open = !reasons.open;
    sentence.scrollIntoView({ block: "nearest" });
  };

  const go = (sentence) => {
    if (!sentence) return;
    sentences.forEach((one) => (one.tabIndex = -1));
    sentence.tabIndex = 0; // one stop for Tab; the keys do the rest
    sentence.focus();
  };

  const beside = (sentence, step) => {
    const column = [...sentence.closest(".column").querySelectorAll(".sentence")];
    return column[column.indexOf(sentence) + step];
  };
  const down = (sentence) => go(beside(sentence, 1));
  const up = (sentence) => go(beside(sentence, -1));
  const toTwin = (sentence) => go(twinsOf(sentence)[0]);
  const keys = { j: down, ArrowDown: down, k: up, ArrowUp: up, t: toTwin, Enter: openReasons };

  const filter = view.querySelector(".filter");
  const show = (aspect) => sentences.forEach((sentence) => {
    const differs = [...sentence.querySelectorAll(".twin")].some((twin) => twin.dataset.drifts.split(" ").includes(aspect));
    sentence.classList.toggle("aside", aspect !== "" && !differs);
  });
  if (filter) {
    filter.hidden = false;
    filter.addEventListener("change", (event) => show(event.target.value));
  }

  if (panel) panel.hidden = false;
  sentences.forEach((sentence, place) => {
    sentence.tabIndex = place ? -1 : 0;
    sentence.addEventListener("mouseenter", () => light(sentence));
    sentence.addEventListener("focusin", () => light(sentence));
  });
  view.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") return clear();
    const sentence = event.target.closest(".sentence");
    const theirs = event.key === "Enter" && event.target !== sentence; // of a link or a summary
    if (!sentence || theirs || !(event.key in keys)) return;
    keys[event.key](sentence);
    event.preventDefault();
    event.stopPropagation(); // JupyterLab has a meaning for j and k of its own
  });
}
