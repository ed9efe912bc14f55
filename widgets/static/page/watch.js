// @ts-check

/** Seconds for which a node was in view of an open tab. */
export class Watch {
  /** @param {Element} node */
  constructor(node) {
    this.spent = 0;
    this.since = 0;
    this.inView = false;
    this.change = () => this.turn();
    document.addEventListener("visibilitychange", this.change);
    this.observer = new IntersectionObserver((entries) => {
      this.inView = entries[entries.length - 1].isIntersecting;
      this.turn();
    });
    this.observer.observe(node);
  }

  turn() {
    const now = performance.now();
    if (this.since) this.spent += now - this.since;
    this.since = this.inView && !document.hidden ? now : 0;
  }

  restart() {
    this.turn();
    this.spent = 0;
  }

  read() {
    this.turn();
    return Math.round(this.spent / 100) / 10;
  }

  stop() {
    this.observer.disconnect();
    document.removeEventListener("visibilitychange", this.change);
  }
}
