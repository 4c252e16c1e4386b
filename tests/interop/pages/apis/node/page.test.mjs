// docs/apis/node.md

import { testApi } from "../../apis.mjs";

testApi("apis/node", { steps: true });
