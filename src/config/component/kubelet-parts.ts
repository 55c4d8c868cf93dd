import type { Structs } from "./shape.ts";

/** The structures within a KubeletConfiguration (kubelet.config.k8s.io/v1beta1, as of Kubernetes 1.36), apart from logging's. */
export const kubeletParts = {
  KubeletAuthentication: {
    anonymous: "KubeletAnonymousAuthentication",
    webhook: "KubeletWebhookAuthentication",
    x509: "KubeletX509Authentication",
  },
  KubeletAuthorization: {
    mode: "string?",
    webhook: "KubeletWebhookAuthorization",
  },
  KubeletX509Authentication: {
    clientCAFile: "string?",
  },
  KubeletWebhookAuthentication: {
    cacheTTL: "Duration?",
    enabled: "*bool?",
  },
  KubeletAnonymousAuthentication: {
    enabled: "*bool?",
  },
  KubeletWebhookAuthorization: {
    cacheAuthorizedTTL: "Duration?",
    cacheUnauthorizedTTL: "Duration?",
  },
  MemorySwapConfiguration: {
    swapBehavior: "string?",
  },
  ShutdownGracePeriodByPodPriority: {
    priority: "int32",
    shutdownGracePeriodSeconds: "int64",
  },
  CrashLoopBackOffConfig: {
    maxContainerRestartPeriod: "*Duration?",
  },
  MemoryReservation: {
    limits: "map Quantity",
    numaNode: "int32",
  },
  TracingConfiguration: {
    endpoint: "*string?",
    samplingRatePerMillion: "*int32?",
  },
  UserNamespaces: {
    idsPerPod: "*int64?",
  },
  Taint: {
    effect: "string",
    key: "string",
    timeAdded: "*Time?",
    value: "string?",
  },
} as const satisfies Structs;
