// @ts-check

/** Pixels by which a pointer must move before a press is a drag, so that an unsteady hand still presses. */
const SLACK = 6;

/**
 * Let `handle` be dragged. Everything that a drag does must also be possible without one.
 * @param {HTMLElement} handle
 * @param {{lift(event: PointerEvent): boolean | void, move(event: PointerEvent): void, drop(event: PointerEvent | null): void}} how
 *   `lift` may refuse by returning false; `drop` gets null where the drag was broken off.
 */
export function drag(handle, how) {
  handle.style.touchAction = "none";
  handle.addEventListener("pointerdown", (down) => {
    if (down.button !== 0 || !down.isPrimary) return;
    let held = false;
    handle.setPointerCapture(down.pointerId); // at once: a quick hand has left the handle by its first move
    /** @param {PointerEvent} event */
    const move = (event) => {
      if (!held && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < SLACK) return;
      if (!held && how.lift(down) === false) return stop();
      held = true;
      event.preventDefault();
      how.move(event);
    };
    /** @param {PointerEvent} event */
    const up = (event) => {
      stop();
      if (!held) return;
      how.drop(event.type === "pointerup" ? event : null);
      // The click that ends a drag is no press.
      const swallow = (/** @type {Event} */ click) => { click.preventDefault(); click.stopPropagation(); };
      addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
    };
    const stop = () => {
      handle.removeEventListener("pointermove", move);
      for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) handle.removeEventListener(name, up);
    };
    handle.addEventListener("pointermove", move);
    for (const name of /** @type {const} */ (["pointerup", "pointercancel"])) handle.addEventListener(name, up);
  });
}
