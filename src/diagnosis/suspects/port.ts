import { howToSeeLog, type Suspect } from "../cause.ts";
import { givenUp } from "./component.ts";

const inUse = /listen tcp[46]? \[?([\w.:]*?)\]?:(\d+): bind: address already in use/;
const ownNames = ["kube-", "etcd", "kubelet"];

/** PORT_IN_USE: a component or the kubelet cannot listen because somebody else does. */
export const portInUse: Suspect = (evidence) => {
  const words = [
    ...givenUp(evidence).map(({ component, said }) => ({ name: component.name, said })),
    ...evidence.kubeletJournal
      .filter((line) => line.includes("address already in use"))
      .map((said) => ({ name: "kubelet", said })),
  ];
  for (const { name, said } of words) {
    const port = Number(inUse.exec(said)?.[2]);
    const holder = evidence.sockets.find((socket) => socket.port === port)?.process;
    if (Number.isNaN(port)) continue;
    const isForeign = holder !== null && holder !== undefined && !ownNames.some((own) => holder.name.startsWith(own));
    return {
      code: "PORT_IN_USE",
      what: `${name} cannot listen on port ${port}${isForeign ? `: ${holder.name} (pid ${holder.pid}) does` : ": it is in use"}.`,
      why: said.slice(0, 400),
      next: isForeign
        ? `Stop it (systemctl status ${holder.pid} names its service), then run the same command again.`
        : `ss -ltnp 'sport = :${port}' shows who listens; ${howToSeeLog(name)}`,
      isPermanent: isForeign,
    };
  }
  return null;
};
