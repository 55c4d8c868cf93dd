import { NotYetKnown } from "../engine/fact.ts";
import { refOf, titleOf } from "../engine/object-ref.ts";
import type { KubeObject, ObjectStore, ObjectWrite } from "../engine/object-store.ts";
import { KubewrightError } from "../errors.ts";
import { KubeApiError } from "./api-error.ts";
import type { KubeClient, ReadOptions } from "./client.ts";

type Silent = "comes-later" | "comes-back" | "gone";

export interface ObjectStoreSettings {
  /** A client, or null while there can be none (no kubeconfig yet). Asked again until it gives one. */
  readonly open: () => Promise<KubeClient | null>;
  /**
   * A server that does not listen "comes-later", in this run, and questions throw NotYetKnown; or it "comes-back", and is asked
   * again; or it is "gone", and questions fail at once, also to one that has too many before them.
   */
  readonly silent: Silent | (() => Silent);
}

const apiAnswers = "the API server answers";

/** The engine's view of an API server. A dry run of a delete only looks: it never sends a DELETE. */
export function objectStore(settings: ObjectStoreSettings): ObjectStore & { close(): void } {
  const { open, close } = openOnce(settings.open);
  const silent = () => (typeof settings.silent === "function" ? settings.silent() : settings.silent);
  const expected = () => silent() === "comes-later";
  const ask = async <T>(question: (client: KubeClient, how: ReadOptions) => Promise<T>): Promise<T> => {
    const client = await open();
    if (client === null) throw expected() ? new NotYetKnown(apiAnswers) : noKubeconfig();
    try {
      return await question(client, howToAsk(silent()));
    } catch (error) {
      throw expected() && isRefusal(error) ? new NotYetKnown(apiAnswers) : error;
    }
  };
  return {
    read: (ref) => ask((client, how) => client.get(ref, how)),
    list: (kind) => ask((client, how) => client.list(kind, how)),
    dryRun: (write) => ask((client) => dryRun(client, write)),
    write: (write) => ask((client) => carryOut(client, write)),
    close,
  };
}

function howToAsk(silent: Silent): ReadOptions {
  if (silent === "gone") return { refused: "fail", crowdedMs: 0 };
  return { refused: silent === "comes-back" ? "retry" : "fail" };
}

function openOnce(open: () => Promise<KubeClient | null>) {
  let opening: Promise<KubeClient | null> | null = null;
  return {
    open(): Promise<KubeClient | null> {
      const current = opening ?? open();
      opening = current;
      const forget = () => {
        if (opening === current) opening = null;
      };
      return current.then(
        (client) => {
          if (client === null) forget();
          return client;
        },
        (error: unknown) => {
          forget();
          throw error;
        },
      );
    },
    close(): void {
      void opening?.then((client) => client?.close()).catch(() => undefined);
    },
  };
}

async function dryRun(client: KubeClient, write: ObjectWrite): Promise<KubeObject> {
  if (write.verb === "delete") return existing(client, write);
  try {
    return await send(client, write, true);
  } catch (error) {
    throw needsNamespace(error) ?? error;
  }
}

async function existing(client: KubeClient, write: Extract<ObjectWrite, { verb: "delete" }>): Promise<KubeObject> {
  const object = await client.get(write.ref);
  if (object !== null) return object;
  throw new KubewrightError("KUBE_NOT_FOUND", {
    what: `there is no ${titleOf(write.ref)} to delete`,
    next: "Nothing needs to be done about it.",
  });
}

/** An object in a namespace that the same run makes first cannot be tried before. */
function needsNamespace(error: unknown): NotYetKnown | null {
  if (!(error instanceof KubeApiError) || error.status !== 404) return null;
  const { kind, name } = error.answer.details;
  return kind === "namespaces" ? new NotYetKnown(`Namespace ${name} is made`) : null;
}

async function carryOut(client: KubeClient, write: ObjectWrite): Promise<void> {
  if (write.verb === "delete") await client.delete(write.ref);
  else await send(client, write, false);
}

function send(client: KubeClient, write: Exclude<ObjectWrite, { verb: "delete" }>, dry: boolean): Promise<KubeObject> {
  switch (write.verb) {
    case "apply":
      return client.apply(write.object, { dryRun: dry, force: write.force ?? false });
    case "create":
      return client.create(write.object, { dryRun: dry });
    case "replace":
      return replace(client, write.object, dry);
    case "patch":
      return client.patch(write.ref, write.patch, { dryRun: dry });
  }
}

/** Made when it is not there: kubeadm's "create, or else update". */
async function replace(client: KubeClient, object: KubeObject, dry: boolean): Promise<KubeObject> {
  try {
    return await client.replace(object, { dryRun: dry });
  } catch (error) {
    const missing = error instanceof KubeApiError && error.status === 404 && needsNamespace(error) === null;
    if (!missing || (await client.get(refOf(object))) !== null) throw error;
    return client.create(object, { dryRun: dry });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof KubewrightError && error.code === "KUBE_REFUSED";
}

function noKubeconfig(): KubewrightError {
  return new KubewrightError("KUBE_NO_ACCESS", {
    what: "there is no kubeconfig with which to reach the API server",
    next: "Run this on a control-plane host, or name one with --kubeconfig.",
  });
}
