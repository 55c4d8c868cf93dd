import { DefaultRenderer } from "listr2";

/** Between two redraws, milliseconds: five a second look alive. */
const pace = 200;
/** What the terminal may get in a second: slow lines and serial consoles keep up. */
const bytesPerSecond = 18_000;
/** listr2's renderer redraws the whole list at every event; this one at most five times a second, slower when frames are large, and never higher than the terminal. */
export class ThrottledRenderer extends DefaultRenderer {
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;
  #isDone = false;
  #frame = 0;
  /** The terminal's height, asked at each frame. */
  rows = () => 24;
  /** Called before each frame is drawn. */
  beforeFrame: () => void = () => undefined;

  override update(): void {
    if (this.#isDone || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#draw(), Math.max(0, this.#notBefore - performance.now()));
  }

  #draw(): void {
    this.#timer = undefined;
    this.beforeFrame();
    super.update();
    this.#notBefore = performance.now() + Math.max(pace, (this.#frame / bytesPerSecond) * 1000);
  }

  override create(options?: Parameters<DefaultRenderer["create"]>[0]): string {
    const lines = super.create(options).split("\n");
    const room = Math.max(3, this.rows() - 2);
    const shown =
      this.#isDone || lines.length <= room
        ? lines
        : [`  … ${lines.length - room + 1} more above`, ...lines.slice(1 - room)];
    const text = shown.join("\n");
    this.#frame = Buffer.byteLength(text) + lines.length * 8;
    return text;
  }

  override end(): void {
    clearTimeout(this.#timer);
    this.#isDone = true;
    super.end();
  }
}
