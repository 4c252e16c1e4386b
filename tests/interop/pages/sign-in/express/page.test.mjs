// docs/sign-in/express.md

import { testSignIn } from "../../sign-in.mjs";

testSignIn("sign-in/express");
