import { kubeletUnitFile } from "../constants/paths.ts";
import { ledger } from "../engine/ledger.ts";
import type { Step } from "../engine/step.ts";
import { systemctl } from "../steps/service.ts";
import { unitNeedsReload } from "../steps/service-state.ts";
import { serviceStoppedStep } from "../steps/service-stopped.ts";
import { step } from "../steps/step.ts";

const unit = "kubelet.service";

/** The kubelet does not run. Where the unit is ours and goes, it is not left enabled either; a package's unit stays as it was, as with kubeadm. */
export function kubeletStoppedStep(): Step {
  const words = { id: "kubelet", title: "The kubelet is stopped", unit };
  return {
    ...serviceStoppedStep(words),
    plan: async (context) => {
      const isOurs = (await context.fact(ledger)).files.has(kubeletUnitFile);
      return serviceStoppedStep({ ...words, disable: isOurs }).plan(context);
    },
  };
}

/** systemd has forgotten the unit that was removed. */
export function unitForgottenStep(): Step {
  const needsReload = unitNeedsReload(unit, [kubeletUnitFile]);
  return step("systemd", "systemd knows what is left", async ({ fact }) =>
    (await fact(needsReload))
      ? [systemctl("Read the unit files again", ["daemon-reload"], [{ fact: needsReload, value: false }])]
      : [],
  );
}
