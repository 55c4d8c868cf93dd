/** Thrown by everything that touches a machine after its power was cut. */
export class PowerCut extends Error {
  constructor() {
    super("the power is cut");
    this.name = "PowerCut";
  }
}

/** Blows after a number of effects: the effect after that throws PowerCut and is not done. */
export class Fuse {
  burned = 0;
  blown = false;

  constructor(readonly effects: number = Number.POSITIVE_INFINITY) {}

  /** Called before each effect. */
  burn(): void {
    this.check();
    if (this.burned >= this.effects) this.blown = true;
    this.check();
    this.burned++;
  }

  /** Called before each look: a machine without power does not answer. */
  check(): void {
    if (this.blown) throw new PowerCut();
  }
}
