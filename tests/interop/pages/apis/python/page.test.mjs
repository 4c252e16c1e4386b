// docs/apis/python.md

import { testApi } from "../../apis.mjs";

testApi("apis/python");
