import * as z from "zod";
import { duration, flag, integer, list, object, quantity, text, texts, time } from "./field.ts";

/** A command-line flag of a component. */
export const argument = z.object({
  name: text("The flag without its dashes. A name may appear several times."),
  value: text("Its value."),
});

const selector = {
  key: text("Key in the object."),
  name: text("Name of the object."),
  optional: flag("Whether the object or its key may be missing."),
};

/** core/v1 EnvVar. */
export const environmentVariable = z.object({
  name: text("Name of the variable."),
  value: text("Its value."),
  valueFrom: object(
    {
      configMapKeyRef: object(selector, "A key of a ConfigMap."),
      secretKeyRef: object(selector, "A key of a Secret."),
      fieldRef: object(
        { apiVersion: text("v1 unless set."), fieldPath: text("A field of the Pod, for example status.podIP.") },
        "A field of the Pod.",
      ),
      fileKeyRef: object(
        {
          key: selector.key,
          optional: selector.optional,
          path: text("File in the volume."),
          volumeName: text("Name of the volume."),
        },
        "A key of a file in a volume.",
      ),
      resourceFieldRef: object(
        {
          containerName: text("Name of the container."),
          divisor: quantity("Unit of the result."),
          resource: text("A resource of the container, for example limits.cpu."),
        },
        "A resource of the container.",
      ),
    },
    "Where the value comes from instead.",
  ),
});

/** core/v1 Taint. */
export const taint = z.object({
  key: text("Key of the taint."),
  value: text("Value of the taint."),
  effect: text("NoSchedule, PreferNoSchedule or NoExecute."),
  timeAdded: time("When it was added."),
});

export const hostPathMount = z.object({
  name: text("Name of the volume in the Pod."),
  hostPath: text("Path on the host."),
  mountPath: text("Path in the container."),
  readOnly: flag("Whether the container may not write there."),
  pathType: text("What must be at hostPath: DirectoryOrCreate, File, ... Unset: not checked."),
});

export const patches = object(
  {
    directory: text(
      "Directory with files named target[suffix][+patchtype].extension, for example kube-apiserver0+merge.yaml.",
    ),
  },
  "Patches for the files that are written.",
);

export const timeouts = object(
  {
    controlPlaneComponentHealthCheck: duration(
      "How long to wait for a component of the control plane. 4m0s unless set.",
    ),
    kubeletHealthCheck: duration("How long to wait for the kubelet. 4m0s unless set."),
    kubernetesAPICall: duration("How long to repeat a failing call of the API. 1m0s unless set."),
    etcdAPICall: duration("How long to repeat a failing call of etcd. 2m0s unless set."),
    tlsBootstrap: duration("How long to wait for the kubelet's certificate. 5m0s unless set."),
    discovery: duration("How long to look for the cluster when joining. 5m0s unless set."),
    upgradeManifests: duration("How long to wait for a static Pod after its manifest was changed. 5m0s unless set."),
  },
  "How long to wait for what.",
);

export const localApiEndpoint = object(
  {
    advertiseAddress: text(
      "IP address at which other nodes reach this API server. Unset, 0.0.0.0 or ::, the address of the default route's interface; a loopback address stands for a global address on the loopback interface.",
    ),
    bindPort: integer("Port of the API server. 6443 unless set."),
  },
  "The API server of this node.",
);

export const imagePull = {
  imagePullPolicy: text("Always, IfNotPresent (unless set) or Never."),
  imagePullSerial: flag("Whether images are pulled one after another. true unless set."),
};

export const ignorePreflightErrors = texts(
  "Checks whose failures are only warnings; all stands for every one. Upper and lower case are the same.",
);

export const skipPhases = texts("Phases to leave out. Used when --skip-phases is not given.");

/** What is the same in nodeRegistration of every version. */
export const nodeRegistrationFields = {
  name: text("Name of the Node, in lower case. The host name unless set."),
  criSocket: text(
    "Socket of the container runtime, for example unix:///var/run/containerd/containerd.sock. Unset: the one that answers.",
  ),
  taints: list(
    taint,
    "Taints of the Node. Unset: node-role.kubernetes.io/control-plane:NoSchedule on control planes, none on workers. []: none, so that a single node runs everything.",
  ),
  ignorePreflightErrors,
};

export const nodeRegistration = object(
  {
    ...nodeRegistrationFields,
    kubeletExtraArgs: list(argument, "Flags for the kubelet. They win over its configuration file."),
    ...imagePull,
  },
  "What the kubelet of this node is started with.",
);
