// npm run soak: all rings with every crash point and many more random cases. Takes long; its result belongs into an issue's closing note.
import { install } from "./install.mjs";
import { buildProduct, counted, ring4, rings123 } from "./stages.mjs";

const env = { KUBEWRIGHT_SOAK: "1" };

await counted(async function* () {
  await install({ lab: true });
  yield await buildProduct();
  yield await rings123({ env });
  yield await ring4({ env });
});
