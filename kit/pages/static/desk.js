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
      const count = card.dataset.count.replace("{done}", done).replace("{of}", of);
      const text = of ? `${count}${detail ? `: ${detail}` : ""}` : detail;
      if (text && status.textContent !== text) status.textContent = text;
    } catch {
      failures += 1;
      if (failures > 10) {
        status.textContent = card.dataset.lost;
        return;
      }
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 500);
}

// Whom to talk to: asked for once more where the page came before the answer. The part comes from our own templates, escaped there.
const talks = document.querySelector("[data-talks]:not([data-talks=''])");
if (talks) {
  let asked = 0;
  const look = async () => {
    asked += 1;
    try {
      const answer = await fetch(talks.dataset.talks, { credentials: "same-origin" });
      if (answer.status === 200) {
        talks.innerHTML = await answer.text();
        return;
      }
    } catch {
      // The server is busy or gone; the page of the class says the same.
    }
    if (asked < 60) setTimeout(look, 1500);
  };
  setTimeout(look, 500);
}
