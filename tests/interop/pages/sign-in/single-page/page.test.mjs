// docs/sign-in/single-page.md

import { testSignIn } from "../../sign-in.mjs";

testSignIn("sign-in/single-page");
