const token = new URLSearchParams(location.search).get("token");
const screen = coding(document.querySelector(".framing-coding"), async (message) => {
  let answer;
  try {
    answer = await fetch("act", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Token": token },
      body: JSON.stringify(message),
      signal: AbortSignal.timeout(20000),
    });
  } catch {
    throw new Error("Not saved: the program does not answer. Start framing code --serve again and open the address that it prints. Everything saved before is there.");
  }
  if (!answer.ok) throw new Error("Not saved: " + (await answer.text()));
  return answer.json();
});
screen.draw(JSON.parse(document.querySelector("#state").textContent));
screen.toSentence();
document.addEventListener("click", () => {
  if (document.activeElement === document.body) screen.toSentence(); // keys are heard again after a click beside the page
});
