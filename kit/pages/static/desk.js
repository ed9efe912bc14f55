// Follows the job in hand, and shows the finished page when it is done.
const card = document.querySelector("[data-job]");
if (card) {
  const status = card.querySelector("[data-status]");
  const bar = card.querySelector("[data-bar]");
  let failures = 0;
  const ask = async () => {
    try {
      const answer = await fetch(card.dataset.job, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(String(answer.status));
      const job = await answer.json();
      failures = 0;
      if (!job.running) {
        location.reload();
        return;
      }
      const { detail, done, of } = job.line;
      if (of) {
        bar.max = of;
        bar.value = done;
      }
      const text = of ? `${done} of ${of}${detail ? `: ${detail}` : ""}` : detail;
      if (text && status.textContent !== text) status.textContent = text;
    } catch {
      failures += 1;
      if (failures > 10) {
        status.textContent = "Trellis does not answer any more. Start it again; what was saved is safe.";
        return;
      }
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 500);
}
