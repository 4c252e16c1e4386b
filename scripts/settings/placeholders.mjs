// Values that stand in the template and in the documentation as examples, and mean nobody's server.

/** Names that nobody can have (RFC 2606), and the one that our own questions show. */
const NOBODY = /(^|[/@.\s])([a-z0-9-]+\.)*(example\.(com|net|org)|example|invalid|test|your-domain\.com)(?=$|[/:>?#\s])/i;

/** [{path, says}] of the examples that nobody replaced. */
export function placeholders(values) {
  const found = [];
  const look = (steps, value) => {
    if (typeof value === "string" && NOBODY.test(value)) {
      found.push({ path: steps, says: `"${value}" is only an example; put your own value in its place` });
    } else if (typeof value === "string" && /<[^<>@]+>/.test(value) && steps[0] !== "MAIL_FROM") {
      found.push({ path: steps, says: `"${value}" is not filled in` });
    }
  };
  for (const name of ["ISSUER", "RP_ID", "RP_ID_BEFORE", "MAIL_FROM", "SIGN_UP_DOMAINS"]) look([name], values[name]);
  if (Array.isArray(values.RESOURCES)) {
    values.RESOURCES.forEach((resource, at) => look(["RESOURCES", at, "resource"], resource?.resource));
  }
  return found;
}
