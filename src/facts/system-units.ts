import type { Fact } from "../engine/fact.ts";
import { type UnitState, units } from "./units.ts";

/** The services that keep the clock right. */
export const timeServices = [
  "systemd-timesyncd.service",
  "chronyd.service",
  "chrony.service",
  "ntpd.service",
  "ntp.service",
  "ntpsec.service",
  "openntpd.service",
] as const;

/** All services that anything here asks for, in one question. Empty where systemd does not answer. */
export const systemUnits: Fact<ReadonlyMap<string, UnitState>> = units([
  "kubelet.service",
  "containerd.service",
  "crio.service",
  "cri-docker.service",
  "firewalld.service",
  "systemd-resolved.service",
  ...timeServices,
]);
