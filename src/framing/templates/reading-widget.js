export default {
  render({ model, el }) {
    el.innerHTML = model.get("html"); // escaped by Python; innerHTML runs no script
    link(el.querySelector(".framing-reader"));
  },
};
