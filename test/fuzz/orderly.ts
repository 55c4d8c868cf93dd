import { KubewrightError, ManyErrors } from "../../src/errors.ts";
import { TransportFailure } from "../../src/kube/transport-failure.ts";

/** Milliseconds after which a call counts as one that hangs. The machine may be busy. */
const patienceMs = 10_000;

/** What a call gave, or undefined when it refused in a way that a user can act on. Anything else it threw, and a hang, fails the test. */
export function orderly<T>(call: () => T): T | undefined {
  const began = performance.now();
  const answer = answered(call);
  const took = performance.now() - began;
  if (took > patienceMs) throw new Error(`it took ${took} ms`);
  return answer;
}

function answered<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    return refused(error);
  }
}

/** The same for what answers later. */
export async function orderlyLater<T>(call: () => Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer after ${patienceMs} ms`)), patienceMs);
  });
  try {
    return await Promise.race([call(), hang]);
  } catch (error) {
    return refused(error);
  } finally {
    clearTimeout(timer);
  }
}

function refused(error: unknown): undefined {
  const isPlanned =
    error instanceof KubewrightError || error instanceof ManyErrors || error instanceof TransportFailure;
  if (!isPlanned) throw new Error(`thrown: ${String(error)}`, { cause: error });
  if (error instanceof KubewrightError && (error.next === "" || !/^[A-Z][A-Z0-9_]+$/.test(error.code)))
    throw new Error(`an error that helps nobody: ${error.code} ${error.next}`);
  return undefined;
}
