// Follows the hand-in that is on its way, and shows the finished page when it is there.
const card = document.querySelector("[data-errand]");
if (card) {
  const words = card.querySelector("[data-words]");
  const bar = card.querySelector("[data-bar]");
  const ask = async () => {
    try {
      const answer = await fetch(card.dataset.errand, { credentials: "same-origin" });
      if (answer.ok) {
        const state = await answer.json();
        if (!state.running) {
          location.reload();
          return;
        }
        if (words.textContent !== state.words) words.textContent = state.words;
        if (state.percent === null) bar.removeAttribute("value");
        else bar.value = state.percent;
      }
    } catch {
      // The server is busy; the next question may be answered.
    }
    setTimeout(ask, 400);
  };
  setTimeout(ask, 300);
}
