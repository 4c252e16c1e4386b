// docs/sign-in/django.md

import { testSignIn } from "../../sign-in.mjs";

testSignIn("sign-in/django", {
  // The page's files are added to those that Django makes.
  prepare: (follower) => follower.run(follower.commandsOf("2. The code").filter(([, args]) => args.includes("startproject"))),
});
