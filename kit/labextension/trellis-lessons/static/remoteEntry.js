// A prebuilt JupyterLab extension, written by hand: a module federation container with one plugin, no build step and no dependencies.
//
// A lesson wakes up by itself. When a notebook with `trellis` in its metadata is opened, and again whenever its kernel has (re)started,
// the cells that only show questions are run: the import line, and a bare ask("…") or branch("…"). Nothing else is ever run: a cell
// with one more character in it is the student's own affair. check("…") is not among them, because it runs the student's code.
// The toolbar gets a way back to the student's home page, which saves first.

const IMPORT = /^from widgets import (?:ask|branch|check)(?:, (?:ask|branch|check))*$/;
const QUESTION = /^(?:ask|branch)\("[a-z][a-z0-9-]{0,39}"\)$/;

/** Whether a code cell only brings in or shows questions. */
function isQuestion(source) {
  const code = source.trim();
  return IMPORT.test(code) || QUESTION.test(code);
}

/** The base address of the server, from the page's configuration. */
function baseUrl() {
  const config = document.getElementById("jupyter-config-data");
  return (config && JSON.parse(config.textContent).baseUrl) || "/";
}

let shared = {};

/** A module that Jupyter shares with its extensions, such as `@jupyterlab/cells`. */
async function load(name) {
  const versions = Object.values(shared[name] || {});
  const chosen = versions.find((version) => version.loaded) || versions[0];
  if (!chosen) throw new Error(`${name} is not shared by this Jupyter`);
  return (await chosen.get())();
}

/** Runs the question cells of a lesson, one round at a time. */
class Waking {
  constructor(panel, context, { CodeCell, Dialog }) {
    this.Dialog = Dialog;
    this.panel = panel;
    this.context = context;
    this.CodeCell = CodeCell;
    this.running = false;
    this.again = false;
    this.kernel = null;
    this.restarting = false;
  }

  /** Run the questions now, and whenever the kernel is a new one or has been restarted. */
  async watch() {
    const session = this.context.sessionContext;
    await Promise.all([this.context.ready, session.ready, this.panel.revealed]);
    if (!this.context.model.getMetadata("trellis")) return;
    this.panel.addClass("trellis-lesson");
    this.showTitle();
    session.statusChanged.connect((_, status) => {
      if (status === "restarting" || status === "autorestarting") this.restarting = true;
      // Jupyter announces that the kernel “appears to have died” and waits for an OK. The questions come back by themselves.
      if (status === "autorestarting") setTimeout(() => this.Dialog.flush(), 300);
      if (status === "idle" && this.restarting) {
        this.restarting = false;
        this.wake();
      }
    });
    session.kernelChanged.connect((_, change) => {
      if (change.newValue) this.wake();
    });
    if (session.session && session.session.kernel) this.wake();
  }

  /** Show the lesson's own title, its first heading, where Notebook 7 shows the file's name. The file keeps its name. */
  showTitle() {
    const first = Array.from(this.panel.content.widgets, (cell) => cell.model).find((model) => model.type === "markdown");
    const title = first && /^# +(.+)$/m.exec(first.sharedModel.getSource());
    const shown = document.querySelector("#jp-title h1"); // JupyterLab has none, and several notebooks in one page
    if (!title || !shown) return;
    shown.textContent = document.title = title[1];
    shown.dir = "auto";
  }

  /** Run every question cell in order. A round asked for during another is run after it, once. */
  async wake() {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    try {
      do {
        this.again = false;
        for (const cell of this.panel.content.widgets) {
          if (this.again || this.panel.isDisposed) break;
          if (cell.model.type !== "code" || !isQuestion(cell.model.sharedModel.getSource())) continue;
          cell.model.trusted = true;
          try {
            await this.CodeCell.execute(cell, this.context.sessionContext);
          } catch {
            break; // the kernel went away in between; its return starts another round
          }
        }
      } while (this.again && !this.panel.isDisposed);
    } finally {
      this.running = false;
    }
  }
}

/** The way back to the home page, as the first thing in the notebook's toolbar. */
function homeLink(Widget, context) {
  const link = document.createElement("a");
  link.href = `${baseUrl()}trellis/home`;
  link.textContent = "← My path";
  link.className = "trellis-home";
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    try {
      if (context.model.dirty) await context.save();
    } finally {
      location.href = link.href;
    }
  });
  // Jupyter's toolbar takes its items out of the Tab order and gives none back here; without a mouse there would be no way home.
  new MutationObserver(() => link.tabIndex === 0 || (link.tabIndex = 0)).observe(link, { attributeFilter: ["tabindex"] });
  const holder = new Widget({ node: document.createElement("div") });
  holder.node.append(link);
  return holder;
}

async function plugin() {
  const [{ CodeCell }, { Dialog }, { Widget }] = await Promise.all(
    ["@jupyterlab/cells", "@jupyterlab/apputils", "@lumino/widgets"].map(load),
  );
  return {
    id: "trellis-lessons:plugin",
    description: "Runs the question cells of a lesson when it is opened and after a restart.",
    autoStart: true,
    activate(app) {
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew(panel, context) {
          context.ready.then(() => {
            if (context.model.getMetadata("trellis")) panel.toolbar.insertItem(0, "trellis-home", homeLink(Widget, context));
          });
          new Waking(panel, context, { CodeCell, Dialog }).watch();
        },
      });
    },
  };
}

globalThis._JUPYTERLAB = globalThis._JUPYTERLAB || {};
globalThis._JUPYTERLAB["trellis-lessons"] = {
  /** Keep what Jupyter shares. */
  init(scope) {
    shared = scope;
  },
  /** The one module of this container. */
  async get(module) {
    if (module !== "./extension") throw new Error(`${module} is not in this container`);
    const made = { default: await plugin(), __esModule: true };
    return () => made;
  },
};
