// Shows who arrives at the drop box, without disturbing what else is being done on the desk.
const box = document.querySelector("[data-drop-box]");
if (box) {
  const count = box.querySelector("[data-count] strong");
  const problem = box.querySelector("[data-problem]");
  const list = box.querySelector("[data-lines]");
  let shown = "";
  const line = ({ name, when }) => {
    const item = document.createElement("li");
    const who = document.createElement("span");
    const mark = document.createElement("span");
    mark.setAttribute("aria-hidden", "true");
    mark.textContent = "✓";
    const called = document.createElement("bdi");
    called.textContent = name;
    who.append(mark, " ", called);
    const at = document.createElement("span");
    at.className = "muted small";
    at.textContent = when;
    item.append(who, " ", at);
    return item;
  };
  const show = (board) => {
    if (count.textContent !== board.count) count.textContent = board.count;
    problem.hidden = !board.problem;
    problem.textContent = board.problem;
    const now = JSON.stringify(board.lines);
    if (now !== shown) {
      shown = now;
      list.replaceChildren(...board.lines.map(line));
    }
  };
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.dropBox, { credentials: "same-origin" });
      if (answer.ok) {
        const board = await answer.json();
        if (!board.open) {
          location.reload();
          return;
        }
        show(board);
      }
    } catch {
      // The page's server is busy or gone; what arrives is safe all the same.
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 1000);
  box.querySelector("[data-refresh]").addEventListener("click", (event) => {
    event.preventDefault();
    location.reload();
  });
}
