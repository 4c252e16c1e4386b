// Django and django-allauth, in a virtual environment of the project.

import { ensurePython } from "../python.mjs";

/** Installs what is missing, and gives the Python that has it. */
export function ensureDjangoAllauth() {
  return ensurePython("django-allauth", "Django and django-allauth");
}
