// docs/sign-in/hono.md, in wrangler dev

import { testSignIn } from "../../sign-in.mjs";

testSignIn("sign-in/hono");
