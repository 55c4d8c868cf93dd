import type { Suspect } from "./cause.ts";
import { certificateRefused } from "./suspects/certificate.ts";
import { cgroupDriver } from "./suspects/cgroup-driver.ts";
import { componentFailed, fileMissing, flagRefused } from "./suspects/component.ts";
import { etcdCutOff, etcdData, etcdUnreachable } from "./suspects/etcd.ts";
import { imageMissing } from "./suspects/image.ts";
import {
  kubeletCgroupV1,
  kubeletConfig,
  kubeletDown,
  kubeletFlag,
  kubeletMissing,
  kubeletSwap,
  manifestInvalid,
  manifestsMissing,
} from "./suspects/kubelet.ts";
import { nodeName } from "./suspects/node-name.ts";
import { portInUse } from "./suspects/port.ts";
import { diskFull, outOfMemory, sandboxFailed } from "./suspects/resources.ts";
import { runtimeStopped, runtimeUnwell } from "./suspects/runtime.ts";

/** What every Pod needs of the machine. */
const machineSuspects: readonly Suspect[] = [
  kubeletMissing,
  kubeletFlag,
  kubeletCgroupV1,
  kubeletSwap,
  runtimeStopped,
  kubeletConfig,
  runtimeUnwell,
  diskFull,
];

/** Why a kubelet does not come up: what it needs before what it says, the particular before the general. */
export const kubeletSuspects: readonly Suspect[] = [
  ...machineSuspects,
  portInUse,
  certificateRefused,
  kubeletDown,
  nodeName,
];

/** Why a control plane does not come up. A cause stands before what follows from it. */
export const controlPlaneSuspects: readonly Suspect[] = [
  ...machineSuspects,
  outOfMemory,
  cgroupDriver,
  flagRefused,
  portInUse,
  etcdCutOff,
  etcdData,
  fileMissing,
  imageMissing,
  certificateRefused,
  manifestInvalid,
  etcdUnreachable,
  sandboxFailed,
  componentFailed,
  kubeletDown,
  manifestsMissing,
  nodeName,
];
