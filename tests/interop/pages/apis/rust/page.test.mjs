// docs/apis/rust.md

import { testApi } from "../../apis.mjs";

/** It compiles, once for each port that it listens on. */
testApi("apis/rust", { patience: 180_000 });
