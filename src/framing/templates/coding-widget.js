const PATIENCE = 20000; // milliseconds
export default {
  render({ model, el }) {
    const waiting = new Map(); // what each question of this view waits for
    const name = Math.random().toString(36).slice(2);
    let count = 0;
    const screen = coding(el, (message) => new Promise((resolve, reject) => {
      const id = `${name}-${++count}`;
      const fail = () => {
        waiting.delete(id);
        reject(new Error("Not saved: the kernel does not answer. Restart it if need be and run this cell again. Everything saved before is there."));
      };
      const late = setTimeout(fail, PATIENCE);
      waiting.set(id, (state) => { clearTimeout(late); resolve(state); });
      try {
        model.send({ ...message, id });
      } catch { // the kernel is dead
        clearTimeout(late);
        fail();
      }
    }));
    model.on("change:state", () => {
      const state = model.get("state");
      const done = waiting.get(state.id);
      waiting.delete(state.id);
      if (done) done(state);
      else screen.draw(state); // another view of the same session
    });
    screen.draw(model.get("state"));
  },
};
