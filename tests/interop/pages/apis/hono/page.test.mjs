// docs/apis/hono.md, in wrangler dev

import { testApi } from "../../apis.mjs";

testApi("apis/hono");
