// docs/sign-in/next.md. Next.js wants its packages in the folder of the app, and takes its time to build it.

import { testSignIn } from "../../sign-in.mjs";

testSignIn("sign-in/next", { inPlace: true, patience: 120_000 });
