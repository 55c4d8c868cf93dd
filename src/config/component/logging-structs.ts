import type { Structs } from "./shape.ts";

/** component-base/logs/api/v1, as of Kubernetes 1.36: the part that the kubelet and kube-proxy share. */
export const loggingStructs = {
  LoggingConfiguration: {
    flushFrequency: "TimeOrDuration",
    format: "string?",
    options: "FormatOptions?",
    verbosity: "uint32",
    vmodule: "[]VModuleItem?",
  },
  VModuleItem: {
    filePattern: "string",
    verbosity: "uint32",
  },
  FormatOptions: {
    json: "JSONOptions?",
    text: "TextOptions?",
  },
  TextOptions: {
    infoBufferSize: "Quantity?",
    splitStream: "bool?",
  },
  JSONOptions: {
    infoBufferSize: "Quantity?",
    splitStream: "bool?",
  },
} as const satisfies Structs;
