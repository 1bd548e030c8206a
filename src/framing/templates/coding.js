// The coder's screen: keys, clicks and the selection of words become messages; every answer is a new state, drawn part by part.
function coding(el, send) { // send(message) resolves to the next state, once it is on disk
  let state, view, status;
  let anchor = null, last = null; // the selected words, first and last as they were chosen
  let queue = Promise.resolve();

  const all = (selector, within = view) => [...within.querySelectorAll(selector)];
  const units = () => all(".unit");
  const focused = () => el.getRootNode().activeElement;
  const say = (words, refused) => {
    status.textContent = words;
    status.classList.toggle("refused", Boolean(refused));
  };

  const chosen = () => {
    if (!anchor) return {};
    const both = [anchor, last].sort((a, b) => a.dataset.start - b.dataset.start);
    return { start: Number(both[0].dataset.start), end: Number(both[1].dataset.end) };
  };
  const select = (from, to) => {
    [anchor, last] = [from, to];
    const { start, end } = chosen();
    units().forEach((unit) => {
      unit.setAttribute("aria-selected", String(Boolean(from) && unit.dataset.start >= start && unit.dataset.end <= end));
    });
  };
  const goTo = (unit) => {
    if (!unit) return;
    units().forEach((one) => (one.tabIndex = -1));
    unit.tabIndex = 0; // one stop for Tab; arrow keys do the rest
    unit.focus();
  };
  const toSentence = () => {
    const words = view.querySelector(".words");
    (words.querySelector(".unit[tabindex='0']") || words).focus();
  };

  // drawing

  const keep = (one) => one && view.contains(one) && one.closest("[data-id]");
  const draw = (next) => {
    const moved = !state || state.sentence !== next.sentence;
    const parsed = document.createElement("template");
    parsed.innerHTML = next.html; // escaped by Python; innerHTML runs no script
    const held = view && keep(focused());
    const inside = view && view.contains(focused());
    const id = held && held.dataset.id;
    const at = focused() && focused().dataset && focused().dataset.start;
    if (!view) {
      el.replaceChildren(parsed.content);
      view = el.querySelector(".framing-coder");
      status = view.querySelector(".status");
      all("[data-part]").forEach((part) => (part.drawn = part.outerHTML));
      listen();
    } else {
      parsed.content.querySelectorAll("[data-part]").forEach((part) => {
        const old = view.querySelector(`[data-part="${CSS.escape(part.dataset.part)}"]`);
        const html = part.outerHTML;
        if (old.drawn === html) return; // what is unchanged stays, so that focus and screen readers stay too
        old.replaceWith(part);
        part.drawn = html;
      });
    }
    state = next;
    if (moved || !anchor || !anchor.isConnected) select(null, null);
    say(next.message, next.refused);
    if (!inside) return;
    if (moved) return toSentence();
    const same = at && units().find((unit) => unit.dataset.start === at);
    if (same) return focused() === same || goTo(same);
    const again = id && view.querySelector(`[data-id="${CSS.escape(id)}"]`);
    if (again && again !== focused() && !again.disabled && id !== "words") again.focus();
    if (!view.contains(focused())) toSentence();
  };

  // messages go one by one, each with the state that the coder saw when its turn came
  const ask = (message) => {
    queue = queue.then(async () => {
      const own = typeof message === "function" ? message() : message;
      if (!own) return;
      try {
        draw(await send({ ...own, n: state.n, sentence: state.sentence }));
        if (own.act === "mark" || (own.act === "key" && own.start !== undefined && !state.refused)) select(null, null);
      } catch (error) {
        say(error.message, true);
      }
    });
    return queue;
  };

  // keys

  const inField = (target) => target.matches("input, textarea");
  const step = (event, by) => {
    const list = units(), place = list.indexOf(event.target);
    const next = list[by === "Home" ? 0 : by === "End" ? list.length - 1 : Math.min(Math.max(place + by, 0), list.length - 1)];
    if (event.shiftKey) {
      const from = anchor || event.target;
      const started = anchor || place === list.indexOf(next);
      select(from, started ? next : event.target); // the first press selects the word itself
      return goTo(started ? next : event.target);
    }
    select(null, null);
    goTo(next);
  };
  const among = (event, by) => {
    const list = all("[role=radio]", event.target.closest("[role=radiogroup]"));
    list[(list.indexOf(event.target) + by + list.length) % list.length].focus();
  };
  const unmark = (unit) => {
    const covers = ({ dataset }) => {
      const [start, end] = dataset.range.split("-").map(Number);
      return start <= Number(unit.dataset.start) && Number(unit.dataset.end) <= end;
    };
    const button = all("[data-range]").filter(covers).pop();
    if (button) ask(JSON.parse(button.dataset.act));
    else say("No mark is at this word.", true);
  };
  const rightwards = () => (getComputedStyle(view.querySelector(".words")).direction === "rtl" ? -1 : 1);

  const pressed = (event) => {
    const { key, target } = event;
    const unit = target.closest(".unit"), radio = target.closest("[role=radio]");
    if (event.altKey) return false;
    if (event.ctrlKey || event.metaKey) {
      if (key.toLowerCase() !== "z" || event.shiftKey || (inField(target) && target.value !== target.defaultValue)) return false;
      ask({ act: "undo" });
      return true;
    }
    if (inField(target)) {
      if (key !== "Enter" && key !== "Escape") return false;
      if (key === "Escape") target.value = target.defaultValue;
      toSentence(); // leaving the field saves it
      return true;
    }
    if (key === "Enter") {
      if (target.closest("summary") || (target.closest("button") && !radio)) return false;
      ask({ act: "next" });
    } else if (key === "PageUp" || key === "PageDown") ask({ act: "move", step: key === "PageUp" ? -1 : 1 });
    else if (key === "Escape") { select(null, null); toSentence(); }
    else if (unit && (key === "Delete" || key === "Backspace")) unmark(unit);
    else if (unit && key === "ArrowRight") step(event, rightwards());
    else if (unit && key === "ArrowLeft") step(event, -rightwards());
    else if (unit && (key === "Home" || key === "End")) step(event, key);
    else if (unit && key === " ") select(anchor ? null : unit, anchor ? null : unit);
    else if (radio && (key === "ArrowRight" || key === "ArrowDown")) among(event, 1);
    else if (radio && (key === "ArrowLeft" || key === "ArrowUp")) among(event, -1);
    else if ([...key].length === 1 && key !== " " && !event.repeat) {
      const variable = target.closest("[data-variable]");
      ask(() => ({ act: "key", key, variable: variable ? variable.dataset.variable : "", ...chosen() }));
    } else return false;
    return true;
  };

  // the mouse: what was drawn over is selected by whole words

  const touched = () => {
    const words = view.querySelector(".words");
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return [];
    const range = selection.getRangeAt(0);
    if (!words.contains(range.commonAncestorContainer)) return [];
    return units().filter((unit) => {
      const own = document.createRange();
      own.selectNodeContents(unit.firstChild);
      return range.compareBoundaryPoints(Range.START_TO_END, own) > 0 && range.compareBoundaryPoints(Range.END_TO_START, own) < 0;
    });
  };

  const listen = () => {
    view.addEventListener("keydown", (event) => {
      if (!pressed(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    view.addEventListener("pointerup", (event) => {
      const drawn = touched();
      const unit = event.target.closest(".unit");
      if (drawn.length) {
        select(drawn[0], drawn[drawn.length - 1]);
        goTo(drawn[drawn.length - 1]);
        document.getSelection().removeAllRanges();
      } else if (unit) {
        const alone = anchor === unit && last === unit;
        select(alone ? null : event.shiftKey && anchor ? anchor : unit, alone ? null : unit);
        goTo(unit);
      }
    });
    view.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button || !view.contains(button)) return;
      const { mark, act } = button.dataset;
      if (act) ask(JSON.parse(act));
      else ask({ act: "mark", variable: button.closest("[data-variable]").dataset.variable, value: mark, start: null, ...chosen() });
    });
    view.addEventListener("change", ({ target }) => {
      if (target.dataset.field) ask({ act: "code", variable: target.dataset.field, value: target.value });
      else if ("note" in target.dataset) ask({ act: "note", value: target.value });
    });
    view.addEventListener("focusin", ({ target }) => {
      const asked = target.closest("[data-variable]");
      if (asked) all("[data-of]").forEach((one) => (one.open = one.dataset.of === asked.dataset.variable));
    });
  };

  return { draw, toSentence: () => toSentence() };
}
